// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
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

  private static final String DIRECTORY = "40755";
  private static final String SYMLINK = "120777";
  private static final String OWNER_AND_TIME = "0 0 0 0.0";

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "composefs");
    SortedMap<String, String> entries = new TreeMap<>();
    Map<String, Integer> subdirectories = new HashMap<>(Map.of(ROOT, 0));
    for (Measurement file : files.all()) {
      addParents(file.path().text(), subdirectories);
      entries.put(file.path().text(), file(file));
    }
    for (Symlink link : manifest.symlinks()) {
      addParents(link.path().text(), subdirectories);
      byte[] target = EscapedName.decode(link.target());
      entries.put(
          link.path().text(),
          Text.format(
              "%s %d %s 1 %s %s - -",
              escape("/", link.path().bytes()),
              target.length,
              SYMLINK,
              OWNER_AND_TIME,
              escape("", target)));
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
    return Text.format(
        "%s 0 %s %d %s - - -",
        escape("/", EscapedName.decode(name)), DIRECTORY, 2 + subdirectories, OWNER_AND_TIME);
  }

  private static String file(Measurement file) {
    Measurement.Content content = file.measuredContent().orElseThrow();
    String digest = file.require(DigestAlgorithm.FSVERITY_SHA256).hex();
    boolean empty = content.size() == 0;
    return Text.format(
        "%s %d 10%04o 1 %s %s - %s",
        escape("/", file.path().bytes()),
        content.size(),
        content.mode(),
        OWNER_AND_TIME,
        empty ? "-" : digest.substring(0, 2) + "/" + digest.substring(2),
        empty ? "-" : digest);
  }

  private static String escape(String prefix, byte[] bytes) {
    StringBuilder text = new StringBuilder(prefix);
    for (byte b : bytes) {
      boolean plain = b > ' ' && b < 0x7f && b != '\\' && b != '=';
      if (plain) {
        text.append((char) b);
      } else {
        text.append(Text.format("\\x%02x", b));
      }
    }
    return text.length() == 1 && text.charAt(0) == '-' ? "\\x2d" : text.toString();
  }
}
