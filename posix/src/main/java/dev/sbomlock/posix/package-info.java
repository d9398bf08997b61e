// SPDX-License-Identifier: Apache-2.0
/**
 * The only place for raw libc calls: file descriptors below a root, extended attributes, fs-verity,
 * leases, capabilities; and for digests and signatures of libcrypto. It knows Linux and nothing of
 * sbomlock: no manifest, no policy, no words for the user beyond {@link
 * dev.sbomlock.posix.NativeException}.
 */
@NullMarked
package dev.sbomlock.posix;

import org.jspecify.annotations.NullMarked;
