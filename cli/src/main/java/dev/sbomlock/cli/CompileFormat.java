// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

/** How {@code sbomlock compile} writes its summary and its diagnostics. */
enum CompileFormat {
  text,
  json,
  sarif;

  /** The format of everything but the SARIF log itself. */
  OutputFormat plain() {
    return this == json ? OutputFormat.json : OutputFormat.text;
  }
}
