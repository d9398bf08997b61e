// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import dev.sbomlock.manifest.Diagnostic;
import java.io.IOException;
import java.util.function.Function;

/** Reading cannot go on, for a reason that has a diagnostic of its own. */
public final class RefusedDocumentException extends IOException {

  private final transient Function<String, Diagnostic> reason;

  /** Stops reading for that reason, which is told the document's name. */
  public RefusedDocumentException(Function<String, Diagnostic> reason) {
    super("the document is refused");
    this.reason = reason;
  }

  /** The reason, about the document called {@code place}. */
  public Diagnostic at(String place) {
    return reason.apply(place);
  }
}
