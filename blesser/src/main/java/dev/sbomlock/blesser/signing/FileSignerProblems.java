// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.Diagnostic;

/** What can be wrong with the key that signs files, and with its certificate. */
final class FileSignerProblems {

  private static final String NOT_SIGNED = "nothing was signed";

  private FileSignerProblems() {}

  static Diagnostic unusableKey(String place, String fact) {
    return new Diagnostic(
        "B030",
        place,
        "this is no private key that can sign files: " + fact,
        NOT_SIGNED,
        "Pass PEM (PKCS#8, PKCS#1 or SEC1): RSA of 2048, 3072 or 4096 bits, or ECDSA on P-256 or"
            + " P-384. 'sbomlock keygen' makes one.");
  }

  static Diagnostic locked(String place, String fact) {
    return new Diagnostic(
        "B031",
        place,
        fact,
        NOT_SIGNED,
        "Pass the passphrase with --passphrase-fd or at a terminal. 'openssl pkcs8 -topk8' turns a"
            + " key that is encrypted in another way into one that can be read.");
  }

  static Diagnostic unusableCertificate(String place, String fact) {
    return new Diagnostic(
        "B032",
        place,
        "this is no certificate that names a key to the kernel: " + fact,
        NOT_SIGNED,
        "Pass the X.509 certificate, PEM or DER, that is loaded into the kernel's keyring; it needs"
            + " a subject key identifier (openssl: 'subjectKeyIdentifier=hash').");
  }

  static Diagnostic otherKey(String certificate, String key) {
    return new Diagnostic(
        "B033",
        certificate,
        "the certificate is not of the key '" + key + "'",
        NOT_SIGNED,
        "Pass the key and the certificate that belong together: with this pair the kernel would"
            + " find a key that does not verify.");
  }

  static Diagnostic notWritten(String place, String fact) {
    return new Diagnostic(
        "B034",
        place,
        "it cannot be written: " + fact,
        "the key that was made is lost",
        "Name files that do not exist yet, in a directory that this user can write to.");
  }

  static Diagnostic unusableToken(String place, String fact) {
    return new Diagnostic(
        "B035",
        place,
        "no key of this token can be used: " + fact,
        NOT_SIGNED,
        "'pkcs11-tool --module LIBRARY --list-slots' tells slots, and with '--login --list-objects'"
            + " keys: RSA of 2048, 3072 or 4096 bits or ECDSA on P-256 or P-384, whose certificate"
            + " is in the token with the key's id.");
  }

  static Diagnostic lost(String place, String fact, String consequence) {
    return new Diagnostic(
        "B036",
        place,
        "the key signs no more: " + fact,
        consequence,
        "Bring the token back, and bless again: what is blessed stays so.");
  }
}
