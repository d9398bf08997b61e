// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

/** How a command writes its answer. */
enum OutputFormat {
  text,
  json
}
