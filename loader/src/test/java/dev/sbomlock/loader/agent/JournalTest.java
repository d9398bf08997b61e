// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.layout.Action;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.loader.layout.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {

  @Test
  void anEntryHasOneFieldALine() {
    assertThat(Journal.entry(report("a\nPRIORITY=0"), "{}").lines())
        .contains(
            "MESSAGE={}",
            "PRIORITY=4",
            "OBJECT_PID=7",
            "SBOMLOCK_ACTION=change-content",
            "SBOMLOCK_FILE=bin/app",
            "SBOMLOCK_CONTAINER=c0ffee")
        .doesNotContain("PRIORITY=0")
        .allMatch(line -> line.matches("[A-Z_]+=.*"));
  }

  @Test
  void whatNobodyHearsIsNotTaken(@TempDir Path directory) {
    Journal nobody = new Journal(directory.resolve("socket").toString());
    assertThat(nobody.takes(report("sh"), "{}")).isFalse();
  }

  private static Agent.Report report(String comm) {
    EventRecord record =
        new EventRecord(
            new InodeKey(1, 1, 1),
            0,
            0,
            7,
            7,
            0,
            1,
            BlessedRecord.NONE,
            BlessedRecord.NONE,
            Hook.FILE_OPEN,
            Action.CHANGE_CONTENT,
            Verdict.DENIED,
            new DigestKey(0, ""),
            comm.getBytes(StandardCharsets.US_ASCII),
            new byte[0],
            new byte[] {'/'},
            false);
    return new Agent.Report(
        new Events.Event(record, Optional.of("bin/app"), List.of()),
        new Attribution(List.of(), "/x", Optional.of("c0ffee")));
  }
}
