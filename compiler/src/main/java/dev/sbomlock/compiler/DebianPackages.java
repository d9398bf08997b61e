// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.github.packageurl.PackageURL;
import dev.sbomlock.compiler.ownership.InstalledPackage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the components that name an installed Debian package, by their package URLs. */
final class DebianPackages {

  private final Map<String, List<Named>> byName = new HashMap<>();
  private final Set<Integer> binaryPackages = new TreeSet<>();

  private DebianPackages() {}

  static DebianPackages of(ComponentTable components) {
    DebianPackages packages = new DebianPackages();
    components
        .purls()
        .forEach(
            (index, purl) -> {
              if (purl.getType().equals("deb")) {
                packages.add(index, purl);
              }
            });
    return packages;
  }

  /** The components of that name and version, and of that architecture where they name one. */
  Set<Integer> componentsOf(InstalledPackage installed) {
    Set<Integer> components = new TreeSet<>();
    for (Named named : byName.getOrDefault(installed.name(), List.of())) {
      boolean sameArchitecture =
          named.architecture.isEmpty() || named.architecture.equals(installed.architecture());
      if (named.version.equals(installed.version()) && sameArchitecture) {
        components.add(named.index);
      }
    }
    return components;
  }

  /** The components that should be installed: all but source packages. */
  Set<Integer> binaryPackages() {
    return binaryPackages;
  }

  private void add(int index, PackageURL purl) {
    Map<String, String> qualifiers = purl.getQualifiers();
    String architecture = qualifiers == null ? "" : qualifiers.getOrDefault("arch", "");
    if (architecture.equals("source")) {
      return;
    }
    String version = purl.getVersion() == null ? "" : purl.getVersion();
    byName
        .computeIfAbsent(purl.getName(), name -> new ArrayList<>())
        .add(new Named(version, architecture, index));
    binaryPackages.add(index);
  }

  private record Named(String version, String architecture, int index) {}
}
