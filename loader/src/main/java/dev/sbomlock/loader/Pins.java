// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.AttachedProgram;
import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.ControlRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The names in bpffs that keep the guard alive without a process. */
final class Pins {

  /** Where bpffs is mounted by convention, and by systemd. */
  static final Path BPFFS = Path.of("/sys/fs/bpf");

  static final Path DIRECTORY = BPFFS.resolve("sbomlock");

  private static final Path LINKS = DIRECTORY.resolve("links");
  private static final Path MAPS = DIRECTORY.resolve("maps");
  private static final Path ITERATOR = DIRECTORY.resolve("enrol");
  private static final Path COVERING = DIRECTORY.resolve("cover");
  private static final long DETACH_NANOSECONDS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final String OWNER_ONLY = "rwx------";

  private Pins() {}

  /** Whether anything of ours is there. */
  static boolean exist() {
    return Files.exists(DIRECTORY, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes the directories. */
  static void create() throws IOException {
    for (Path directory : List.of(DIRECTORY, LINKS, MAPS)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    }
  }

  /** The pin of a hook's link. */
  static Path link(Hook hook) {
    return LINKS.resolve(hook.key());
  }

  /** The pin of a map. */
  static Path map(MapName map) {
    return MAPS.resolve(map.key());
  }

  /** The pin of the enrolling iterator, there only while loading. */
  static Path iterator() {
    return ITERATOR;
  }

  /** The pin of the iterator that covers running tasks, there only while it runs. */
  static Path covering() {
    return COVERING;
  }

  /** The hooks whose links are pinned. */
  static List<Hook> pinnedHooks() {
    return Stream.of(Hook.values())
        .filter(hook -> Files.exists(link(hook), LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /** Every pin and directory, from bpffs down. */
  static List<Path> all() throws IOException {
    List<Path> paths = new ArrayList<>(List.of(BPFFS));
    try (Stream<Path> tree = Files.walk(DIRECTORY)) {
      tree.sorted().forEach(paths::add);
    }
    return paths;
  }

  /**
   * Removes everything, and with it the guard.
   *
   * @param tell whether to say so to the guard first, which else denies it; a sealed one was told
   *     by an update, or is not sealed yet
   * @return the programs that were attached
   * @throws IOException when a pin stays
   */
  static List<AttachedProgram> remove(boolean tell) throws IOException, NativeException {
    if (tell && Files.exists(map(MapName.CONTROL), LinkOption.NOFOLLOW_LINKS)) {
      try (BpfMap control = BpfMap.pinned(map(MapName.CONTROL))) {
        control.put(
            new byte[Integer.BYTES],
            new ControlRecord(ControlRecord.Phase.UNLOADING, false).bytes());
      }
    }
    List<AttachedProgram> programs = new ArrayList<>();
    for (Hook hook : pinnedHooks()) {
      programs.add(AttachedProgram.behind(link(hook)));
    }
    List<Path> leavesFirst = all();
    for (int i = leavesFirst.size() - 1; i >= 0; i--) {
      if (!leavesFirst.get(i).equals(BPFFS)) {
        Files.delete(leavesFirst.get(i));
      }
    }
    return programs;
  }

  /**
   * Returns when none of the programs runs any more: the kernel detaches them in the background,
   * and whoever is told that the guard is gone relies on it.
   *
   * @throws IOException when somebody else holds one
   */
  static void awaitEnd(List<AttachedProgram> programs) throws IOException, NativeException {
    long deadline = System.nanoTime() + DETACH_NANOSECONDS;
    for (AttachedProgram program : programs) {
      while (program.exists()) {
        if (System.nanoTime() > deadline) {
          throw new IOException("program " + program.id() + " is still held by somebody");
        }
        LockSupport.parkNanos(POLL_NANOSECONDS);
      }
    }
  }
}
