// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static java.util.Objects.requireNonNull;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import dev.sbomlock.compiler.Documents.SbomInput;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.SbomComponent;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The components of all SBOMs, those of the same purl, name and version being one. */
final class ComponentTable {

  private final List<Component> components;
  private final Map<Identity, Integer> indexByIdentity;
  private final Map<Integer, PackageURL> purlByIndex = new TreeMap<>();
  private final List<Diagnostic> findings = new ArrayList<>();

  private ComponentTable(Documents documents) {
    Map<Identity, Set<Integer>> inputsByIdentity = new TreeMap<>();
    for (SbomInput input : documents.sboms()) {
      findings.addAll(input.sbom().findings());
      for (SbomComponent component : input.sbom().components()) {
        inputsByIdentity
            .computeIfAbsent(Identity.of(component), identity -> new TreeSet<>())
            .add(input.index());
      }
    }
    components = new ArrayList<>();
    indexByIdentity = new HashMap<>();
    inputsByIdentity.forEach(
        (identity, inputs) -> {
          indexByIdentity.put(identity, components.size());
          components.add(
              new Component(identity.purl, identity.name, identity.version, List.copyOf(inputs)));
        });
    for (int i = 0; i < components.size(); i++) {
      parsePurl(i, documents);
    }
  }

  /** The table for the SBOMs of these documents. */
  static ComponentTable of(Documents documents) {
    return new ComponentTable(documents);
  }

  /** The components, in the order of a manifest. */
  List<Component> components() {
    return components;
  }

  /** The place of an SBOM's component in {@link #components}. */
  int indexOf(SbomComponent component) {
    return requireNonNull(indexByIdentity.get(Identity.of(component)));
  }

  /** The places of an SBOM's components. */
  Set<Integer> indicesOf(SbomInput input, Set<Integer> indices) {
    Set<Integer> result = new TreeSet<>();
    indices.forEach(index -> result.add(indexOf(input.sbom().components().get(index))));
    return result;
  }

  /** The package URLs, by place; components without a well-formed one are left out. */
  Map<Integer, PackageURL> purls() {
    return purlByIndex;
  }

  /** Malformed package URLs. */
  List<Diagnostic> findings() {
    return findings;
  }

  private void parsePurl(int index, Documents documents) {
    Component component = components.get(index);
    if (component.purl().isEmpty()) {
      return;
    }
    try {
      purlByIndex.put(index, new PackageURL(component.purl()));
    } catch (MalformedPackageURLException e) {
      String place = documents.inputs().get(component.inputs().get(0)).name();
      String why = Optional.ofNullable(e.getMessage()).orElse("it cannot be parsed");
      findings.add(CompilerProblems.malformedPurl(place, component.purl(), why));
    }
  }

  private record Identity(String purl, String name, String version)
      implements Comparable<Identity> {

    private static Identity of(SbomComponent component) {
      return new Identity(component.purl(), component.name(), component.version());
    }

    @Override
    public int compareTo(Identity other) {
      return component().compareTo(other.component());
    }

    private Component component() {
      return new Component(purl, name, version, List.of());
    }
  }
}
