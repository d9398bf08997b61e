// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.DeviceKey;
import dev.sbomlock.loader.layout.DeviceRole;
import dev.sbomlock.loader.layout.InodeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The devices through which file systems' bytes can be reached, as sysfs relates them: a file
 * system's own, the disk it is a partition of, the partitions that lie in it, what it is stacked
 * upon and what is stacked upon it; and those whose drivers take commands for one of these.
 */
final class GuardedDevices {

  private static final int MINOR_BITS = 20;
  private static final int MAX_MINOR = (1 << MINOR_BITS) - 1;

  /** Where loop devices say what they show, and zram what it keeps elsewhere. */
  private static final List<String> BACKING = List.of("loop/backing_file", "backing_dev");

  private static final String NVME_SUBSYSTEM = "nvme-subsys";

  private final Path sysfs;
  private final Map<DeviceKey, DeviceRole> devices = new LinkedHashMap<>();
  private final Set<Path> backingFiles = new TreeSet<>();
  private final Set<Path> held = new HashSet<>();
  private final Set<Path> heldInPart = new HashSet<>();
  private final Set<Path> steering = new HashSet<>();

  /** Reads the given sysfs, which is {@code /sys} but in tests. */
  GuardedDevices(Path sysfs) {
    this.sysfs = sysfs;
  }

  /**
   * Adds a block device that holds a file system, and all that reach its bytes.
   *
   * @return false when it is no block device, as that of tmpfs or btrfs
   */
  boolean add(int device) throws IOException {
    Path entry = sysfs.resolve("dev/block").resolve(InodeKey.deviceName(device));
    if (!Files.exists(entry)) {
      return false;
    }
    hold(entry.toRealPath());
    return true;
  }

  /** What was added so far: and the role of each. */
  Map<DeviceKey, DeviceRole> devices() {
    return devices;
  }

  /**
   * What the loop devices among them show, and where compressed memory goes: files, or devices
   * again.
   */
  Set<Path> backingFiles() {
    return backingFiles;
  }

  private void hold(Path block) throws IOException {
    if (!held.add(block)) {
      return;
    }
    guard(block);
    if (isPartition(block)) {
      holdInPart(block.resolve("..").toRealPath());
    }
    for (Path partition : partitions(block)) {
      hold(partition);
    }
  }

  // Other partitions' bytes are free, but their drivers take commands for the whole disk.
  private void holdInPart(Path disk) throws IOException {
    if (!heldInPart.add(disk)) {
      return;
    }
    guard(disk);
    for (Path partition : partitions(disk)) {
      steer(partition);
    }
  }

  private void guard(Path block) throws IOException {
    mark(block, DeviceKey.BLOCK, DeviceRole.HOLDS);
    for (Path slave : related(block, "slaves")) {
      hold(slave);
    }
    for (Path holder : related(block, "holders")) {
      hold(holder);
    }
    for (String backing : BACKING) {
      Path file = block.resolve(backing);
      if (Files.exists(file)) {
        follow(Files.readString(file).stripTrailing());
      }
    }
    // Whose tables say which bytes a mapped device shows: the control device takes them for all.
    if (Files.exists(block.resolve("dm"))) {
      mark(sysfs.resolve("class/misc/device-mapper"), DeviceKey.CHARACTER, DeviceRole.STEERS);
    }
    if (Files.exists(block.resolve("md")) || Files.exists(block.resolve("bcache"))) {
      devices.put(DeviceKey.ANY_ARRAY, DeviceRole.STEERS);
    }
    Path driver = block.resolve("device");
    if (Files.exists(driver)) {
      guardDriver(driver.toRealPath());
    }
    for (Path path : furtherPaths(block)) {
      hold(path);
    }
  }

  private void follow(String backing) {
    if (!backing.equals("none")) {
      backingFiles.add(Path.of(backing));
    }
  }

  /** Adds a device that passes commands on, and with it whatever passes commands on to it. */
  private void steer(Path block) throws IOException {
    if (!steering.add(block)) {
      return;
    }
    mark(block, DeviceKey.BLOCK, DeviceRole.STEERS);
    for (Path holder : related(block, "holders")) {
      steer(holder);
    }
    for (Path partition : partitions(block)) {
      steer(partition);
    }
  }

