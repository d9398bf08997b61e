// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads dpkg's database in {@code /var/lib/dpkg} of the content: {@code status}, {@code
 * diversions}, and for each package {@code info/NAME[:ARCH].list} and {@code .md5sums} (dpkg(1),
 * deb-md5sums(5)).
 */
public final class DpkgDatabase {

  private static final String HOME = "var/lib/dpkg/";
  private static final int MAX_FILE_SIZE = 256 << 20;
  private static final Set<String> ABSENT_STATES = Set.of("not-installed", "config-files");

  private final ContentTree content;
  private final Map<String, Diversion> diversions = new HashMap<>();

  private DpkgDatabase(ContentTree content) {
    this.content = content;
  }

  /**
   * The packages that dpkg installed, none when the content has no such database.
   *
   * @throws RejectedException C044 when the database is malformed
   */
  public static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    DpkgDatabase database = new DpkgDatabase(content);
    database.readDiversions();
    return database.readStatus();
  }

  private List<InstalledPackage> readStatus() throws RejectedException {
    List<InstalledPackage> packages = new ArrayList<>();
    Map<String, String> stanza = new HashMap<>();
    for (String line : lines("status")) {
      int colon = line.indexOf(':');
      if (line.isEmpty()) {
        addPackage(stanza, packages);
        stanza.clear();
      } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t' && colon > 0) {
        stanza.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    addPackage(stanza, packages);
    return packages;
  }

  private void addPackage(Map<String, String> stanza, List<InstalledPackage> packages)
      throws RejectedException {
    String name = stanza.getOrDefault("Package", "");
    String status = stanza.getOrDefault("Status", "");
    String state = status.substring(status.lastIndexOf(' ') + 1);
    if (stanza.isEmpty() || ABSENT_STATES.contains(state)) {
      return;
    }
    String version = stanza.getOrDefault("Version", "");
    String architecture = stanza.getOrDefault("Architecture", "");
    // The name becomes part of a path.
    if (!name.matches("[a-z0-9][a-z0-9+.-]+") || !architecture.matches("[a-z0-9-]+")) {
      throw malformed(
          "status",
          "package '" + name + "' of architecture '" + architecture + "' is not named so");
    }
    packages.add(new InstalledPackage(name, version, architecture, files(name, architecture)));
  }

  private Map<ArtifactPath, DigestSet> files(String name, String architecture)
      throws RejectedException {
    Map<ArtifactPath, DigestSet> files = new HashMap<>();
    String list = infoFile(name, architecture, "list");
    for (String line : lines(list)) {
      if (!line.equals("/.") && !line.isEmpty()) {
        files.put(path(list, line, name), DigestSet.empty());
      }
    }
    String sums = infoFile(name, architecture, "md5sums");
    for (String line : lines(sums)) {
      if (!line.isEmpty()) {
        addSum(sums, line, name, files);
      }
    }
    return files;
  }

  private void addSum(String file, String line, String name, Map<ArtifactPath, DigestSet> files)
      throws RejectedException {
    int hexDigits = 2 * DigestAlgorithm.MD5.length();
    if (line.length() <= hexDigits + 2 || !line.startsWith("  ", hexDigits)) {
      throw malformed(file, "the line '" + line + "' is not '<md5>  <path>'");
    }
    try {
      Digest md5 = Digest.parse(DigestAlgorithm.MD5, line.substring(0, hexDigits));
      files.put(path(file, line.substring(hexDigits + 2), name), DigestSet.of(md5));
    } catch (IllegalArgumentException e) {
      throw malformed(file, "in the line '" + line + "', " + e.getMessage());
    }
  }

  /** Where a package's file really is: another package may have diverted it (dpkg-divert(1)). */
  private ArtifactPath path(String file, String listed, String packageName)
      throws RejectedException {
    String name = belowRoot(listed);
    Diversion diversion = diversions.get(name);
    if (diversion != null && !diversion.by.equals(packageName)) {
      name = diversion.to;
    }
    try {
      return ArtifactPath.ofBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw malformed(file, "it lists '" + listed + "', but " + e.getMessage());
    }
  }

  private void readDiversions() throws RejectedException {
    List<String> lines = lines("diversions");
    for (int i = 0; i + 2 < lines.size(); i += 3) {
      diversions.put(
          belowRoot(lines.get(i)), new Diversion(belowRoot(lines.get(i + 1)), lines.get(i + 2)));
    }
  }

  /** Files of packages that may be installed for several architectures carry the architecture. */
  private String infoFile(String name, String architecture, String kind) {
    String qualified = "info/" + name + ":" + architecture + "." + kind;
    return content.resolve(new ArtifactPath(HOME + qualified)).isPresent()
        ? qualified
        : "info/" + name + "." + kind;
  }

  /** The lines of a file, one character a byte, since names are bytes; none when it is absent. */
  private List<String> lines(String file) throws RejectedException {
    Optional<byte[]> bytes = content.read(new ArtifactPath(HOME + file), MAX_FILE_SIZE);
    if (bytes.isEmpty()) {
      return List.of();
    }
    String text = new String(bytes.get(), StandardCharsets.ISO_8859_1);
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Arrays.asList(whole.split("\n", -1));
  }

  private static String belowRoot(String path) {
    if (path.startsWith("./")) {
      return path.substring(2);
    }
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static RejectedException malformed(String file, @Nullable String fact) {
    return new RejectedException(
        CompilerProblems.malformedDatabase(HOME + file, String.valueOf(fact)));
  }

  /** A path that packages other than {@code by} have at {@code to} instead. */
  private record Diversion(String to, String by) {}
}
