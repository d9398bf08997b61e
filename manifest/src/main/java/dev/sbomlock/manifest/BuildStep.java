// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A verified step of the build: what it took and what it made, so that a measurement can be traced
 * back to the sources.
 *
 * @param name evidence names it as {@code step:NAME}
 * @param functionaries SHA-256 of the SubjectPublicKeyInfo of each key that signed, sorted
 * @param materials by the name that the step had for them, which need not be a path of the content
 * @param products likewise
 */
public record BuildStep(
    String name,
    List<Digest> functionaries,
    SortedMap<String, DigestSet> materials,
    SortedMap<String, DigestSet> products) {

  /** Checks names and keys. */
  public BuildStep {
    functionaries = List.copyOf(functionaries);
    materials = copyOf(materials);
    products = copyOf(products);
    Text.requireUnicode(name);
    if (name.isEmpty() || functionaries.isEmpty()) {
      throw new IllegalArgumentException("a step has a name and functionaries");
    }
    for (int i = 0; i < functionaries.size(); i++) {
      if (functionaries.get(i).algorithm() != DigestAlgorithm.SHA256
          || (i > 0 && functionaries.get(i - 1).compareTo(functionaries.get(i)) >= 0)) {
        throw new IllegalArgumentException("functionaries are sha256, sorted, each once");
      }
    }
  }

  /** A step of these artifacts, in any order. */
  public static BuildStep of(
      String name,
      List<Digest> functionaries,
      Map<String, DigestSet> materials,
      Map<String, DigestSet> products) {
    return new BuildStep(
        name,
        functionaries.stream().distinct().sorted().toList(),
        new TreeMap<>(materials),
        new TreeMap<>(products));
  }

  private static SortedMap<String, DigestSet> copyOf(Map<String, DigestSet> artifacts) {
    artifacts.keySet().forEach(Text::requireUnicode);
    return Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
  }
}
