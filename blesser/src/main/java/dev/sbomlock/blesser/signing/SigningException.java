// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.Diagnostic;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** A key that signed before does not sign now, as of a token that was pulled out. */
public final class SigningException extends RuntimeException {

  private static final long serialVersionUID = 1;

  SigningException(GeneralSecurityException cause) {
    super(Optional.ofNullable(cause.getMessage()).orElse(cause.toString()), cause);
  }

  /**
   * B036.
   *
   * @param place what was to be signed
   * @param consequence of there being no signature
   */
  public Diagnostic diagnostic(String place, String consequence) {
    return FileSignerProblems.lost(place, String.valueOf(getMessage()), consequence);
  }
}
