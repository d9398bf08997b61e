// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.intoto.Link;

/**
 * A verified account of what was made from what.
 *
 * @param from the evidence's origin, such as {@code link:build}
 * @param link what was taken and made
 * @param named whether products are named by their paths; if not, they are found by digest, too
 */
record Production(String from, Link link, boolean named) {

  /** What to call it in diagnostics: {@code link 'build'}. */
  String label() {
    return from.replaceFirst(":", " '") + "'";
  }
}
