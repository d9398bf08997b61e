// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what Python's installers record: {@code NAME-VERSION.dist-info/METADATA} and {@code
 * RECORD}, whose rows are {@code path,algorithm=base64,size} (packaging.python.org, "Recording
 * installed projects").
 */
final class PythonRecords {

  private static final String DIST_INFO = ".dist-info/";
  private static final String RECORD = DIST_INFO + "RECORD";
  private static final String METADATA = DIST_INFO + "METADATA";

  private PythonRecords() {}

  static boolean isPart(String path) {
    return path.endsWith(RECORD) || path.endsWith(METADATA);
  }

  /**
   * The packages with a RECORD, wherever they lie.
   *
   * @throws RejectedException C220 when one is malformed
   */
  static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    List<InstalledPackage> packages = new ArrayList<>();
    for (ArtifactPath file : content.files()) {
      if (file.text().endsWith(RECORD)) {
        packages.add(read(content, file.text()));
      }
    }
    return packages;
  }

  private static InstalledPackage read(ContentTree content, String record)
      throws RejectedException {
    String home = record.substring(0, record.length() - "/RECORD".length());
    String name = "";
    String version = "";
    for (String line : PackageFiles.lines(content, home + "/METADATA")) {
      if (line.isBlank()) {
        break;
      }
      if (line.startsWith("Name:")) {
        name = line.substring("Name:".length()).strip();
      } else if (line.startsWith("Version:")) {
        version = line.substring("Version:".length()).strip();
      }
    }
    if (name.isEmpty()) {
      throw PackageFiles.malformed(record, "no METADATA beside it names the package");
    }
    int slash = home.lastIndexOf('/');
    String site = slash < 0 ? "" : home.substring(0, slash);
    Map<ArtifactPath, DigestSet> files = new HashMap<>();
    for (String line : PackageFiles.lines(content, record)) {
      if (line.isBlank()) {
        continue;
      }
      try {
        List<String> row = row(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        files.put(PackageFiles.path(site, row.get(0)), digest(row.get(1)));
      } catch (IllegalArgumentException e) {
        throw PackageFiles.malformed(record, "in the line '" + line + "', " + e.getMessage());
      }
    }
    return new InstalledPackage(PackageKind.PYPI, name, version, "", files, Set.of());
  }

  private static DigestSet digest(String hash) {
    int equals = hash.indexOf('=');
    if (hash.isEmpty()) {
      return DigestSet.empty();
    }
    DigestAlgorithm algorithm =
        switch (equals < 0 ? "" : hash.substring(0, equals)) {
          case "sha256" -> DigestAlgorithm.SHA256;
          case "sha384" -> DigestAlgorithm.SHA384;
          case "sha512" -> DigestAlgorithm.SHA512;
          default -> throw new IllegalArgumentException("the hash is none of sha256 to sha512");
        };
    return DigestSet.of(PackageFiles.base64(algorithm, hash.substring(equals + 1)));
  }

  /** Three fields of CSV, the first perhaps in quotes. */
  private static List<String> row(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (doubled) {
          field.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    if (quoted || fields.size() != 3) {
      throw new IllegalArgumentException("there are not three fields");
    }
    return fields;
  }
}
