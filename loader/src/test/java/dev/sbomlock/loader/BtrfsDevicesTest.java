// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sysfs with a btrfs of two devices, mounted, and an ext4. */
final class BtrfsDevicesTest {

  @TempDir Path directory;
  private BtrfsDevices devices;

  @BeforeEach
  void mount() throws IOException {
    Path members = Files.createDirectories(directory.resolve("sys/fs/btrfs/1234/devices"));
    Files.createDirectories(directory.resolve("sys/fs/btrfs/features"));
    member(members, "vdc", "254:32");
    member(members, "vdd", "254:48");
    Path node = Files.createFile(directory.resolve("vdd"));
    Path mounts = directory.resolve("mountinfo");
    Files.writeString(
        mounts,
        """
        21 1 254:0 / / rw - ext4 /dev/vda rw
        36 21 0:41 /sub /srv rw,relatime shared:1 - btrfs %s rw,subvol=/sub
        """
            .formatted(node));
    devices = new BtrfsDevices(directory.resolve("sys"), mounts);
  }

  @Test
  void allMembersAreFound() throws IOException {
    assertThat(devices.of(41)).containsExactly(254 << 20 | 32, 254 << 20 | 48);
  }

  @Test
  void anotherFileSystemHasNone() throws IOException {
    assertThat(devices.of(254 << 20)).isEmpty();
    assertThat(devices.of(42)).isEmpty();
  }

  private static void member(Path members, String name, String number) throws IOException {
    Files.writeString(Files.createDirectories(members.resolve(name)).resolve("dev"), number);
  }
}
