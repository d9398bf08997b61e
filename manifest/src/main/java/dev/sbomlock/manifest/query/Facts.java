// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.BuildStep;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Everything that a manifest says, as texts by fact and field, without indices. */
final class Facts {

  private static final String COMPONENTS = "components";

  private final MeasurementManifest manifest;
  private final SortedMap<Fact, SortedMap<String, List<String>>> fields = new TreeMap<>();

  Facts(MeasurementManifest manifest) {
    this.manifest = manifest;
    put(Fact.Kind.SUBJECT, "subject", "")
        .put("digest", List.of(manifest.subject().digest().toString()));
    put(Fact.Kind.SUBJECT, "subject", "").put("name", List.of(manifest.subject().name()));
    manifest
        .validity()
        .ifPresent(
            validity -> {
              put(Fact.Kind.SUBJECT, "subject", "")
                  .put("expires", List.of(validity.expires().toString()));
              put(Fact.Kind.SUBJECT, "subject", "")
                  .put("version", List.of(String.valueOf(validity.version())));
            });
    manifest.inputs().forEach(this::add);
    manifest.components().forEach(this::add);
    manifest.files().forEach(this::add);
    for (int i = 0; i < manifest.steps().size(); i++) {
      add(manifest.steps().get(i), i);
    }
    for (Symlink link : manifest.symlinks()) {
      put(Fact.Kind.SYMLINK, link.path().text(), "").put("target", List.of(link.target()));
    }
  }

  /** All facts. */
  SortedSet<Fact> all() {
    return new TreeSet<>(fields.keySet());
  }

  /** Whether the manifest holds it. */
  boolean hold(Fact fact) {
    return fields.containsKey(fact);
  }

  /** What is said of it, by field; nothing when the manifest does not hold it. */
  SortedMap<String, List<String>> of(Fact fact) {
    return fields.getOrDefault(fact, new TreeMap<>());
  }

  /** The labels of the components that own a file. */
  List<String> ownersOf(Fact file) {
    return of(file).getOrDefault(COMPONENTS, List.of());
  }

  private void add(Input input) {
    put(Fact.Kind.INPUT, input.name(), input.kind() + " " + input.digest())
        .put("document", describe(input).toList());
  }

  private void add(Component component) {
    put(
            Fact.Kind.COMPONENT,
            component.label(),
            component.name().length() + " " + component.name() + component.version())
        .put(
            "named by",
            component.inputs().stream()
                .map(manifest.inputs()::get)
                .flatMap(Facts::describe)
                .toList());
  }

  private void add(BuildStep step, int place) {
    SortedMap<String, List<String>> fact = put(Fact.Kind.STEP, step.name(), String.valueOf(place));
    fact.put("functionaries", step.functionaries().stream().map(Digest::toString).toList());
    fact.put("materials", artifacts(step.materials()));
    fact.put("products", artifacts(step.products()));
  }

  private static List<String> artifacts(SortedMap<String, DigestSet> artifacts) {
    return artifacts.entrySet().stream()
        .flatMap(
            artifact ->
                Stream.concat(
                    Stream.of(artifact.getKey()),
                    artifact.getValue().digests().stream().map(Digest::toString)))
        .toList();
  }

  private void add(Measurement file) {
    SortedMap<String, List<String>> fact = put(Fact.Kind.FILE, file.path().text(), "");
    fact.put("status", List.of(file.status().key()));
    fact.put("digest", file.digests().digests().stream().map(Digest::toString).toList());
    fact.put(
        COMPONENTS,
        file.components().stream()
            .map(manifest.components()::get)
            .map(Component::label)
            .sorted()
            .toList());
    fact.put(
        "evidence",
        file.evidence().stream()
            .map(evidence -> evidence.kind().key() + " from " + evidence.from())
            .toList());
    fact.put("grants", file.grants().stream().map(Grant::key).toList());
    file.measuredContent()
        .ifPresent(
            content -> {
              fact.put("mode", List.of(Text.format("%04o", content.mode())));
              fact.put("size", List.of(String.valueOf(content.size())));
            });
  }

  private SortedMap<String, List<String>> put(Fact.Kind kind, String name, String distinction) {
    return fields.computeIfAbsent(new Fact(kind, name, distinction), fact -> new TreeMap<>());
  }

  private static Stream<String> describe(Input input) {
    return Stream.of(input.kind(), input.name(), input.format(), input.digest().toString());
  }
}
