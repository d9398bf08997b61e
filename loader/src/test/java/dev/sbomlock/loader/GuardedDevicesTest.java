// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sysfs with a disk of two partitions, the second of which carries a device-mapper device. */
final class GuardedDevicesTest {

  private static final int DISK = 254 << 20;
  private static final int FIRST = DISK | 1;
  private static final int SECOND = DISK | 2;
  private static final int MAPPED = 253 << 20;

  @TempDir Path sysfs;

  @BeforeEach
  void plug() throws IOException {
    Path disk = device("devices/vda", "254:0", false);
    device("devices/vda/vda1", "254:1", true);
    Path second = device("devices/vda/vda2", "254:2", true);
    Path mapped = device("devices/dm-0", "253:0", false);
    relate(second, "holders", mapped);
    relate(mapped, "slaves", second);
    Files.createDirectories(disk.resolve("queue"));
  }

  @Test
  void aPartitionIsReachedThroughItsDisk() throws IOException {
    assertThat(new GuardedDevices(sysfs).around(FIRST)).containsExactly(DISK, FIRST);
  }

  @Test
  void aStackedDeviceIsReachedThroughAllBelow() throws IOException {
    assertThat(new GuardedDevices(sysfs).around(MAPPED)).containsExactly(MAPPED, DISK, SECOND);
  }

  @Test
  void aDiskIsReachedThroughWhatLiesInIt() throws IOException {
    assertThat(new GuardedDevices(sysfs).around(DISK)).containsExactly(MAPPED, DISK, FIRST, SECOND);
  }

  @Test
  void whatIsNoBlockDeviceHasNone() throws IOException {
    assertThat(new GuardedDevices(sysfs).around(42)).isEmpty();
  }

  private Path device(String path, String number, boolean partition) throws IOException {
    Path device = Files.createDirectories(sysfs.resolve(path));
    Files.writeString(device.resolve("dev"), number + "\n");
    if (partition) {
      Files.writeString(device.resolve("partition"), "1\n");
    }
    Path byNumber = Files.createDirectories(sysfs.resolve("dev/block")).resolve(number);
    Files.createSymbolicLink(byNumber, device);
    return device;
  }

  private static void relate(Path device, String relation, Path other) throws IOException {
    Path directory = Files.createDirectories(device.resolve(relation));
    Files.createSymbolicLink(directory.resolve(other.getFileName()), other);
  }
}
