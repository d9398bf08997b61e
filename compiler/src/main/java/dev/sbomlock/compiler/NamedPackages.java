// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.github.packageurl.PackageURL;
import dev.sbomlock.compiler.ownership.InstalledPackage;
import dev.sbomlock.compiler.ownership.PackageKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds the components that name an installed package, by their package URLs. */
final class NamedPackages {

  private static final Pattern PYTHON_SEPARATORS = Pattern.compile("[-_.]+");

  private final Map<String, List<Named>> byName = new HashMap<>();
  private final Map<Integer, PackageKind> kinds = new TreeMap<>();

  private NamedPackages() {}

  static NamedPackages of(ComponentTable components) {
    NamedPackages packages = new NamedPackages();
    components
        .purls()
        .forEach(
            (index, purl) ->
                Arrays.stream(PackageKind.values())
                    .filter(kind -> kind.purlType().equals(purl.getType()))
                    .forEach(kind -> packages.add(index, kind, purl)));
    return packages;
  }

  /** The components of that name and version, and of that architecture where they name one. */
  Set<Integer> componentsOf(InstalledPackage installed) {
    Set<Integer> components = new TreeSet<>();
    for (Named named : named(installed)) {
      boolean sameArchitecture =
          named.architecture.isEmpty() || named.architecture.equals(installed.architecture());
      if (named.accepts(installed) && sameArchitecture) {
        components.add(named.index);
      }
    }
    return components;
  }

  /** The components that name that package in whatever version. */
  Set<Integer> namesakesOf(InstalledPackage installed) {
    Set<Integer> components = new TreeSet<>();
    named(installed).forEach(named -> components.add(named.index));
    return components;
  }

  /**
   * The components that should be installed, all but source packages, and what kind they are of.
   */
  Map<Integer, PackageKind> expected() {
    return kinds;
  }

  private List<Named> named(InstalledPackage installed) {
    return byName.getOrDefault(key(installed.kind(), installed.name()), List.of());
  }

  private void add(int index, PackageKind kind, PackageURL purl) {
    String architecture = qualifier(purl, "arch");
    boolean source = architecture.equals("source") || architecture.equals("src");
    if (source && (kind == PackageKind.DEB || kind == PackageKind.RPM)) {
      return;
    }
    String namespace = purl.getNamespace();
    boolean scoped = kind == PackageKind.NPM && namespace != null && !namespace.isEmpty();
    String name = scoped ? namespace + "/" + purl.getName() : purl.getName();
    String version = Optional.ofNullable(purl.getVersion()).orElse("");
    byName
        .computeIfAbsent(key(kind, name), key -> new ArrayList<>())
        .add(new Named(version, qualifier(purl, "epoch"), architecture, index));
    kinds.put(index, kind);
  }

  private static String qualifier(PackageURL purl, String name) {
    Map<String, String> qualifiers = purl.getQualifiers();
    return qualifiers == null ? "" : qualifiers.getOrDefault(name, "");
  }

  /** Names that are the same for a kind have the same key (purl types; PEP 503 for Python). */
  private static String key(PackageKind kind, String name) {
    String canonical =
        switch (kind) {
          case PYPI -> PYTHON_SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
          case DEB, APK, RPM, NPM -> name;
        };
    return kind.purlType() + ":" + canonical;
  }

  private record Named(String version, String epoch, String architecture, int index) {

    /** An rpm's epoch stands in the version, in a qualifier of its own, or nowhere. */
    private boolean accepts(InstalledPackage installed) {
      String found = installed.version();
      if (installed.kind() != PackageKind.RPM || version.equals(found)) {
        return version.equals(found);
      }
      int colon = found.indexOf(':');
      String foundEpoch = colon < 0 ? "0" : found.substring(0, colon);
      return version.equals(found.substring(colon + 1))
          && (epoch.isEmpty() || epoch.equals(foundEpoch));
    }
  }
}
