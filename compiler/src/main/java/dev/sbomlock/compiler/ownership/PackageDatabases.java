// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;

/** All package databases that a content may hold. */
public final class PackageDatabases {

  private PackageDatabases() {}

  /**
   * The packages that any of them lists.
   *
   * @throws RejectedException C044 and C220 with all that is malformed
   */
  public static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    List<InstalledPackage> packages = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    for (Reader reader :
        List.<Reader>of(
            DpkgDatabase::read,
            ApkDatabase::read,
            RpmDatabase::read,
            PythonRecords::read,
            NpmPackages::read)) {
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
