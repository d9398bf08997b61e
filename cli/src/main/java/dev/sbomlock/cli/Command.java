// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.concurrent.Callable;

/** A subcommand, which knows how it is used; when it is called, its answer is the exit code. */
interface Command extends Callable<Integer> {

  Usage usage();
}
