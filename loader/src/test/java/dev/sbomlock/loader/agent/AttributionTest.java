// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.loader.layout.Action;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.loader.layout.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttributionTest {

  private static final String ID = "0123456789abcdef".repeat(4);

  @TempDir private Path proc;
  @TempDir private Path hierarchy;

  @BeforeEach
  void init() throws IOException {
    process(1, 0, "init", "/");
  }

  @Test
  void fromTheProcessUpToInit() throws IOException {
    process(20, 1, "runc", "/");
    process(30, 20, "sh", "/system.slice/docker-" + ID + ".scope");
    Files.createSymbolicLink(proc.resolve("30/exe"), Path.of("/bin/sh"));
    Attribution found = of(30);
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
    assertThat(of(2).container()).contains(ID);
    assertThat(of(3).container()).contains(ID);
    assertThat(of(4).container()).contains(ID);
    assertThat(of(5).container()).isEmpty();
  }

  @Test
  void ofWhoEndedTheEventNamesTheParent() throws IOException {
    process(20, 1, "runc", "/");
    assertThat(of(4711, 20).processes())
        .containsExactly(
            new Attribution.Member(4711, "ended", ""),
            new Attribution.Member(20, "runc", ""),
            new Attribution.Member(1, "init", ""));
    Attribution bothEnded = of(4711, 4710);
    assertThat(bothEnded.processes())
        .containsExactly(
            new Attribution.Member(4711, "ended", ""), new Attribution.Member(4710, "parent", ""));
    assertThat(bothEnded.cgroup()).isEmpty();
  }

  @Test
  void theCgroupIsTheOneOfTheEvent() throws IOException {
    Path slice = Files.createDirectories(hierarchy.resolve("a.slice/" + ID));
    long id = (Long) Files.getAttribute(slice, "unix:ino");
    Cgroups cgroups = new Cgroups(hierarchy);
    assertThat(Attribution.of(event(4711, 1, id), proc, cgroups).container()).contains(ID);
    Files.delete(slice);
    assertThat(Attribution.of(event(4711, 1, id), proc, cgroups).cgroup())
        .isEqualTo("/a.slice/" + ID);
  }

  @Test
  void aCircleOfParentsEnds() throws IOException {
    process(7, 8, "a", "/");
    process(8, 7, "b", "/");
    assertThat(of(7).processes()).hasSizeLessThan(100);
  }

  @Test
  void namesAreEscaped() throws IOException {
    process(9, 1, "a\nb\u001b[2J", "/x");
    assertThat(of(9).processes().get(0).comm()).doesNotContain("\n", "\u001b");
  }

  private Attribution of(int pid) {
    return of(pid, 1);
  }

  private Attribution of(int pid, int parent) {
    return Attribution.of(event(pid, parent, 0), proc, new Cgroups(hierarchy));
  }

  private static EventRecord event(int pid, int parent, long cgroup) {
    return new EventRecord(
        new InodeKey(1, 1, 1),
        0,
        cgroup,
        pid,
        pid,
        0,
        parent,
        BlessedRecord.NONE,
        BlessedRecord.NONE,
        Hook.FILE_OPEN,
        Action.CHANGE_CONTENT,
        Verdict.DENIED,
        new DigestKey(0, ""),
        "ended".getBytes(StandardCharsets.US_ASCII),
        "parent".getBytes(StandardCharsets.US_ASCII),
        new byte[] {'/'},
        false);
  }

  private void process(int pid, int parent, String comm, String cgroup) throws IOException {
    Path directory = Files.createDirectory(proc.resolve(Integer.toString(pid)));
    Files.writeString(directory.resolve("status"), "Name:\tx\nPPid:\t" + parent + "\nUid:\t0\n");
    Files.writeString(directory.resolve("comm"), comm + "\n");
    Files.writeString(directory.resolve("cgroup"), "1:name=systemd:/other\n0::" + cgroup + "\n");
  }
}
