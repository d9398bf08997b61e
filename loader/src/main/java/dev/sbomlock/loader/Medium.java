// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DeviceKey;
import dev.sbomlock.loader.layout.DeviceRole;
import dev.sbomlock.loader.layout.EnrolledRecord;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What blessed files and the memory of gated tasks lie in: file systems, the devices of these, the
 * files behind loop devices, and again the file systems of those.
 */
final class Medium {

  static final Path SYSFS = Path.of("/sys");
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  private final Enroller enroller;
  private final Root top;
  private final GuardedDevices devices = new GuardedDevices(SYSFS);
  private final BtrfsDevices btrfs = new BtrfsDevices(SYSFS, MOUNTS);
  private final Set<Integer> fileSystems = new HashSet<>();
  private final Set<DeviceKey> members = new HashSet<>();
  private final Set<Integer> commanded = new HashSet<>();
  private final Set<Path> followed = new HashSet<>();
  private final Map<InodeKey, BlessedRecord> backingFiles = new HashMap<>();
  private final List<Diagnostic> warnings = new ArrayList<>();
  private boolean swapped;

  Medium(Enroller enroller, Root top) {
    this.enroller = enroller;
    this.top = top;
  }

  /** Adds a file system of blessed files, by the device of its superblock, and what it lies in. */
  void add(int fileSystem) throws IOException, NativeException {
    if (!guard(fileSystem)) {
      swapped = true;
      warnings.add(LoaderProblems.unguardedDevice(InodeKey.deviceName(fileSystem)));
    }
  }

  /** Adds a file system of links to blessed files, and what it lies in. */
  void addLinks(int fileSystem) throws IOException, NativeException {
    guard(fileSystem);
  }

  /**
   * Adds a file system of directories in which others with blessed files are mounted. The kernel
   * keeps such directories in memory and looks at its medium no more; but it takes them from there
   * when the file system is told to delete them.
   */
  void addDirectories(int fileSystem) {
    commanded.add(fileSystem);
  }

  /** Whether blessed files may lie in memory, and so in swap. */
  boolean isSwapped() {
    return swapped;
  }

  private boolean guard(int fileSystem) throws IOException, NativeException {
    if (!fileSystems.add(fileSystem)) {
      return true;
    }
    boolean found = devices.add(fileSystem);
    for (int member : btrfs.of(fileSystem)) {
      found |= devices.add(member);
      members.add(new DeviceKey(member, DeviceKey.BLOCK));
    }
    followLoops();
    return found;
  }

  /** Adds a swap area: a block device or a file, and what it lies in. */
  void addSwap(Path area) throws IOException, NativeException {
    if (!followed.add(area)) {
      return;
    }
    try {
      addContent(enroller.enrol(top, area));
    } catch (NoSuchFileException e) {
      warnings.add(LoaderProblems.unguardedSwap(area.toString()));
    }
  }

  private void followLoops() throws IOException, NativeException {
    for (Path path : List.copyOf(devices.backingFiles())) {
      if (followed.add(path)) {
        follow(path);
      }
    }
  }

  private void follow(Path path) throws IOException, NativeException {
    try {
      addContent(enroller.enrol(top, path));
    } catch (NoSuchFileException e) {
      warnings.add(LoaderProblems.unguardedBackingFile(path.toString()));
    }
  }

  private void addContent(EnrolledRecord backing) throws IOException, NativeException {
    if (backing.isBlockDevice()) {
      devices.add(backing.rdev());
      followLoops();
    } else {
      backingFiles.put(backing.inode(), BlessedRecord.of(BlessedRecord.BACKING));
      add(backing.inode().device());
    }
  }

  /** The devices and file systems to guard, and how. */
  Map<DeviceKey, DeviceRole> devices() {
    Map<DeviceKey, DeviceRole> all = new HashMap<>(devices.devices());
    if (!all.isEmpty()) {
      all.put(DeviceKey.ANY_DISK, DeviceRole.STEERS);
    }
    for (DeviceKey member : members) {
      all.replace(member, DeviceRole.HOLDS_BTRFS);
      all.put(DeviceKey.ANY_BTRFS, DeviceRole.STEERS);
    }
    if (swapped) {
      all.put(DeviceKey.ANY_SWAP, DeviceRole.HOLDS);
    }
    commanded.addAll(fileSystems);
    for (int fileSystem : commanded) {
      all.put(new DeviceKey(fileSystem, DeviceKey.FILE_SYSTEM), DeviceRole.HOLDS);
    }
    return all;
  }

  /** The files behind loop devices, and those that are swapped to. */
  Map<InodeKey, BlessedRecord> backingFiles() {
    return backingFiles;
  }

  /** Where the medium could not be found. */
  List<Diagnostic> warnings() {
    return warnings;
  }
}
