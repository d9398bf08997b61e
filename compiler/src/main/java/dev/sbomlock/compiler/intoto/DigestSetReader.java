// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.JsonValue.JsonText;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads digests of a file, {@code {"sha256": HEX, …}}. */
final class DigestSetReader {

  private DigestSetReader() {}

  /**
   * The digests of known algorithms; a malformed one is added to {@code problems}.
   *
   * @param owner what they are of
   */
  static DigestSet read(JsonObject object, String owner, String place, List<Diagnostic> problems) {
    List<Digest> digests = new ArrayList<>();
    for (Map.Entry<String, JsonValue> field : object.fields().entrySet()) {
      Optional<DigestAlgorithm> algorithm = DigestAlgorithm.ofKey(field.getKey());
      // in-toto: unknown algorithms are ignored. A tree's digest says nothing of a file.
      if (algorithm.filter(known -> known != DigestAlgorithm.DIR_HASH).isEmpty()
          || !(field.getValue() instanceof JsonText hex)) {
        continue;
      }
      try {
        digests.add(Digest.parse(algorithm.get(), hex.value()));
      } catch (IllegalArgumentException e) {
        problems.add(
            CompilerProblems.malformedDigest(place, owner, String.valueOf(e.getMessage())));
      }
    }
    return DigestSet.of(digests);
  }
}
