// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.InodeKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The block devices of btrfs file systems, whose own device is an anonymous one: the mount table
 * names one of them, and sysfs the others.
 */
final class BtrfsDevices {

  // proc_pid_mountinfo(5): fields 3, and after the separator the type and the source.
  private static final int DEVICE = 2;
  private static final String SEPARATOR = " - ";
  private static final String TYPE = "btrfs ";

  private final Path sysfs;
  private final Path mounts;

  BtrfsDevices(Path sysfs, Path mounts) {
    this.sysfs = sysfs;
    this.mounts = mounts;
  }

  /**
   * The devices of the file system with that anonymous device.
   *
   * @return empty when it is no btrfs, or is not mounted here
   */
  Set<Integer> of(int fileSystem) throws IOException {
    Set<Integer> devices = new TreeSet<>();
    Optional<Path> source = source(InodeKey.deviceName(fileSystem));
    if (source.isEmpty() || !Files.exists(source.get())) {
      return devices;
    }
    Path name = source.get().toRealPath().getFileName();
    for (Path known : list(sysfs.resolve("fs/btrfs"))) {
      Path members = known.resolve("devices");
      if (Files.exists(members.resolve(name))) {
        for (Path member : list(members)) {
          devices.add(GuardedDevices.number(member));
        }
      }
    }
    return devices;
  }

  private Optional<Path> source(String device) throws IOException {
    // Names there may be any bytes.
    for (String line : Files.readAllLines(mounts, StandardCharsets.ISO_8859_1)) {
      String[] halves = line.split(SEPARATOR, 2);
      if (halves[0].split(" ", -1)[DEVICE].equals(device) && halves[1].startsWith(TYPE)) {
        return Optional.of(Path.of(halves[1].split(" ", -1)[1]));
      }
    }
    return Optional.empty();
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }
}
