// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Digests as registries write them. */
final class Digests {

  private static final Pattern SHA256 = Pattern.compile("sha256:([0-9a-f]{64})");

  private Digests() {}

  /** The SHA-256 that a text states, or empty. */
  static Optional<Digest> parse(String text) {
    Matcher matcher = SHA256.matcher(text);
    return matcher.matches()
        ? Optional.of(new Digest(DigestAlgorithm.SHA256, matcher.group(1)))
        : Optional.empty();
  }
}
