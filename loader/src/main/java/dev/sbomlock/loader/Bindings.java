// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.SettingsRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which gates are bound to which manifests, as the guard knows it: each bound manifest is a bit.
 * Where no gate is bound there is nothing of this in the kernel.
 */
final class Bindings {

  // All bits together mean any manifest, also one that is not bound.
  private static final int MAX_MANIFESTS = Long.SIZE - 1;

  private final List<LoadRequest.NamedManifest> manifests;
  private final List<String> bound = new ArrayList<>();
  private final List<Long> byGate = new ArrayList<>();
  private List<Long> origins = List.of();

  private Bindings(List<LoadRequest.NamedManifest> manifests) {
    this.manifests = manifests;
  }

  /**
   * Finds the manifests that gates name.
   *
   * @throws RejectedException L060 for each that is not among the loaded ones, or names two
   */
  static Bindings of(LoadRequest request) throws RejectedException {
    Bindings bindings =
        new Bindings(
            Stream.concat(request.manifests().stream(), request.allowed().stream()).toList());
    List<Diagnostic> problems = new ArrayList<>();
    for (Gate gate : request.gating().all()) {
      if (gate instanceof Gate.Cgroup cgroup) {
        bindings.add(cgroup, problems);
      }
    }
    if (bindings.bound.size() > MAX_MANIFESTS) {
      problems.add(LoaderProblems.tooManyBound(bindings.bound.size(), MAX_MANIFESTS));
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    if (!bindings.bound.isEmpty()) {
      bindings.origins = bindings.findOrigins();
    }
    return bindings;
  }

  private void add(Gate.Cgroup gate, List<Diagnostic> problems) {
    long bits = 0;
    for (String name : gate.manifests()) {
      long found = manifests.stream().filter(manifest -> fileName(manifest).equals(name)).count();
      if (found != 1) {
        problems.add(LoaderProblems.noBinding(gate.text(), name, found));
      }
      if (!bound.contains(name)) {
        bound.add(name);
      }
      bits |= 1L << bound.indexOf(name);
    }
    byGate.add(gate.manifests().isEmpty() ? SettingsRecord.ANY_MANIFEST : bits);
  }

  private static String fileName(LoadRequest.NamedManifest manifest) {
    return Objects.requireNonNullElse(Path.of(manifest.name()).getFileName(), "").toString();
  }

  /** The manifests of each gated cgroup, in the order of these; empty when no gate is bound. */
  List<Long> byGate() {
    return bound.isEmpty() ? List.of() : byGate;
  }

  /**
   * The manifests that name the content of each file, by its index over all manifests; empty when
   * no gate is bound.
   */
  List<Long> origins() {
    return origins;
  }

  private List<Long> findOrigins() {
    Map<DigestKey, Long> byDigest = new HashMap<>();
    for (LoadRequest.NamedManifest manifest : manifests) {
      int bit = bound.indexOf(fileName(manifest));
      if (bit >= 0) {
        accounted(manifest)
            .forEach(file -> byDigest.merge(DigestKey.of(file), 1L << bit, (a, b) -> a | b));
      }
    }
    return manifests.stream()
        .flatMap(manifest -> manifest.manifest().files().stream())
        .map(file -> isAccounted(file) ? byDigest.getOrDefault(DigestKey.of(file), 0L) : 0L)
        .toList();
  }

  private static List<Measurement> accounted(LoadRequest.NamedManifest manifest) {
    return manifest.manifest().files().stream().filter(Bindings::isAccounted).toList();
  }

  private static boolean isAccounted(Measurement file) {
    return file.status() == Status.ACCOUNTED;
  }
}
