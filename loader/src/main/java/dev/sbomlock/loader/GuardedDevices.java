// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.InodeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The block devices through which a file system's bytes can be reached: its own, the disk it is a
 * partition of, the partitions that lie in it, what it is stacked upon and what is stacked upon it.
 */
final class GuardedDevices {

  private static final int MINOR_BITS = 20;
  private static final int MAX_MINOR = (1 << MINOR_BITS) - 1;

  private final Path sysfs;

  /** Reads the given sysfs, which is {@code /sys} but in tests. */
  GuardedDevices(Path sysfs) {
    this.sysfs = sysfs;
  }

  /**
   * The devices, as the kernel encodes them.
   *
   * @param device of the file system
   * @return empty when it is no block device, as of tmpfs or btrfs
   */
  Set<Integer> around(int device) throws IOException {
    Path entry = sysfs.resolve("dev/block").resolve(InodeKey.deviceName(device));
    Set<Integer> devices = new TreeSet<>();
    if (!Files.exists(entry)) {
      return devices;
    }
    collect(entry.toRealPath(), true, devices);
    return devices;
  }

  /**
   * Adds a device and those that share bytes with it.
   *
   * @param wholly whether all its bytes may be the file system's, and so its partitions' are; of a
   *     disk above a partition only the disk itself is meant
   */
  private static void collect(Path block, boolean wholly, Set<Integer> devices) throws IOException {
    if (!devices.add(number(block))) {
      return;
    }
    if (Files.exists(block.resolve("partition"))) {
      collect(block.resolve("..").toRealPath(), false, devices);
    }
    for (Path slave : entries(block.resolve("slaves"))) {
      collect(slave, false, devices);
    }
    for (Path holder : entries(block.resolve("holders"))) {
      collect(holder, true, devices);
    }
    if (wholly) {
      for (Path child : entries(block)) {
        if (Files.exists(child.resolve("partition"))) {
          collect(child, true, devices);
        }
      }
    }
  }

  private static int number(Path block) throws IOException {
    String[] parts = Files.readString(block.resolve("dev")).strip().split(":", 2);
    int minor = Integer.parseInt(parts[1]);
    if (minor > MAX_MINOR) {
      throw new IOException("no such device number: " + String.join(":", parts));
    }
    return Integer.parseInt(parts[0]) << MINOR_BITS | minor;
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> found = new ArrayList<>();
      for (Path entry : entries.sorted().toList()) {
        found.add(entry.toRealPath());
      }
      return found;
    }
  }
}
