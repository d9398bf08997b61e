// SPDX-License-Identifier: Apache-2.0
/** Handles of BPF objects, maps, links and rings; each closes what it opened. No policy here. */
@NullMarked
package dev.sbomlock.loader.bpf;

import org.jspecify.annotations.NullMarked;
