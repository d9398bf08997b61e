// SPDX-License-Identifier: Apache-2.0
/**
 * Signed manifests that go with an image: as OCI referrers in a layout, and to and from a registry.
 * What is fetched is what its digest says; whose signature it is, is judged by who reads it.
 */
@NullMarked
package dev.sbomlock.image.attach;

import org.jspecify.annotations.NullMarked;
