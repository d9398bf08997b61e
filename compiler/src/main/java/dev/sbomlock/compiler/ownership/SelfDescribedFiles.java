// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.embedded.EmbeddedPackage;
import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.compiler.problem.ContentProblems;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Asks files that no database need list which packages they are: jars and Go programs. */
final class SelfDescribedFiles {

  private SelfDescribedFiles() {}

  /**
   * The packages, each of one file.
   *
   * @param findings takes C222 for each file that cannot be looked into
   * @throws RejectedException C041 when a file cannot be read
   */
  static List<InstalledPackage> read(ContentTree content, Consumer<Diagnostic> findings)
      throws RejectedException {
    List<InstalledPackage> packages = new ArrayList<>();
    for (ArtifactPath file : content.files()) {
      SelfDescription description = content.describe(file);
      if (!description.defect().isEmpty()) {
        findings.accept(ContentProblems.notLookedInto(file.text(), description.defect()));
      }
      for (EmbeddedPackage one : description.packages()) {
        packages.add(
            new InstalledPackage(
                kind(one),
                one.name(),
                one.version(),
                "",
                Map.of(file, DigestSet.empty()),
                Set.of(),
                !one.whole()));
      }
    }
    return packages;
  }

  private static PackageKind kind(EmbeddedPackage one) {
    return switch (one.ecosystem()) {
      case MAVEN -> PackageKind.MAVEN;
      case GO -> PackageKind.GO;
    };
  }
}
