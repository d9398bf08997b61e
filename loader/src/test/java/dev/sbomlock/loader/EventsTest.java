// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.loader.layout.Action;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.loader.layout.Verdict;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.MeasurementManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventsTest {

  private static final List<MeasurementManifest> MANIFESTS =
      List.of(
          Manifests.of(List.of(Manifests.accounted("a", "a")), List.of()),
          Manifests.of(List.of(Manifests.accounted("b", "b")), List.of()));

  @TempDir Path directory;

  @Test
  void namesTheFileOfTheRightManifest() throws IOException {
    Events.Event event = Events.named(about(1), written());
    assertThat(event.file()).contains("b");
    assertThat(event.components())
        .extracting(Component::label)
        .containsExactly("pkg:deb/debian/nginx@1");
  }

  @Test
  void namesNothingWhenTheManifestsAreLost() {
    assertThat(Events.named(about(1), Optional.empty()).file()).isEmpty();
  }

  @Test
  void namesNothingForWhatIsNoBlessedFile() throws IOException {
    assertThat(Events.named(about(BlessedRecord.NONE), written()).file()).isEmpty();
    assertThat(Events.named(about(2), written()).file()).isEmpty();
  }

  private Optional<PolicyIndex> written() throws IOException {
    StateDirectory state = new StateDirectory(directory);
    state.write(MANIFESTS);
    return state.open();
  }

  private static EventRecord about(int file) {
    return new EventRecord(
        new InodeKey(1, 1, 1),
        0,
        0,
        1,
        1,
        0,
        0,
        file,
        BlessedRecord.NONE,
        Hook.FILE_OPEN,
        Action.CHANGE_CONTENT,
        Verdict.DENIED,
        new DigestKey(0, ""),
        new byte[0],
        new byte[0],
        new byte[] {'/'},
        false);
  }
}
