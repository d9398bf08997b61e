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
    if (isNoneInstalled(kind, purl)) {
      return;
    }
    String name = name(kind, purl);
    String version = Optional.ofNullable(purl.getVersion()).orElse("");
    byName
        .computeIfAbsent(key(kind, name), key -> new ArrayList<>())
        .add(new Named(version, qualifier(purl, "epoch"), architecture, index));
    kinds.put(index, kind);
  }

  /** Sources and descriptions of packages are named in SBOMs, too. */
  private static boolean isNoneInstalled(PackageKind kind, PackageURL purl) {
    return switch (kind) {
      case DEB, RPM -> Set.of("source", "src").contains(qualifier(purl, "arch"));
      case MAVEN ->
          qualifier(purl, "type").equals("pom")
              || Set.of("sources", "javadoc").contains(qualifier(purl, "classifier"));
      case APK, PYPI, NPM, GO -> false;
    };
  }

  /** A purl's namespace is part of the name, or a distribution. */
  private static String name(PackageKind kind, PackageURL purl) {
    String namespace = purl.getNamespace();
    if (namespace == null || namespace.isEmpty()) {
      return purl.getName();
    }
    return switch (kind) {
      case NPM, GO -> namespace + "/" + purl.getName();
      case MAVEN -> namespace + ":" + purl.getName();
      case DEB, APK, RPM, PYPI -> purl.getName();
    };
  }

  private static String qualifier(PackageURL purl, String name) {
    Map<String, String> qualifiers = purl.getQualifiers();
    return qualifiers == null ? "" : qualifiers.getOrDefault(name, "");
  }

  /**
   * Names that are the same for a kind have the same key (PEP 503 for Python; the case of Go's is
   * lost in purls).
   */
  private static String key(PackageKind kind, String name) {
    String canonical =
        switch (kind) {
          case PYPI -> PYTHON_SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
          case GO -> name.toLowerCase(Locale.ROOT);
          case DEB, APK, RPM, NPM, MAVEN -> name;
        };
    return kind.purlType() + ":" + canonical;
  }

  private record Named(String version, String epoch, String architecture, int index) {

    private boolean accepts(InstalledPackage installed) {
      return switch (installed.kind()) {
        case RPM -> acceptsRpm(installed.version());
        case GO -> goVersion(version).equals(goVersion(installed.version()));
        case DEB, APK, PYPI, NPM, MAVEN -> version.equals(installed.version());
      };
    }

    /** Some leave the v out; a program that was built from a directory has no version. */
    private static String goVersion(String text) {
      if (text.equals("(devel)")) {
        return "";
      }
      return text.startsWith("v") ? text.substring(1) : text;
    }

    /** An rpm's epoch stands in the version, in a qualifier of its own, or nowhere. */
    private boolean acceptsRpm(String found) {
      if (version.equals(found)) {
        return true;
      }
      int colon = found.indexOf(':');
      String foundEpoch = colon < 0 ? "0" : found.substring(0, colon);
      return version.equals(found.substring(colon + 1))
          && (epoch.isEmpty() || epoch.equals(foundEpoch));
    }
  }
}
