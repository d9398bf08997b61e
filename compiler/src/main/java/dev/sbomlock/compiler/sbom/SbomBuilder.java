// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns what a document says into checked values, and collects all that is wrong with it. */
public final class SbomBuilder {

  /** After so many problems nobody reads on. */
  private static final int MAX_PROBLEMS = 100;

  /** Components and files each; far above any published SBOM. */
  private static final int MAX_ENTRIES = 2_000_000;

  private final String place;
  private final List<SbomComponent> components = new ArrayList<>();
  // Documents are mostly sorted, and sorting what is in order is cheap.
  private final Map<ArtifactPath, FileEntry> files = new LinkedHashMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  /** A builder for the document called {@code place} in diagnostics. */
  public SbomBuilder(String place) {
    this.place = place;
  }

  /**
   * Adds a component.
   *
   * @return its index
   * @throws OverLimitException when there are too many
   */
  public int component(
      String purl, String name, String version, List<StatedDigest> digests, List<String> locations)
      throws OverLimitException {
    requireRoom(components.size(), "components");
    if (name.isEmpty()) {
      problem(CompilerProblems.malformedDocument(place, "a component has no name"));
    }
    List<ArtifactPath> paths = new ArrayList<>();
    for (String location : locations) {
      // Locations may also be URLs, which name no file of the content.
      if (!location.contains("://")) {
        path(location).ifPresent(paths::add);
      }
    }
    components.add(new SbomComponent(purl, name, version, digests(name, digests), paths));
    return components.size() - 1;
  }

  /**
   * Adds a file; the same path may come again with further digests and owners.
   *
   * @return what further owners are added to
   * @throws OverLimitException when there are too many
   */
  public FileEntry file(String name, List<StatedDigest> digests) throws OverLimitException {
    requireRoom(files.size(), "files");
    DigestSet set = digests(name, digests);
    Optional<ArtifactPath> path = path(name);
    if (path.isEmpty()) {
      return new FileEntry();
    }
    FileEntry entry = files.computeIfAbsent(path.get(), key -> new FileEntry());
    entry.bareName &= name.indexOf('/') < 0;
    if (entry.digests.isEmpty()) {
      entry.digests = set;
    } else if (!set.isEmpty()) {
      List<Digest> both = new ArrayList<>(entry.digests.digests());
      both.addAll(set.digests());
      entry.digests = digestSet(path.get().text(), both);
    }
    return entry;
  }

  /** Notes a problem that a reader found. */
  public void problem(Diagnostic problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  /**
   * The SBOM.
   *
   * @throws RejectedException with every problem there was
   */
  public Sbom build(String format, String subjectName) throws RejectedException {
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    List<SbomFile> sorted = new ArrayList<>(files.size());
    files.forEach(
        (path, entry) ->
            sorted.add(new SbomFile(path, entry.bareName, entry.digests, entry.owners)));
    sorted.sort(Comparator.comparing(SbomFile::path));
    return new Sbom(format, subjectName, components, sorted, List.of());
  }

  private void requireRoom(int count, String what) throws OverLimitException {
    if (count >= MAX_ENTRIES) {
      throw new OverLimitException(Text.format("it has more than %d %s", MAX_ENTRIES, what));
    }
  }

  private Optional<ArtifactPath> path(String name) {
    try {
      return Optional.of(SbomPath.parse(name));
    } catch (IllegalArgumentException e) {
      problem(CompilerProblems.unsafePath(place, name, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private DigestSet digests(String owner, List<StatedDigest> stated) {
    List<Digest> digests = new ArrayList<>();
    for (StatedDigest digest : stated) {
      Optional<DigestAlgorithm> algorithm = algorithm(digest.algorithm());
      if (algorithm.isEmpty()) {
        continue;
      }
      try {
        Digest parsed = Digest.parse(algorithm.get(), digest.value());
        if (!parsed.isPlaceholder()) {
          digests.add(parsed);
        }
      } catch (IllegalArgumentException e) {
        problem(CompilerProblems.malformedDigest(place, owner, String.valueOf(e.getMessage())));
      }
    }
    return digestSet(owner, digests);
  }

  private DigestSet digestSet(String owner, List<Digest> digests) {
    try {
      return DigestSet.of(digests);
    } catch (IllegalArgumentException e) {
      problem(CompilerProblems.conflictingDigests(place, owner, String.valueOf(e.getMessage())));
      return DigestSet.empty();
    }
  }

  /** The algorithm, or empty for one that this program cannot compute, such as BLAKE3. */
  private static Optional<DigestAlgorithm> algorithm(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "MD5" -> Optional.of(DigestAlgorithm.MD5);
      case "SHA1", "SHA-1" -> Optional.of(DigestAlgorithm.SHA1);
      case "SHA256", "SHA-256" -> Optional.of(DigestAlgorithm.SHA256);
      case "SHA384", "SHA-384" -> Optional.of(DigestAlgorithm.SHA384);
      case "SHA512", "SHA-512" -> Optional.of(DigestAlgorithm.SHA512);
      default -> Optional.empty();
    };
  }

  /** A file while its document is being read. */
  public static final class FileEntry {

    private boolean bareName = true;
    private DigestSet digests = DigestSet.empty();
    private Set<Integer> owners = Set.of();

    private FileEntry() {}

    /** Says that the component of that index contains the file. */
    public void ownedBy(int component) {
      if (owners.isEmpty()) {
        owners = Set.of(component);
      } else if (!owners.contains(component)) {
        if (owners.size() == 1) {
          owners = new HashSet<>(owners);
        }
        owners.add(component);
      }
    }
  }
}
