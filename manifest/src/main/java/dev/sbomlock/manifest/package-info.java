// SPDX-License-Identifier: Apache-2.0
/**
 * The contract between the stages: digests, paths, measurements and the measurement manifest, with
 * its reader and writer. It never touches the kernel, never prints, and knows no SBOM format.
 */
@NullMarked
package dev.sbomlock.manifest;

import org.jspecify.annotations.NullMarked;
