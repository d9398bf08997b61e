// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttributionTest {

  private static final String ID = "0123456789abcdef".repeat(4);

  @TempDir private Path proc;

  @BeforeEach
  void init() throws IOException {
    process(1, 0, "init", "/");
  }

  @Test
  void fromTheProcessUpToInit() throws IOException {
    process(20, 1, "runc", "/");
    process(30, 20, "sh", "/system.slice/docker-" + ID + ".scope");
    Files.createSymbolicLink(proc.resolve("30/exe"), Path.of("/bin/sh"));
    Attribution found = Attribution.of(30, proc);
    assertThat(found.processes())
        .containsExactly(
            new Attribution.Member(30, "sh", "/bin/sh"),
            new Attribution.Member(20, "runc", ""),
            new Attribution.Member(1, "init", ""));
    assertThat(found.cgroup()).isEqualTo("/system.slice/docker-" + ID + ".scope");
    assertThat(found.container()).contains(ID);
  }

  @Test
  void containersOfOtherRuntimes() throws IOException {
    process(2, 1, "a", "/kubepods/pod1/" + ID);
    process(3, 1, "b", "/default/" + ID + "/sub");
    process(4, 1, "c", "/machine/libpod-" + ID + ".scope/container");
    process(5, 1, "d", "/no/" + ID + "0");
    assertThat(Attribution.of(2, proc).container()).contains(ID);
    assertThat(Attribution.of(3, proc).container()).contains(ID);
    assertThat(Attribution.of(4, proc).container()).contains(ID);
    assertThat(Attribution.of(5, proc).container()).isEmpty();
  }

  @Test
  void whoEndedIsUnknown() {
    Attribution nobody = Attribution.of(4711, proc);
    assertThat(nobody.processes()).isEmpty();
    assertThat(nobody.cgroup()).isEmpty();
  }

  @Test
  void aCircleOfParentsEnds() throws IOException {
    process(7, 8, "a", "/");
    process(8, 7, "b", "/");
    assertThat(Attribution.of(7, proc).processes()).hasSizeLessThan(100);
  }

  @Test
  void namesAreEscaped() throws IOException {
    process(9, 1, "a\nb\u001b[2J", "/x");
    assertThat(Attribution.of(9, proc).processes().get(0).comm()).doesNotContain("\n", "\u001b");
  }

  private void process(int pid, int parent, String comm, String cgroup) throws IOException {
    Path directory = Files.createDirectory(proc.resolve(Integer.toString(pid)));
    Files.writeString(directory.resolve("status"), "Name:\tx\nPPid:\t" + parent + "\nUid:\t0\n");
    Files.writeString(directory.resolve("comm"), comm + "\n");
    Files.writeString(directory.resolve("cgroup"), "1:name=systemd:/other\n0::" + cgroup + "\n");
  }
}
