// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.loader.layout.DeviceKey;
import dev.sbomlock.loader.layout.DeviceRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sysfs with a SCSI disk of two partitions, the second of which carries a device-mapper device,
 * an NVMe controller with two disks, and a loop device of two partitions.
 */
final class GuardedDevicesTest {

  private static final DeviceKey DISK = block(8, 0);
  private static final DeviceKey FIRST = block(8, 1);
  private static final DeviceKey SECOND = block(8, 2);
  private static final DeviceKey MAPPED = block(253, 0);
  private static final DeviceKey MAPPER = character(10, 236);
  private static final DeviceKey GENERIC = character(21, 0);
  private static final DeviceKey BSG = character(245, 0);
  private static final DeviceKey NVME_DISK = block(259, 0);
  private static final DeviceKey NVME_OTHER = block(259, 1);
  private static final DeviceKey LOOP = block(7, 0);
  private static final DeviceKey LOOP_FIRST = block(259, 8);
  private static final DeviceKey LOOP_SECOND = block(259, 9);
  private static final DeviceRole HOLDS = DeviceRole.HOLDS;
  private static final DeviceRole STEERS = DeviceRole.STEERS;

  @TempDir Path sysfs;
  private GuardedDevices devices;

  @BeforeEach
  void plug() throws IOException {
    Path scsi = Files.createDirectories(sysfs.resolve("devices/0:0:0:0"));
    Path disk = device("devices/0:0:0:0/block/sda", "8:0", "block");
    link(disk, "device", scsi);
    Files.createDirectories(disk.resolve("queue"));
    partition("devices/0:0:0:0/block/sda/sda1", "8:1");
    Path second = partition("devices/0:0:0:0/block/sda/sda2", "8:2");
    device("devices/0:0:0:0/scsi_generic/sg0", "21:0", "scsi_generic");
    device("devices/0:0:0:0/bsg/0:0:0:0", "245:0", "bsg");
    Path mapped = device("devices/virtual/block/dm-0", "253:0", "block");
    Files.createDirectories(mapped.resolve("dm"));
    device("class/misc/device-mapper", "10:236", "misc");
    link(second, "holders/dm-0", mapped);
    link(mapped, "slaves/sda2", second);
    Path controller = device("devices/nvme0", "240:0", "nvme");
    link(device("devices/nvme0/nvme0n1", "259:0", "block"), "device", controller);
    link(device("devices/nvme0/nvme0n2", "259:1", "block"), "device", controller);
    device("devices/nvme0/ng0n1", "241:0", "nvme-generic");
    link(sysfs, "class/nvme-subsystem/nvme-subsys7/nvme0", controller);
    Path loop = device("devices/virtual/block/loop0", "7:0", "block");
    Files.writeString(
        Files.createDirectories(loop.resolve("loop")).resolve("backing_file"), "/srv/image\n");
    partition("devices/virtual/block/loop0/loop0p1", "259:8");
    partition("devices/virtual/block/loop0/loop0p2", "259:9");
    devices = new GuardedDevices(sysfs);
  }

  @Test
  void aPartitionIsReachedThroughItsDiskAndByCommandsThroughTheOthers() throws IOException {
    // As every disk has one: it is no further path to itself.
    Files.writeString(sysfs.resolve("devices/0:0:0:0/wwid"), "naa.5000\n");
    link(sysfs.resolve("class/block"), "sda", sysfs.resolve("devices/0:0:0:0/block/sda"));
    assertThat(devices.add(FIRST.number())).isTrue();
    assertThat(devices.devices())
        .containsOnly(
            Map.entry(FIRST, HOLDS),
            Map.entry(DISK, HOLDS),
            Map.entry(SECOND, STEERS),
            Map.entry(MAPPED, STEERS),
            Map.entry(GENERIC, HOLDS),
            Map.entry(BSG, HOLDS))
        .doesNotContainKey(MAPPER);
  }

  @Test
  void aStackedDeviceIsReachedThroughAllBelowAndByItsTable() throws IOException {
    assertThat(devices.add(MAPPED.number())).isTrue();
    assertThat(devices.devices())
        .contains(Map.entry(MAPPED, HOLDS), Map.entry(SECOND, HOLDS), Map.entry(MAPPER, STEERS));
    assertThat(devices.devices()).containsEntry(FIRST, STEERS);
  }

  @Test
  void aDiskIsReachedThroughWhatLiesInIt() throws IOException {
    assertThat(devices.add(DISK.number())).isTrue();
    for (DeviceKey inIt : new DeviceKey[] {FIRST, SECOND, MAPPED}) {
      assertThat(devices.devices()).containsEntry(inIt, HOLDS);
    }
  }

  @Test
  void whatWasHeldInPartCanBeHeldWholly() throws IOException {
    assertThat(devices.add(FIRST.number())).isTrue();
    assertThat(devices.add(DISK.number())).isTrue();
    assertThat(devices.devices()).containsEntry(SECOND, HOLDS);
  }

  @Test
  void nvmeIsReachedThroughItsControllerToo() throws IOException {
    assertThat(devices.add(NVME_DISK.number())).isTrue();
    assertThat(devices.devices())
        .containsOnly(
            Map.entry(NVME_DISK, HOLDS),
            Map.entry(NVME_OTHER, STEERS),
            Map.entry(character(240, 0), HOLDS),
            Map.entry(character(241, 0), HOLDS),
            Map.entry(new DeviceKey(7, DeviceKey.NVME_SUBSYSTEM), HOLDS),
            Map.entry(DeviceKey.ANY_NVME, HOLDS),
            Map.entry(DeviceKey.NVME_FABRICS, HOLDS));
  }

