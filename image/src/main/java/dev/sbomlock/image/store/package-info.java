// SPDX-License-Identifier: Apache-2.0
/**
 * Where container runtimes keep images that they have unpacked: containerd's content store and
 * overlayfs snapshots, and containers/storage of podman, CRI-O and buildah. Only read.
 */
@NullMarked
package dev.sbomlock.image.store;

import org.jspecify.annotations.NullMarked;
