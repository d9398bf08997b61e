// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm.Strength;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the verified content of in-toto statements v0.1 and v1, with the predicates link v0.3 and
 * SLSA provenance v0.2 and v1. Of a digest set, unknown algorithms are passed over, and weak ones
 * too when a strong one stands beside them.
 */
final class StatementReader {

  private static final Set<String> STATEMENTS =
      Set.of("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1");

  private static final String LINK = "https://in-toto.io/attestation/link/v0.3";
  private static final String SLSA_0_2 = "https://slsa.dev/provenance/v0.2";
  private static final String SLSA_1 = "https://slsa.dev/provenance/v1";
  private static final int MAX_ARTIFACTS = 1_000_000;

  private final String place;
  private final List<Diagnostic> problems = new ArrayList<>();

  private StatementReader(String place) {
    this.place = place;
  }

  /**
   * Reads a statement.
   *
   * @param signers the keys that signed it
   * @throws RejectedException with everything that is wrong with it
   */
  static Attestation read(JsonObject content, String place, List<Digest> signers)
      throws RejectedException {
    return new StatementReader(place).statement(content, signers);
  }

  private Attestation statement(JsonObject content, List<Digest> signers) throws RejectedException {
    String type = content.text("_type").orElse("");
    if (!STATEMENTS.contains(type)) {
      throw malformed("its _type is '" + type + "'");
    }
    String predicateType = content.text("predicateType").orElse("");
    Optional<JsonObject> predicate = content.object("predicate");
    Map<String, DigestSet> materials =
        switch (predicateType) {
          case LINK -> artifacts(predicate.flatMap(link -> link.array("materials")), "materials");
          case SLSA_0_2 ->
              artifacts(predicate.flatMap(slsa -> slsa.array("materials")), "materials");
          case SLSA_1 ->
              artifacts(
                  predicate
                      .flatMap(slsa -> slsa.object("buildDefinition"))
                      .flatMap(build -> build.array("resolvedDependencies")),
                  "resolvedDependencies");
          default ->
              throw new RejectedException(
                  IntotoProblems.unsupportedPredicate(
                      place, predicateType, List.of(LINK, SLSA_0_2, SLSA_1)));
        };
    if (predicate.isEmpty()) {
      throw malformed("it has no predicate");
    }
    Map<String, DigestSet> subjects = artifacts(content.array("subject"), "subject");
    if (subjects.isEmpty()) {
      throw malformed("it has no subject");
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return new Attestation(predicateType, new Link("attestation", materials, subjects), signers);
  }

  /** Digests by name; what has no name goes by its digests. */
  private Map<String, DigestSet> artifacts(Optional<List<JsonValue>> found, String key)
      throws RejectedException {
    List<JsonValue> elements = found.orElse(List.of());
    if (elements.size() > MAX_ARTIFACTS) {
      throw malformed("'" + key + "' has more than " + MAX_ARTIFACTS + " entries");
    }
    Map<String, DigestSet> artifacts = new TreeMap<>();
    for (JsonValue element : elements) {
      if (!(element instanceof JsonObject object)) {
        throw malformed("an entry of '" + key + "' is not an object");
      }
      String stated = object.text("name").or(() -> object.text("uri")).orElse("");
      DigestSet digests =
          withoutWeak(
              object
                  .object("digest")
                  .map(digest -> DigestSetReader.read(digest, stated, place, problems))
                  .orElse(DigestSet.empty()));
      String name = stated.isEmpty() ? digests.digests().toString() : stated;
      DigestSet before = artifacts.putIfAbsent(name, digests);
      if (before != null && !before.equals(digests)) {
        throw malformed("'" + key + "' names '" + name + "' twice, with different digests");
      }
    }
    return artifacts;
  }

  private static DigestSet withoutWeak(DigestSet digests) {
    List<Digest> strong =
        digests.digests().stream()
            .filter(digest -> digest.algorithm().strength() == Strength.STRONG)
            .toList();
    return strong.isEmpty() ? digests : DigestSet.of(strong);
  }

  private RejectedException malformed(String fact) {
    return new RejectedException(IntotoProblems.notAnAttestation(place, fact));
  }
}
