// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import java.io.IOException;

/** Text that is not of the syntax that its beginning promised. */
public final class MalformedTextException extends IOException {

  private final String syntax;

  /**
   * Says what is wrong.
   *
   * @param syntax such as {@code XML}
   */
  public MalformedTextException(String syntax, String fact) {
    super(fact);
    this.syntax = syntax;
  }

  /** What the text should be. */
  public String syntax() {
    return syntax;
  }
}
