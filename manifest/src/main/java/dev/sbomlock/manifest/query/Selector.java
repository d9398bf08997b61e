// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import java.util.Locale;

/** What a user asks about: a file by its path, files by a digest, or a component's files. */
public sealed interface Selector {

  /** The file at that path. */
  record ByPath(ArtifactPath path) implements Selector {}

  /** All files with that digest. */
  record ByDigest(Digest digest) implements Selector {}

  /** All files of the components with that package URL. */
  record ByPurl(String purl) implements Selector {}

  /**
   * What the text names: {@code pkg:…} is a package URL; {@code sha256:HEX}, {@code
   * fsverity-sha256:HEX} and so on are digests, and 64 hex digits alone a SHA-256; anything else is
   * a path, with or without its leading slash, escaped as in manifests.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static Selector parse(String text) {
    if (text.startsWith("pkg:")) {
      return new ByPurl(text);
    }
    int colon = text.indexOf(':');
    if (colon > 0) {
      var algorithm = DigestAlgorithm.ofKey(text.substring(0, colon));
      if (algorithm.isPresent()) {
        return new ByDigest(Digest.parse(algorithm.get(), text.substring(colon + 1)));
      }
    }
    if (text.toLowerCase(Locale.ROOT).matches("[0-9a-f]{64}")) {
      return new ByDigest(Digest.parse(DigestAlgorithm.SHA256, text));
    }
    return new ByPath(new ArtifactPath(text.startsWith("/") ? text.substring(1) : text));
  }
}
