// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads apk's database {@code lib/apk/db/installed}: a letter, a colon and a value a line, an empty
 * line after each package (apk-tools, "Installed Database V2").
 */
final class ApkDatabase {

  static final Set<String> PLACES = Set.of("lib/apk/db/installed", "usr/lib/apk/db/installed");

  /** What apk keeps when an administrator has changed it. */
  private static final String PROTECTED = "etc/";

  private final ContentTree content;
  private final String file;
  private final List<InstalledPackage> packages = new ArrayList<>();
  private Map<ArtifactPath, DigestSet> files = new HashMap<>();
  private Set<ArtifactPath> editable = new HashSet<>();
  private String name = "";
  private String version = "";
  private String architecture = "";
  private String directory = "";
  private String entry = "";

  private ApkDatabase(ContentTree content, String file) {
    this.content = content;
    this.file = file;
  }

  /**
   * The packages that apk installed, none when the content has no such database.
   *
   * @throws RejectedException C220 when the database is malformed
   */
  static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    for (String place : List.of("lib/apk/db/installed", "usr/lib/apk/db/installed")) {
      if (content.resolve(new ArtifactPath(place)).isPresent()) {
        return new ApkDatabase(content, place).read();
      }
    }
    return List.of();
  }

  private List<InstalledPackage> read() throws RejectedException {
    for (String line : PackageFiles.lines(content, file)) {
      if (line.isEmpty()) {
        finish();
        continue;
      }
      if (line.length() < 2 || line.charAt(1) != ':') {
        throw PackageFiles.malformed(file, "the line '" + line + "' is not '<letter>:<value>'");
      }
      try {
        take(line.charAt(0), line.substring(2));
      } catch (IllegalArgumentException e) {
        throw PackageFiles.malformed(file, "in the line '" + line + "', " + e.getMessage());
      }
    }
    finish();
    return packages;
  }

  private void take(char letter, String value) {
    switch (letter) {
      case 'P' -> name = value;
      case 'V' -> version = value;
      case 'A' -> architecture = value;
      case 'F' -> {
        directory = value;
        entry = "";
      }
      case 'R' -> {
        entry = value;
        add(DigestSet.empty());
      }
      case 'Z' -> add(DigestSet.of(checksum(value)));
      default -> {}
    }
  }

  private void add(DigestSet digests) {
    if (entry.isEmpty() || entry.contains("/")) {
      throw new IllegalArgumentException("no file is named that it is about");
    }
    ArtifactPath path = PackageFiles.path("", directory + "/" + entry);
    files.put(path, digests);
    if (path.text().startsWith(PROTECTED)) {
      editable.add(path);
    }
  }

  private static Digest checksum(String value) {
    return switch (value.substring(0, Math.min(2, value.length()))) {
      case "Q1" -> PackageFiles.base64(DigestAlgorithm.SHA1, value.substring(2));
      case "Q2" -> PackageFiles.base64(DigestAlgorithm.SHA256, value.substring(2));
      default -> Digest.parse(DigestAlgorithm.MD5, value);
    };
  }

  private void finish() throws RejectedException {
    if (!name.isEmpty()) {
      packages.add(
          new InstalledPackage(PackageKind.APK, name, version, architecture, files, editable));
    } else if (!files.isEmpty()) {
      throw PackageFiles.malformed(file, "files belong to a package without a name");
    }
    files = new HashMap<>();
    editable = new HashSet<>();
    name = "";
    version = "";
    architecture = "";
    directory = "";
    entry = "";
  }
}
