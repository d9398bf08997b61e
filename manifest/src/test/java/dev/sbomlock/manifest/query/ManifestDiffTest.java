// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What differs is told by file and by component, and nothing else is. */
final class ManifestDiffTest {

  private static final Measurement HELLO = Sample.program("hello", Sample.LS);
  private static final Measurement STRAY = Sample.stray("stray", Sample.STRAY);

  @Test
  void equalManifestsDoNotDiffer() {
    assertThat(ManifestDiff.of(Sample.manifest(), Sample.manifest())).isEmpty();
  }

  @Test
  void tellsFilesThatCameAndWent() {
    assertThat(changes(List.of(HELLO), List.of(HELLO, STRAY))).containsExactly("added file stray");
    assertThat(changes(List.of(HELLO, STRAY), List.of(HELLO)))
        .containsExactly("removed file stray");
    assertThat(changes(List.of(), List.of(HELLO)))
        .containsExactly("changed component pkg:generic/hello@1", "added file hello");
  }

  @Test
  void tellsWhatChangedOfAFile() {
    List<Change> changes =
        diff(List.of(HELLO), List.of(Sample.program("hello", Sample.digest("16"))));
    assertThat(changes).extracting(Change::name).containsExactly("pkg:generic/hello@1", "hello");
    assertThat(changes.get(1).fields()).extracting(Change.Field::name).containsExactly("digest");
    assertThat(changes.get(0).fields().get(0).after()).containsExactly("1");

    changes = diff(List.of(HELLO), List.of(Sample.stray("hello", Sample.LS)));
    assertThat(changes.get(1).fields())
        .extracting(Change.Field::name)
        .containsExactly("components", "evidence", "status");
  }

  private static List<String> changes(List<Measurement> before, List<Measurement> after) {
    return diff(before, after).stream()
        .map(change -> change.type().key() + " " + change.kind() + " " + change.name())
        .toList();
  }

  private static List<Change> diff(List<Measurement> before, List<Measurement> after) {
    MeasurementManifest old = Sample.manifest(before);
    return ManifestDiff.of(old, Sample.manifest(after));
  }
}
