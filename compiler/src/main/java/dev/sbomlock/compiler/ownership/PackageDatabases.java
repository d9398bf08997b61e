// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All package databases that a content may hold, and the files that tell their packages themselves.
 */
public final class PackageDatabases {

  private PackageDatabases() {}

  /**
   * The packages that any of them lists.
   *
   * @param findings takes what keeps a file from telling, for which alone it counts
   * @throws RejectedException C044 and C220 with all that is malformed
   */
  public static List<InstalledPackage> read(ContentTree content, Consumer<Diagnostic> findings)
      throws RejectedException {
    List<InstalledPackage> packages = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    for (Reader reader :
        List.<Reader>of(
            DpkgDatabase::read,
            ApkDatabase::read,
            RpmDatabase::read,
            PythonRecords::read,
            NpmPackages::read,
            tree -> SelfDescribedFiles.read(tree, findings))) {
      try {
        packages.addAll(reader.read(content));
      } catch (RejectedException e) {
        problems.addAll(e.diagnostics());
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return packages;
  }

  private interface Reader {
    List<InstalledPackage> read(ContentTree content) throws RejectedException;
  }
}
