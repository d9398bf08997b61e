// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.AttachedProgram;
import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.bpf.CgroupProgram;
import dev.sbomlock.loader.layout.ControlRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
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

/**
 * The names in bpffs that keep a guard alive without a process.
 *
 * @param directory of all of them
 */
record Pins(Path directory) {

  /** Where bpffs is mounted by convention, and by systemd. */
  static final Path BPFFS = Path.of("/sys/fs/bpf");

  /** Those of the guard. */
  static final Pins GUARD = new Pins(BPFFS.resolve("sbomlock"));

  /** Those of the guard that is about to take its place; bpffs takes no dots. */
  static final Pins NEXT = new Pins(BPFFS.resolve("sbomlock-next"));

  private static final long DETACH_NANOSECONDS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final String OWNER_ONLY = "rwx------";

  /** Whether anything of them is there. */
  boolean exist() {
    return Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes the directories. */
  void create() throws IOException {
    for (Path made : List.of(directory, links(), maps())) {
      Files.createDirectory(
          made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    }
  }

  private Path links() {
    return directory.resolve("links");
  }

  private Path maps() {
    return directory.resolve("maps");
  }

  /** The pin of a hook's link, or of the program itself where it has none. */
  Path link(Hook hook) {
    return links().resolve(hook.key());
  }

  /** The pin of a map. */
  Path map(MapName map) {
    return maps().resolve(map.key());
  }

  /** The pin of the enrolling iterator, there only while loading. */
  Path iterator() {
    return directory.resolve("enrol");
  }

  /** The pin of the iterator that covers running tasks, there only while it runs. */
  Path covering() {
    return directory.resolve("cover");
  }

  /**
   * Gives all of them, and so the guard that they keep alive, the place of others that are gone.
   */
  void moveTo(Pins place) throws IOException {
    Files.move(directory, place.directory);
  }

  /** The hooks with a pin. */
  List<Hook> pinnedHooks() {
    return Stream.of(Hook.values())
        .filter(hook -> Files.exists(link(hook), LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /** Every pin and directory, from bpffs down. */
  List<Path> all() throws IOException {
    List<Path> paths = new ArrayList<>(List.of(BPFFS));
    try (Stream<Path> tree = Files.walk(directory)) {
      tree.sorted().forEach(paths::add);
    }
    return paths;
  }

  /** Tells the guard, where there is one, in which phase it is; what it revokes stays revoked. */
  void tell(ControlRecord.Phase phase) throws NativeException {
    if (!Files.exists(map(MapName.CONTROL), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    byte[] key = new byte[Integer.BYTES];
    try (BpfMap control = BpfMap.pinned(map(MapName.CONTROL))) {
      boolean revoking =
          control
              .get(key, ControlRecord.SIZEOF)
              .map(value -> ControlRecord.read(value).revoking())
              .orElse(false);
      control.put(key, new ControlRecord(phase, revoking).bytes());
    }
  }

  /**
   * Removes everything, and with it the guard.
   *
   * @param tell whether to say so to the guard first, which else denies it; a sealed one was told
   *     by an update, or is not sealed yet
   * @return the programs that were attached
   * @throws IOException when a pin stays
   */
  List<AttachedProgram> remove(boolean tell) throws IOException, NativeException {
    if (tell) {
      tell(ControlRecord.Phase.UNLOADING);
    }
    List<AttachedProgram> programs = new ArrayList<>();
    for (Hook hook : pinnedHooks()) {
      programs.add(
          hook.function().isPresent()
              ? AttachedProgram.behind(link(hook))
              : detachFromRootCgroup(link(hook)));
    }
    List<Path> leavesFirst = all();
    for (int i = leavesFirst.size() - 1; i >= 0; i--) {
      if (!leavesFirst.get(i).equals(BPFFS)) {
        Files.delete(leavesFirst.get(i));
      }
    }
    return programs;
  }

  private static AttachedProgram detachFromRootCgroup(Path pin)
      throws IOException, NativeException {
    try (Root cgroup = RootCgroup.open();
        CgroupProgram program = CgroupProgram.pinned(pin)) {
      program.detach(cgroup.directory());
      return program.inKernel();
    }
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
