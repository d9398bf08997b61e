// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExplanationTest {

  @ParameterizedTest
  @EnumSource(Action.class)
  void everyActionHasAReasonAndARemedy(Action action) {
    Explanation explanation = Explanation.of(event(action, Verdict.DENIED, ""));
    assertThat(List.of(explanation.why(), explanation.remedy()))
        .allMatch(sentence -> sentence.matches("[A-Z].*[.]") && sentence.length() > 20);
  }

  @Test
  void saysWhoDidWhat() {
    assertThat(Explanation.of(event(Action.CHANGE_CONTENT, Verdict.AUDITED, "")).who())
        .isEqualTo("would be denied: sh%0A (process 7, made by 'sshd', 5) at file_open: /bin/app");
  }

  @Test
  void tellsContentWithoutFsVerityFromOther() {
    assertThat(Explanation.of(event(Action.EXECUTE, Verdict.DENIED, "")).why())
        .contains("without fs-verity");
    assertThat(Explanation.of(event(Action.EXECUTE, Verdict.DENIED, "ab")).why())
        .contains("is in no manifest");
  }

  private static Events.Event event(Action action, Verdict verdict, String digest) {
    EventRecord record =
        new EventRecord(
            new InodeKey(1, 1, 1),
            0,
            0,
            7,
            7,
            0,
            5,
            BlessedRecord.NONE,
            BlessedRecord.NONE,
            Hook.FILE_OPEN,
            action,
            verdict,
            new DigestKey(1, digest),
            "sh\n".getBytes(StandardCharsets.US_ASCII),
            "sshd".getBytes(StandardCharsets.US_ASCII),
            "/bin/app".getBytes(StandardCharsets.US_ASCII),
            false);
    return new Events.Event(record, Optional.empty(), List.of());
  }
}