  @Test
  void anNvmeControllerBelongsToASubsystem() throws IOException {
    Files.delete(sysfs.resolve("class/nvme-subsystem/nvme-subsys7/nvme0"));
    assertThatThrownBy(() -> devices.add(NVME_DISK.number()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nvme0");
  }

  @Test
  void anNvmeDiskHasFurtherPathsWhereTheKernelDoesNotJoinThem() throws IOException {
    Path disk = sysfs.resolve("devices/nvme0/nvme0n1");
    Path path = device("devices/nvme1/nvme1n1", "259:4", "block");
    Path hidden = Files.createDirectories(sysfs.resolve("devices/nvme1/nvme1c0n1"));
    for (Path each : List.of(disk, path, hidden)) {
      Files.writeString(each.resolve("wwid"), "nvme.1b36\n");
      link(sysfs.resolve("class/block"), each.getFileName().toString(), each);
    }
    assertThat(devices.add(NVME_DISK.number())).isTrue();
    assertThat(devices.devices()).containsEntry(block(259, 4), HOLDS);
  }

  @Test
  void theDeviceForFurtherPathsHasANumberWhereItIsBuiltIn() throws IOException {
    device("class/misc/nvme-fabrics", "10:125", "misc");
    assertThat(devices.add(NVME_DISK.number())).isTrue();
    assertThat(devices.devices()).containsEntry(character(10, 125), HOLDS);
    Files.createDirectories(sysfs.resolve("module/nvme_fabrics"));
    Files.writeString(sysfs.resolve("module/nvme_fabrics/initstate"), "live\n");
    GuardedDevices again = new GuardedDevices(sysfs);
    assertThat(again.add(NVME_DISK.number())).isTrue();
    assertThat(again.devices()).doesNotContainKey(character(10, 125));
  }

  @Test
  void compressedMemoryMayLieInADevice() throws IOException {
    Path compressed = device("devices/virtual/block/zram0", "251:0", "block");
    Files.writeString(compressed.resolve("backing_dev"), "none\n");
    assertThat(devices.add(251 << 20)).isTrue();
    assertThat(devices.backingFiles()).isEmpty();
    Files.writeString(compressed.resolve("backing_dev"), "/dev/loop0\n");
    GuardedDevices again = new GuardedDevices(sysfs);
    assertThat(again.add(251 << 20)).isTrue();
    assertThat(again.backingFiles()).containsExactly(Path.of("/dev/loop0"));
  }

  @Test
  void aScsiDiskHasFurtherPaths() throws IOException {
    Files.writeString(sysfs.resolve("devices/0:0:0:0/wwid"), "naa.5000\n");
    for (String name : List.of("sdx", "sdy")) {
      Path path =
          device("devices/paths/" + name, name.equals("sdx") ? "65:112" : "65:128", "block");
      Path driver = Files.createDirectories(sysfs.resolve("devices/paths/of-" + name));
      Files.writeString(driver.resolve("wwid"), name.equals("sdx") ? "naa.5000\n" : "naa.6000\n");
      link(path, "device", driver);
      link(sysfs.resolve("class/block"), name, path);
    }
    assertThat(devices.add(DISK.number())).isTrue();
    assertThat(devices.devices())
        .containsEntry(new DeviceKey(65 << 20 | 112, DeviceKey.BLOCK), HOLDS)
        .doesNotContainKey(new DeviceKey(65 << 20 | 128, DeviceKey.BLOCK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"md", "bcache"})
  void anArrayTakesCommandsInSysfs(String attributes) throws IOException {
    Path array = device("devices/virtual/block/array0", "9:0", "block");
    assertThat(devices.add(9 << 20)).isTrue();
    assertThat(devices.devices()).doesNotContainKey(DeviceKey.ANY_ARRAY);
    Files.createDirectory(array.resolve(attributes));
    GuardedDevices again = new GuardedDevices(sysfs);
    assertThat(again.add(9 << 20)).isTrue();
    assertThat(again.devices()).containsEntry(DeviceKey.ANY_ARRAY, STEERS);
  }

  @Test
  void aLoopDeviceLiesInAFile() throws IOException {
    assertThat(devices.add(LOOP_FIRST.number())).isTrue();
    assertThat(devices.devices())
        .containsOnly(
            Map.entry(LOOP_FIRST, HOLDS), Map.entry(LOOP, HOLDS), Map.entry(LOOP_SECOND, STEERS));
    assertThat(devices.backingFiles()).containsExactly(Path.of("/srv/image"));
  }

  @Test
  void whatIsNoBlockDeviceHasNone() throws IOException {
    assertThat(devices.add(42)).isFalse();
    assertThat(devices.devices()).isEmpty();
  }

  private static DeviceKey block(int major, int minor) {
    return new DeviceKey(major << 20 | minor, DeviceKey.BLOCK);
  }

  private static DeviceKey character(int major, int minor) {
    return new DeviceKey(major << 20 | minor, DeviceKey.CHARACTER);
  }

  private Path device(String path, String number, String subsystem) throws IOException {
    Path device = Files.createDirectories(sysfs.resolve(path));
    Files.writeString(device.resolve("dev"), number + "\n");
    link(device, "subsystem", Files.createDirectories(sysfs.resolve("class/" + subsystem)));
    if (subsystem.equals("block")) {
      link(sysfs, "dev/block/" + number, device);
    }
    return device;
  }

  private Path partition(String path, String number) throws IOException {
    Path partition = device(path, number, "block");
    Files.writeString(partition.resolve("partition"), "1\n");
    return partition;
  }

  private static void link(Path from, String name, Path to) throws IOException {
    Path link = from.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, to);
  }
}
