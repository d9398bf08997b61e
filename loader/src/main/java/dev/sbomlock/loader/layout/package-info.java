// SPDX-License-Identifier: Apache-2.0
/**
 * The bytes that the loader shares with bpf/sbomlock.h: offsets, sizes, enumerations. A test
 * compares each with the BTF of the object.
 */
@NullMarked
package dev.sbomlock.loader.layout;

import org.jspecify.annotations.NullMarked;
