// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.compiler.problem.ExportProblems;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.manifest.composefs.DumpInode;
import dev.sbomlock.manifest.composefs.DumpLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A dump for {@code mkcomposefs --from-file} (composefs-dump(5)): the accounted files by their
 * fs-verity digests, symbolic links, and the directories above them, all of root and of 1970.
 */
public record ComposefsDump() implements Exporter {

  /** The outermost directory's name below itself. */
  private static final String ROOT = "";

  private static final int DIRECTORY = 040755;
  private static final int SYMLINK = 0120777;
  private static final int REGULAR = 0100000;

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "composefs");
    if (!manifest.verity().equals(VerityParameters.DEFAULT)) {
      throw new RejectedException(ExportProblems.otherVerity(manifest.subject().name()));
    }
    SortedMap<String, String> entries = new TreeMap<>();
    Map<String, Integer> subdirectories = new HashMap<>(Map.of(ROOT, 0));
    for (Measurement file : files.all()) {
      addParents(file.path().text(), subdirectories);
      entries.put(file.path().text(), file(file));
    }
    for (Symlink link : manifest.symlinks()) {
      addParents(link.path().text(), subdirectories);
      entries.put(
          link.path().text(),
          DumpLine.symlink(
              link.path().bytes(), EscapedName.decode(link.target()), new DumpInode(SYMLINK, 1)));
    }
    subdirectories.forEach((name, count) -> entries.put(name, directory(name, count)));
    return new Export(List.copyOf(entries.values()), files.findings());
  }

  private static void addParents(String path, Map<String, Integer> subdirectories) {
    String above = ROOT;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (subdirectories.putIfAbsent(parent, 0) == null) {
        subdirectories.merge(above, 1, Integer::sum);
      }
      above = parent;
    }
  }

  // Its own entry, its '.' and the '..' of each directory in it.
  private static String directory(String name, int subdirectories) {
    return DumpLine.directory(
        EscapedName.decode(name), new DumpInode(DIRECTORY, 2 + subdirectories));
  }

  private static String file(Measurement file) {
    Measurement.Content content = file.measuredContent().orElseThrow();
    return DumpLine.file(
        file.path().bytes(),
        content.size(),
        file.fsverity(),
        new DumpInode(REGULAR | content.mode(), 1));
  }
}
