// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EnrolledRecord;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.LinkTarget;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns guarded names into inodes, twice: before the guard is attached, to fill its maps; and
 * after, when names and blessed files stand still, to be sure that they still are what was
 * enrolled.
 */
final class Enrolment {

  /** Descriptors open at a time: well below any RLIMIT_NOFILE a distribution sets. */
  private static final int BATCH = 256;

  private final Enroller enroller;
  private final BlessingCheck check = new BlessingCheck();
  private final List<Diagnostic> problems = new ArrayList<>();
  private final List<GuardedName> names = new ArrayList<>();
  private final List<InodeKey> inodes = new ArrayList<>();
  private final Map<InodeKey, BlessedRecord> blessed = new LinkedHashMap<>();
  private final Map<InodeKey, DigestKey> contents = new LinkedHashMap<>();
  private final Set<Long> mounts = new TreeSet<>();
  private final Set<Integer> fileDevices = new TreeSet<>();
  private final Set<Integer> synced = new TreeSet<>();
  private final Set<Integer> linkDevices = new TreeSet<>();
  private final Set<Integer> directoryDevices = new TreeSet<>();
  private boolean givesOutBlocks;

  Enrolment(Enroller enroller) {
    this.enroller = enroller;
  }

  /**
   * Identifies all names and checks that files are blessed.
   *
   * @throws RejectedException with everything that is wrong with them
   */
  void enrol(Inventory inventory) throws RejectedException, IOException {
    List<GuardedName> all = new ArrayList<>(inventory.names());
    all.addAll(inventory.files());
    inBatches(all, this::identify);
    throwIfAny();
  }

  /**
   * Checks that every name still leads to what was enrolled, that files without a digest in the
   * kernel have the right content and no writer, and that links lead where they should. What the
   * files' file systems hold in memory alone is on their disks then.
   *
   * @param root the real path of the directory that the manifests' paths lie below
   * @throws RejectedException with everything that is wrong
   */
  void confirm(Inventory inventory, Path root) throws RejectedException, IOException {
    Map<GuardedName, InodeKey> expected = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      expected.put(names.get(i), inodes.get(i));
    }
    inBatches(names, opened -> compare(opened, expected));
    for (Map.Entry<ArtifactPath, Symlink> link : inventory.symlinks().entrySet()) {
      compareTarget(link.getKey(), link.getValue(), root);
    }
    throwIfAny();
  }

  /** The inodes to guard. */
  Map<InodeKey, BlessedRecord> blessed() {
    return blessed;
  }

  /** What the files among them measure. */
  Map<InodeKey, DigestKey> contents() {
    return contents;
  }

  /** The mounts through which they were reached. */
  Set<Long> mounts() {
    return mounts;
  }

  /** The devices of the blessed files' file systems. */
  Set<Integer> fileDevices() {
    return fileDevices;
  }

  /** The devices of the file systems of links on the way to them. */
  Set<Integer> linkDevices() {
    return linkDevices;
  }

  /** The devices of the file systems of directories on the way to them. */
  Set<Integer> directoryDevices() {
    return directoryDevices;
  }

  /**
   * Whether a file that is known by its record alone lies in a file system that gives out its
   * blocks: whoever has them from a server in the kernel may set the file's size.
   */
  boolean givesOutBlocks() {
    return givesOutBlocks;
  }

  private void identify(List<Opened> batch) throws IOException, NativeException {
    List<EnrolledRecord> records = enroller.enrol(batch.stream().map(Opened::descriptor).toList());
    for (int i = 0; i < batch.size(); i++) {
      GuardedName name = batch.get(i).name();
      EnrolledRecord record = records.get(i);
      if (name.expected().isPresent()) {
        BlessingCheck.Outcome outcome =
            check.inspect(batch.get(i).descriptor(), name.expected().get());
        outcome.problem().ifPresent(problems::add);
        name = name.with(outcome.flags());
        givesOutBlocks |=
            (outcome.flags() & BlessedRecord.BY_RECORD) != 0
                && batch.get(i).descriptor().fileSystem().magic() == FileSystem.XFS;
        contents.put(record.inode(), DigestKey.of(name.expected().get()));
      }
      devices(name.kind()).add(record.inode().device());
      names.add(name);
      inodes.add(record.inode());
      blessed.merge(record.inode(), name.record(), BlessedRecord::merge);
      mounts.add(record.mount());
      record.mountpoint().ifPresent(this::guardMountpoint);
    }
  }

  private Set<Integer> devices(GuardedName.Kind kind) {
    return switch (kind) {
      case FILE -> fileDevices;
      case SYMLINK -> linkDevices;
      case DIRECTORY -> directoryDevices;
    };
  }

  // Renamed or removed where nothing is mounted on it, it takes the mount along, or away.
  private void guardMountpoint(InodeKey mountpoint) {
    blessed.merge(mountpoint, BlessedRecord.of(BlessedRecord.MOUNTPOINT), BlessedRecord::merge);
  }

  private void compare(List<Opened> batch, Map<GuardedName, InodeKey> expected)
      throws IOException, NativeException {
    List<EnrolledRecord> records = enroller.enrol(batch.stream().map(Opened::descriptor).toList());
    for (int i = 0; i < batch.size(); i++) {
      GuardedName name = batch.get(i).name();
      // What is only in memory yet can be thrown away there (MADV_HWPOISON), and nobody asks.
      if (name.kind() == GuardedName.Kind.FILE && synced.add(records.get(i).inode().device())) {
        batch.get(i).descriptor().syncFileSystem();
      }
      if (!records.get(i).inode().equals(expected.get(name))) {
        problems.add(LoaderProblems.changedMeanwhile(name.label()));
      } else if ((name.record().flags() & BlessedRecord.BY_RECORD) != 0) {
        check
            .measure(batch.get(i).descriptor(), name.expected().orElseThrow())
            .ifPresent(problems::add);
      }
    }
  }

  private void compareTarget(ArtifactPath path, Symlink expected, Path root) throws IOException {
    String actual = LinkTarget.read(path.resolve(root));
    if (!actual.equals(expected.target())) {
      problems.add(LoaderProblems.wrongSymlink(path.text(), expected.target(), actual));
    }
  }

  private void inBatches(List<GuardedName> all, Step step) throws IOException {
    for (int start = 0; start < all.size(); start += BATCH) {
      List<Opened> batch = new ArrayList<>();
      try {
        for (GuardedName name : all.subList(start, Math.min(start + BATCH, all.size()))) {
          open(name).ifPresent(batch::add);
        }
        step.take(batch);
      } catch (NativeException e) {
        problems.add(LoaderProblems.noFile(e.path(), e.reason()));
      } finally {
        batch.forEach(opened -> opened.descriptor().close());
      }
    }
  }

  private Optional<Opened> open(GuardedName name) {
    try {
      return Optional.of(new Opened(name, name.open()));
    } catch (NativeException e) {
      problems.add(LoaderProblems.noFile(name.label(), e.reason()));
      return Optional.empty();
    }
  }

  private void throwIfAny() throws RejectedException {
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
  }

  private record Opened(GuardedName name, FileDescriptor descriptor) {}

  /** What is done with the open descriptors of one batch. */
  private interface Step {
    void take(List<Opened> batch) throws IOException, NativeException;
  }
}
