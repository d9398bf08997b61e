// SPDX-License-Identifier: Apache-2.0
/** The C functions of libbpf, under their own names. No logic here. */
@NullMarked
package dev.sbomlock.loader.libbpf;

import org.jspecify.annotations.NullMarked;
