// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.posix.Root;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the manifests say is to be guarded, before any file was looked at. */
final class Inventory {

  private final Map<ArtifactPath, GuardedName> files = new TreeMap<>();
  private final Map<ArtifactPath, GuardedName> names = new TreeMap<>();
  private final Map<ArtifactPath, Symlink> symlinks = new TreeMap<>();
  private final Map<DigestKey, AllowedRecord> verdicts = new LinkedHashMap<>();
  private final Set<ArtifactPath> conflicts = new TreeSet<>();
  private final List<GuardedName> ancestors = new ArrayList<>();
  private final List<MeasurementManifest> manifests;
  private int count;

  private Inventory(List<MeasurementManifest> manifests) {
    this.manifests = manifests;
  }

  /**
   * Takes stock.
   *
   * @param allowed of whose files only the digests count, wherever such files lie
   * @param root the directory of the manifests' files
   * @param top the root of all names, for the directories above it
   * @param rootPath the absolute, real path of {@code root}
   */
  static Inventory of(
      List<MeasurementManifest> manifests,
      List<MeasurementManifest> allowed,
      Root root,
      Root top,
      Path rootPath) {
    List<MeasurementManifest> all = new ArrayList<>(manifests);
    all.addAll(allowed);
    Inventory inventory = new Inventory(all);
    int firstComponent = 0;
    for (int i = 0; i < all.size(); i++) {
      inventory.addFiles(
          all.get(i), i < manifests.size() ? Optional.of(root) : Optional.empty(), firstComponent);
      firstComponent += all.get(i).components().size();
    }
    inventory.addDirectories(root);
    manifests.forEach(manifest -> inventory.addSymlinks(manifest, root));
    inventory.addAncestors(root, top, rootPath);
    return inventory;
  }

  private void addFiles(MeasurementManifest manifest, Optional<Root> root, int firstComponent) {
    for (Measurement file : manifest.files()) {
      int index = count++;
      if (file.status() != Status.ACCOUNTED) {
        continue;
      }
      int component =
          file.components().isEmpty()
              ? BlessedRecord.NONE
              : firstComponent + file.components().get(0);
      if (root.isPresent() && !addName(root.get(), file, index, component)) {
        conflicts.add(file.path());
        continue;
      }
      verdicts.merge(
          DigestKey.of(file),
          new AllowedRecord(index, component, grants(file)),
          AllowedRecord::merge);
    }
  }

  /** Whether no other manifest expects something else there. */
  private boolean addName(Root root, Measurement file, int index, int component) {
    BlessedRecord record = new BlessedRecord(index, component, BlessedRecord.FILE, grants(file));
    GuardedName before = files.putIfAbsent(file.path(), GuardedName.file(root, file, record));
    return before == null
        || before.expected().map(Measurement::digests).equals(Optional.of(file.digests()));
  }

  /** What a manifest grants to a file, as a record says it. */
  static int grants(Measurement file) {
    int grants = 0;
    for (Grant grant : file.grants()) {
      grants |=
          switch (grant) {
            case JIT -> BlessedRecord.GRANT_JIT;
            case BPF -> BlessedRecord.GRANT_BPF;
            case INTERPRETER -> BlessedRecord.GRANT_INTERPRETER;
          };
    }
    return grants;
  }

  private void addDirectories(Root root) {
    for (ArtifactPath file : new TreeSet<>(files.keySet())) {
      addParents(file, root);
    }
  }

  private void addParents(ArtifactPath path, Root root) {
    Optional<ArtifactPath> parent = parent(path);
    while (parent.isPresent() && !names.containsKey(parent.get())) {
      names.put(parent.get(), GuardedName.onPath(root, parent.get(), GuardedName.Kind.DIRECTORY));
      parent = parent(parent.get());
    }
  }

  // Only links by which a blessed file is reached: all others stay the administrator's.
  private void addSymlinks(MeasurementManifest manifest, Root root) {
    Symlinks links = new Symlinks(manifest.symlinks());
    for (Symlink link : manifest.symlinks()) {
      Optional<ArtifactPath> end = links.destination(link);
      if (end.isPresent() && (files.containsKey(end.get()) || names.containsKey(end.get()))) {
        names.put(link.path(), GuardedName.onPath(root, link.path(), GuardedName.Kind.SYMLINK));
        symlinks.put(link.path(), link);
        addParents(link.path(), root);
      }
    }
  }

  private void addAncestors(Root root, Root top, Path rootPath) {
    ancestors.add(GuardedName.onPath(root, null, GuardedName.Kind.DIRECTORY));
    ancestors.add(GuardedName.onPath(top, null, GuardedName.Kind.DIRECTORY));
    Path slash = Path.of("/");
    for (Path path = rootPath.getParent();
        path != null && !path.equals(slash);
        path = path.getParent()) {
      ancestors.add(
          GuardedName.onPath(
              top, ArtifactPath.relativize(slash, path), GuardedName.Kind.DIRECTORY));
    }
  }

  private static Optional<ArtifactPath> parent(ArtifactPath path) {
    int slash = path.text().lastIndexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(new ArtifactPath(path.text().substring(0, slash)));
  }

  /** The blessed files, by path. */
  List<GuardedName> files() {
    return List.copyOf(files.values());
  }

  /** The directories and links on the way to them, up to the root of all names. */
  List<GuardedName> names() {
    List<GuardedName> all = new ArrayList<>(ancestors);
    all.addAll(names.values());
    return all;
  }

  /** Files of which two manifests expect different content. */
  Set<ArtifactPath> conflicts() {
    return conflicts;
  }

  /** What the guarded links must hold. */
  Map<ArtifactPath, Symlink> symlinks() {
    return symlinks;
  }

  /** Whether some program runs what it reads. */
  boolean hasInterpreters() {
    return verdicts.values().stream()
        .anyMatch(verdict -> (verdict.grants() & BlessedRecord.GRANT_INTERPRETER) != 0);
  }

  /** Indices of the files with that content. */
  List<Integer> filesOf(Set<DigestKey> digests) {
    List<Integer> found = new ArrayList<>();
    int index = 0;
    for (MeasurementManifest manifest : manifests) {
      for (Measurement file : manifest.files()) {
        if (file.status() == Status.ACCOUNTED && digests.contains(DigestKey.of(file))) {
          found.add(index);
        }
        index++;
      }
    }
    return found;
  }

  /** How many files all manifests have, accounted or not. */
  int count() {
    return count;
  }

  /** The digests that may run. */
  Map<DigestKey, AllowedRecord> verdicts() {
    return verdicts;
  }
}
