// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sbomlock.loader.Mode;
import dev.sbomlock.loader.Status;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsTest {

  @Test
  void everySampleHasItsType() {
    Status status =
        new Status(
            Mode.ENFORCE,
            true,
            List.of(new Status.ProgramStatus(Hook.FILE_OPEN, Map.of(Verdict.DENIED, 7L))),
            List.of(new Status.MapStatus("verdicts", 3, 5)),
            List.of(),
            List.of(),
            false,
            Optional.empty(),
            2);
    assertThat(Metrics.of(status, "1.0 \"beta\"", 6).lines())
        .contains(
            "sbomlock_build_info{version=\"1.0 \\\"beta\\\"\"} 1",
            "sbomlock_enforcing 1",
            "sbomlock_sealed 1",
            "# TYPE sbomlock_decisions_total counter",
            "sbomlock_decisions_total{hook=\"file_open\",verdict=\"denied\"} 7",
            "sbomlock_decisions_total{hook=\"file_open\",verdict=\"allowed\"} 0",
            "sbomlock_events_lost_total 2",
            "sbomlock_events_read_total 6",
            "sbomlock_map_entries{map=\"verdicts\"} 3",
            "sbomlock_map_max_entries{map=\"verdicts\"} 5")
        .allMatch(line -> line.matches("# (HELP|TYPE) .*|[a-z_]+(\\{[^}]*\\})? \\d+"));
  }

  @Test
  void anAddressIsASocketOrAPort() {
    assertThat(MetricsAddress.parse("/run/x"))
        .isEqualTo(new MetricsAddress.Socket(Path.of("/run/x")));
    assertThat(MetricsAddress.parse("9469")).isEqualTo(new MetricsAddress.Loopback(9469));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "65536", "0.0.0.0:1", "run/x", "/nul\0", "-1"})
  void nothingElseIsOne(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> MetricsAddress.parse(text));
  }
}