  // As sg0 and bsg/0:0:0:0 of a SCSI disk, nvme0 and ng0n1 of NVMe. Of NVMe, any name space takes
  // commands for the controller, and so for the others.
  private void guardDriver(Path driver) throws IOException {
    List<Path> nodes = new ArrayList<>(List.of(driver));
    for (Path child : directories(driver)) {
      nodes.add(child);
      nodes.addAll(directories(child));
    }
    for (Path node : nodes) {
      if (!Files.exists(node.resolve("dev"))) {
        continue;
      }
      if (isBlock(node)) {
        steer(node);
      } else {
        mark(node, DeviceKey.CHARACTER, DeviceRole.HOLDS);
      }
    }
    for (Path controller : controllers(driver)) {
      guardDriver(controller);
    }
    if (driver.getFileName().toString().startsWith("nvme")) {
      guardFabrics();
      devices.put(DeviceKey.ANY_NVME, DeviceRole.HOLDS);
      int subsystem = nvmeSubsystem(driver);
      devices.put(new DeviceKey(subsystem, DeviceKey.NVME_SUBSYSTEM), DeviceRole.HOLDS);
    }
    if (Files.isDirectory(driver.resolve("scsi_device"))) {
      devices.put(DeviceKey.ANY_SCSI, DeviceRole.HOLDS);
    }
  }

  // Of a module, the guard finds out which device it is; what is built in keeps its number.
  private void guardFabrics() throws IOException {
    devices.put(DeviceKey.NVME_FABRICS, DeviceRole.HOLDS);
    Path device = sysfs.resolve("class/misc/nvme-fabrics");
    if (Files.exists(device) && !Files.exists(sysfs.resolve("module/nvme_fabrics/initstate"))) {
      mark(device, DeviceKey.CHARACTER, DeviceRole.HOLDS);
    }
  }

  /** The instance of the subsystem that a controller belongs to, or that this is. */
  private int nvmeSubsystem(Path driver) throws IOException {
    String name = driver.getFileName().toString();
    for (Path subsystem : real(sysfs.resolve("class/nvme-subsystem"), path -> true)) {
      String itself = subsystem.getFileName().toString();
      if (itself.equals(name) || Files.exists(subsystem.resolve(name))) {
        return Integer.parseInt(itself.substring(NVME_SUBSYSTEM.length()));
      }
    }
    throw new IOException("no NVMe subsystem has " + name);
  }

  /** Disks that have the same name in the world as this one: other paths to it. */
  private List<Path> furtherPaths(Path block) throws IOException {
    Optional<String> name = worldwideName(block);
    List<Path> found = new ArrayList<>();
    if (name.isEmpty()) {
      return found;
    }
    for (Path disk : real(sysfs.resolve("class/block"), path -> true)) {
      // NVMe hides the paths of disks that have several.
      if (!disk.equals(block)
          && Files.exists(disk.resolve("dev"))
          && worldwideName(disk).equals(name)) {
        found.add(disk);
      }
    }
    return found;
  }

  /** SCSI gives it to the device that a disk belongs to, NVMe to the disk. */
  private static Optional<String> worldwideName(Path block) throws IOException {
    for (String place : List.of("device/wwid", "wwid")) {
      if (Files.exists(block.resolve(place))) {
        return Optional.of(Files.readString(block.resolve(place)));
      }
    }
    return Optional.empty();
  }

  private void mark(Path device, int type, DeviceRole role) throws IOException {
    devices.merge(new DeviceKey(number(device), type), role, DeviceRole::or);
  }

  private static boolean isPartition(Path block) {
    return Files.exists(block.resolve("partition"));
  }

  private static boolean isBlock(Path device) throws IOException {
    return device.resolve("subsystem").toRealPath().endsWith("block");
  }

  private static List<Path> partitions(Path disk) throws IOException {
    return directories(disk).stream().filter(GuardedDevices::isPartition).toList();
  }

  /** The device number in a device's directory of sysfs, as the kernel encodes it. */
  static int number(Path device) throws IOException {
    String[] parts = Files.readString(device.resolve("dev")).strip().split(":", 2);
    int minor = Integer.parseInt(parts[1]);
    if (minor > MAX_MINOR) {
      throw new IOException("no such device number: " + String.join(":", parts));
    }
    return Integer.parseInt(parts[0]) << MINOR_BITS | minor;
  }

  private static List<Path> related(Path block, String relation) throws IOException {
    Path directory = block.resolve(relation);
    return Files.isDirectory(directory) ? real(directory, path -> true) : List.of();
  }

  /** The controllers of an NVMe subsystem whose disks have several ways to them. */
  private static List<Path> controllers(Path driver) throws IOException {
    return driver.getFileName().toString().startsWith(NVME_SUBSYSTEM)
        ? real(driver, path -> path.getFileName().toString().matches("nvme\\d+"))
        : List.of();
  }

  private static List<Path> directories(Path directory) throws IOException {
    return real(directory, path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static List<Path> real(Path directory, Predicate<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.filter(wanted).sorted().toList()) {
        found.add(entry.toRealPath());
      }
    }
    return found;
  }
}
