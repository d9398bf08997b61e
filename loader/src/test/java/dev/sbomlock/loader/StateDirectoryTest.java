// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.MeasurementManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {

  private static final MeasurementManifest ONE =
      Manifests.of(List.of(Manifests.accounted("a", "a")), List.of());
  private static final MeasurementManifest OTHER =
      Manifests.of(List.of(Manifests.accounted("b", "b")), List.of());

  @TempDir Path directory;

  @Test
  void keepsTheirOrder() throws IOException {
    StateDirectory state = new StateDirectory(directory.resolve("sbomlock"));
    state.write(List.of(OTHER, ONE));
    assertThat(state.read()).containsExactly(OTHER, ONE);
    state.write(List.of(ONE));
    assertThat(state.read()).containsExactly(ONE);
    state.clear();
    assertThat(state.read()).isEmpty();
  }

  @Test
  void whatStandsAfterAGapWouldNameWrongFiles() throws IOException {
    StateDirectory state = new StateDirectory(directory);
    state.write(List.of(ONE, OTHER));
    Files.writeString(directory.resolve("0000.manifest.json"), "{}");
    assertThat(state.read()).isEmpty();
  }

  @Test
  void aLostDirectoryIsNoError() {
    assertThat(new StateDirectory(directory.resolve("nothing")).read()).isEmpty();
  }
}
