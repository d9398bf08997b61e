// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import java.io.IOException;

/** A document is over one of the limits under which strangers' documents are read. */
public final class OverLimitException extends IOException {

  /** Says by how much, such as {@code it has more than 5 bytes}. */
  public OverLimitException(String fact) {
    super(fact);
  }
}
