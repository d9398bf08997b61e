// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: one class a subcommand, each of which turns options into a call of one stage
 * and its answer into text or JSON. Only this package prints, ends the process, or sees all stages.
 */
@NullMarked
package dev.sbomlock.cli;

import org.jspecify.annotations.NullMarked;
