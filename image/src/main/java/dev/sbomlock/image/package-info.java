// SPDX-License-Identifier: Apache-2.0
/**
 * Reads container images: OCI layouts, OCI archives and Docker archives. All layers are applied in
 * memory, every file passes while its layer is decompressed, and nothing is unpacked. What
 * container runtimes are known to take differently is refused.
 */
@NullMarked
package dev.sbomlock.image;

import org.jspecify.annotations.NullMarked;
