// SPDX-License-Identifier: Apache-2.0
/**
 * The process that reads the guard's reports: events with who did it, and metrics. It decides
 * nothing, and the guard does not need it.
 */
@NullMarked
package dev.sbomlock.loader.agent;

import org.jspecify.annotations.NullMarked;
