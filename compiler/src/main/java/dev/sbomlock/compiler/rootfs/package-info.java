// SPDX-License-Identifier: Apache-2.0
/** Walks and measures a root file system, without following any symbolic link out of it. */
@NullMarked
package dev.sbomlock.compiler.rootfs;

import org.jspecify.annotations.NullMarked;
