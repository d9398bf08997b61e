// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;

/** Diagnostics about signing. */
public final class SigningKeyProblems {

  private static final String NOT_SIGNED = "nothing was signed";

  private SigningKeyProblems() {}

  public static Diagnostic unusable(String place, String fact) {
    return new Diagnostic(
        "C260",
        place,
        "this is no usable private key: " + fact,
        NOT_SIGNED,
        "Pass PEM or OpenSSH: ed25519, ECDSA on P-256 or P-384, or RSA of 2048 bits or more.");
  }

  public static Diagnostic locked(String place, String fact) {
    return new Diagnostic(
        "C261",
        place,
        fact,
        NOT_SIGNED,
        "Pass the passphrase with --passphrase-fd or at a terminal.");
  }

  public static Diagnostic noValidity(String subject) {
    return new Diagnostic(
        "C262",
        "'" + subject + "'",
        "the manifest has no version and no day on which it expires",
        NOT_SIGNED,
        "Compile it with --manifest-version and --expires: signed manifests that never end could be"
            + " replayed for ever.");
  }

  public static Diagnostic unwritable(String target, String fact) {
    return new Diagnostic(
        "C263",
        target,
        "the signed manifest cannot be written there: " + fact,
        NOT_SIGNED,
        "Name a file in a directory that exists and that this user can write to.");
  }
}
