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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dpkg's database in {@code /var/lib/dpkg} of the content: {@code status}, {@code
 * diversions}, and for each package {@code info/NAME[:ARCH].list} and {@code .md5sums} (dpkg(1),
 * deb-md5sums(5)); or {@code status.d}, with a file a package.
 */
final class DpkgDatabase {

  private static final String HOME = "var/lib/dpkg/";
  private static final String SPLIT_STATUS = "status.d/";
  private static final String SUMS = ".md5sums";
  private static final Pattern CONFFILE = Pattern.compile(" (/.+) ([0-9a-f]{32})");
  private static final Set<String> ABSENT_STATES = Set.of("not-installed", "config-files");

  private final ContentTree content;
  private final Map<String, Diversion> diversions = new HashMap<>();
  private final StringBuilder conffiles = new StringBuilder();

  private DpkgDatabase(ContentTree content) {
    this.content = content;
  }

  /**
   * The packages that dpkg installed, none when the content has no such database.
   *
   * @throws RejectedException C044 when the database is malformed
   */
  static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    DpkgDatabase database = new DpkgDatabase(content);
    database.readDiversions();
    List<InstalledPackage> packages = new ArrayList<>();
    database.readStatus("status", packages);
    // Images without dpkg ("distroless") have a file a package instead.
    for (ArtifactPath file : content.below(new ArtifactPath(HOME + "status.d"))) {
      if (!file.text().endsWith(SUMS)) {
        database.readStatus(file.text().substring(HOME.length()), packages);
      }
    }
    return packages;
  }

  private void readStatus(String file, List<InstalledPackage> packages) throws RejectedException {
    Map<String, String> stanza = new HashMap<>();
    String field = "";
    for (String line : lines(file)) {
      int colon = line.indexOf(':');
      if (line.isEmpty()) {
        addPackage(file, stanza, packages);
        stanza.clear();
        conffiles.setLength(0);
      } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t' && colon > 0) {
        field = line.substring(0, colon);
        stanza.put(field, line.substring(colon + 1).strip());
      } else if (field.equals("Conffiles")) {
        conffiles.append(line).append('\n');
      }
    }
    addPackage(file, stanza, packages);
    conffiles.setLength(0);
  }

  private void addPackage(String file, Map<String, String> stanza, List<InstalledPackage> packages)
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
          file, "package '" + name + "' of architecture '" + architecture + "' is not named so");
    }
    boolean split = file.startsWith(SPLIT_STATUS);
    Map<ArtifactPath, DigestSet> files = split ? new HashMap<>() : listed(name, architecture);
    addSums(split ? file + SUMS : infoFile(name, architecture, "md5sums"), name, files);
    Set<ArtifactPath> configuration = new HashSet<>();
    addConfiguration(file, name, files, configuration);
    packages.add(
        new InstalledPackage(PackageKind.DEB, name, version, architecture, files, configuration));
  }

  private Map<ArtifactPath, DigestSet> listed(String name, String architecture)
      throws RejectedException {
    Map<ArtifactPath, DigestSet> files = new HashMap<>();
    String list = infoFile(name, architecture, "list");
    for (String line : lines(list)) {
      if (!line.equals("/.") && !line.isEmpty()) {
        files.put(path(list, line, name), DigestSet.empty());
      }
    }
    return files;
  }

  private void addSums(String sums, String name, Map<ArtifactPath, DigestSet> files)
      throws RejectedException {
    for (String line : lines(sums)) {
      if (!line.isEmpty()) {
        addSum(sums, line, name, files);
      }
    }
  }

  /**
   * Configuration stands in the status, as {@code <path> <md5> [obsolete]} a line: the MD5 of what
   * the package brought, which an administrator may have changed since.
   */
  private void addConfiguration(
      String file, String name, Map<ArtifactPath, DigestSet> files, Set<ArtifactPath> configuration)
      throws RejectedException {
    for (String line : conffiles.toString().split("\n", -1)) {
      Matcher matcher = CONFFILE.matcher(line);
      if (matcher.matches()) {
        ArtifactPath path = path(file, matcher.group(1), name);
        files.put(path, DigestSet.of(new Digest(DigestAlgorithm.MD5, matcher.group(2))));
        configuration.add(path);
      }
    }
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
    return PackageFiles.lines(content, HOME + file);
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
