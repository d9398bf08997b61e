// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import dev.sbomlock.compiler.embedded.EmbeddedPackage.Ecosystem;
import dev.sbomlock.manifest.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Reads the coordinates that Maven leaves in jars, {@code META-INF/maven/GROUP/ARTIFACT/
 * pom.properties} (Maven Archiver, "addMavenDescriptor"), also in the jars inside, wherever they
 * lie: WEB-INF/lib, BOOT-INF/lib.
 */
final class JarReader {

  static final int MAX_DEPTH = 4;
  static final int MAX_RATIO = 100;
  static final int MAX_NESTED = 64 << 20;

  private static final int MAX_DECOMPRESSED = 256 << 20;
  private static final int MAX_PROPERTIES = 64 << 10;
  private static final int MAX_MANIFEST = 16 << 20;
  private static final Pattern COORDINATES =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private final Set<EmbeddedPackage> packages = new LinkedHashSet<>();
  private long decompressed;
  private long entries;

  private JarReader() {}

  /**
   * The packages of a jar and of all jars in it. It is the one that its file's name or its
   * manifest's Implementation-Title says; those shaded in beside it are merely in it.
   *
   * @throws IllegalArgumentException when it is malformed or over a limit, with the reason
   */
  static List<EmbeddedPackage> read(String path, RandomBytes file) throws IOException {
    JarReader reader = new JarReader();
    reader.readArchive(path, file, 1);
    return List.copyOf(reader.packages);
  }

  private void readArchive(String path, RandomBytes file, int depth) throws IOException {
    require(depth <= MAX_DEPTH, Text.format("jars in it are nested %d deep", depth));
    Predicate<String> coordinates = COORDINATES.asMatchPredicate();
    ZipDirectory archive =
        ZipDirectory.read(
            file,
            name ->
                coordinates.test(name) || name.equals(MANIFEST) || SelfDescription.isArchive(name));
    entries += archive.count();
    require(
        entries <= ZipDirectory.MAX_ENTRIES,
        Text.format("it and what is in it have more than %d entries", ZipDirectory.MAX_ENTRIES));
    List<Artifact> artifacts = new ArrayList<>();
    for (ZipDirectory.Entry entry : archive.entries().values()) {
      if (coordinates.test(entry.name())) {
        artifacts.add(artifact(archive, entry));
      } else if (SelfDescription.isArchive(entry.name())) {
        readArchive(entry.name(), nested(archive, entry), depth + 1);
      }
    }
    addArtifacts(artifacts, depth == 1 ? itself(path, archive, artifacts) : Set.of());
  }

  private void addArtifacts(List<Artifact> artifacts, Set<Artifact> itself) {
    for (Artifact artifact : artifacts) {
      packages.add(
          new EmbeddedPackage(
              Ecosystem.MAVEN,
              artifact.group + ":" + artifact.name,
              artifact.version,
              itself.contains(artifact)));
    }
  }

  /** Which of the artifacts the jar is: one, or none when that is not told or not told clearly. */
  private Set<Artifact> itself(String path, ZipDirectory archive, List<Artifact> artifacts)
      throws IOException {
    String file = path.substring(path.lastIndexOf('/') + 1);
    String stem = file.substring(0, file.lastIndexOf('.'));
    List<Artifact> told = artifacts.stream().filter(artifact -> artifact.isNamed(stem)).toList();
    if (told.isEmpty() && !artifacts.isEmpty()) {
      String title = title(archive);
      told = artifacts.stream().filter(artifact -> artifact.name.equals(title)).toList();
    }
    return told.size() == 1 ? Set.of(told.get(0)) : Set.of();
  }

  private String title(ZipDirectory archive) throws IOException {
    ZipDirectory.Entry entry = archive.entries().get(MANIFEST);
    if (entry == null) {
      return "";
    }
    byte[] bytes = content(archive, entry, MAX_MANIFEST);
    try {
      String title =
          new Manifest(new ByteArrayInputStream(bytes))
              .getMainAttributes()
              .getValue(Attributes.Name.IMPLEMENTATION_TITLE);
      return title == null ? "" : title;
    } catch (IOException e) {
      throw new IllegalArgumentException("its manifest is malformed", e);
    }
  }

  private Artifact artifact(ZipDirectory archive, ZipDirectory.Entry entry) throws IOException {
    byte[] bytes = content(archive, entry, MAX_PROPERTIES);
    Properties properties = new Properties();
    properties.load(new StringReader(new String(bytes, StandardCharsets.ISO_8859_1)));
    Artifact artifact =
        new Artifact(
            properties.getProperty("groupId", "").strip(),
            properties.getProperty("artifactId", "").strip(),
            properties.getProperty("version", "").strip());
    require(artifact.isComplete(), Text.format("its entry '%s' names no artifact", entry.name()));
    return artifact;
  }

  private RandomBytes nested(ZipDirectory archive, ZipDirectory.Entry entry) throws IOException {
    if (entry.isStored()) {
      return archive.stored(entry);
    }
    require(
        entry.size() <= MAX_RATIO * Math.max(1, entry.storedSize()),
        Text.format(
            "its entry '%s' decompresses to more than %d times its size", entry.name(), MAX_RATIO));
    byte[] bytes = content(archive, entry, MAX_NESTED);
    return RandomBytes.of(bytes, bytes.length);
  }

  private byte[] content(ZipDirectory archive, ZipDirectory.Entry entry, int limit)
      throws IOException {
    decompressed += entry.size();
    require(
        decompressed <= MAX_DECOMPRESSED,
        Text.format("what is in it has more than %d bytes", MAX_DECOMPRESSED));
    return archive.content(entry, limit);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private record Artifact(String group, String name, String version) {

    private static final String SNAPSHOT = "-SNAPSHOT";

    private boolean isComplete() {
      return !group.isEmpty() && !name.isEmpty() && !version.isEmpty();
    }

    /** Whether a file is called by the artifact, perhaps with version and classifier. */
    private boolean isNamed(String stem) {
      String release =
          version.endsWith(SNAPSHOT)
              ? version.substring(0, version.length() - SNAPSHOT.length())
              : version;
      String versioned = name + "-" + release;
      return stem.equals(name) || stem.equals(versioned) || stem.startsWith(versioned + "-");
    }
  }
}
