// SPDX-License-Identifier: Apache-2.0
/**
 * From manifest and files to blessed files: what the kernel needs on a file to decide about it. It
 * touches only files that match the manifest, only to enable fs-verity or to write security.ima and
 * security.evm, and never loads anything into the kernel.
 */
@NullMarked
package dev.sbomlock.blesser;

import org.jspecify.annotations.NullMarked;
