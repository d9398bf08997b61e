// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A dump for {@code mkcomposefs --from-file} (composefs-dump(5)): the accounted files by their
 * fs-verity digests, symbolic links, and the directories above them, all of root and of 1970.
 */
public record ComposefsDump() implements Exporter {

  private static final String DIRECTORY = "40755";
  private static final String SYMLINK = "120777";
  private static final String OWNER_AND_TIME = "0 0 0 0.0";

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "composefs");
    SortedMap<String, String> entries = new TreeMap<>();
    for (Measurement file : files.all()) {
      addParents(file.path().text(), entries);
      entries.put(file.path().text(), file(file));
    }
    for (Symlink link : manifest.symlinks()) {
      addParents(link.path().text(), entries);
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
    List<String> lines = new ArrayList<>();
    lines.add(directory("/", new byte[0]));
    lines.addAll(entries.values());
    return new Export(lines, files.findings());
  }

  private static void addParents(String path, SortedMap<String, String> entries) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      entries.computeIfAbsent(parent, name -> directory("/", EscapedName.decode(name)));
    }
  }

  private static String directory(String prefix, byte[] name) {
    return Text.format("%s 0 %s 2 %s - - -", escape(prefix, name), DIRECTORY, OWNER_AND_TIME);
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
