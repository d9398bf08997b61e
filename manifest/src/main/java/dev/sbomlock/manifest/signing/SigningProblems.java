// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** What can be wrong with a manifest's signature, version and expiry. */
final class SigningProblems {

  private static final String REFUSED = "it was refused";

  private SigningProblems() {}

  static Diagnostic keyMissing(String place) {
    return new Diagnostic(
        "M010",
        place,
        "the manifest is signed, and no key was given",
        REFUSED,
        "Pass the signer's public key with --manifest-key.");
  }

  static Diagnostic unsigned(String place) {
    return new Diagnostic(
        "M011",
        place,
        "a key was given, and the manifest is not signed",
        REFUSED,
        "Sign it with 'sbomlock sign', or leave --manifest-key out to trust whoever can write it.");
  }

  static Diagnostic unusableKey(String place, String fact) {
    return new Diagnostic(
        "M012",
        place,
        "this is no usable public key: " + fact,
        "no manifest was read",
        "Pass PEM 'PUBLIC KEY': ed25519, ECDSA on P-256 or P-384, or RSA of 2048 bits or more.");
  }

  static Diagnostic malformedEnvelope(String place, String fact) {
    return new Diagnostic(
        "M013",
        place,
        "this is no signed manifest: " + fact,
        REFUSED,
        "Pass what 'sbomlock sign' wrote, whole and unedited.");
  }

  static Diagnostic notVerified(String place, int signatures, String key) {
    return new Diagnostic(
        "M014",
        place,
        Text.format("none of its %d signatures is of key '%s'", signatures, key),
        REFUSED,
        "It was changed after signing, or another key signed it: pass that key if you trust it.");
  }

  static Diagnostic noValidity(String place) {
    return new Diagnostic(
        "M015",
        place,
        "a signed manifest needs a version and a day on which it expires, and it has neither",
        REFUSED,
        "Compile it with --manifest-version and --expires: an old one could not be told from a new"
            + " one.");
  }

  static Diagnostic expired(String place, String day, String today) {
    return new Diagnostic(
        "M016",
        place,
        Text.format("the manifest expired on %s, and today is %s", day, today),
        REFUSED,
        "Compile and sign it anew; when the date is wrong, set this machine's clock.");
  }

  static Diagnostic rolledBack(String subject, String offered, String loaded) {
    return new Diagnostic(
        "M017",
        Text.format("'%s'", subject),
        Text.format("%s was to replace version %s of the same subject", offered, loaded),
        "nothing was loaded",
        "Compile and sign a manifest with a higher --manifest-version; 'sbomlock unload' first when"
            + " going back is what you want.");
  }
}
