// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.MeasurementManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of manifests and found again, one file at a time. */
final class StateDirectoryTest {

  private static final MeasurementManifest ONE =
      Manifests.of(
          List.of(Manifests.accounted("a", "a"), Manifests.unaccounted("z%FF/\u00e4")), List.of());
  private static final MeasurementManifest OTHER =
      Manifests.of(List.of(Manifests.accounted("b", "b")), List.of());

  @TempDir Path directory;

  @Test
  void keepsTheirOrder() throws IOException {
    StateDirectory state = new StateDirectory(directory.resolve("sbomlock"));
    state.write(List.of(OTHER, ONE));
    assertThat(paths(state)).containsExactly("b", "a", "z%FF/\u00e4");
    state.write(List.of(ONE));
    assertThat(paths(state)).containsExactly("a", "z%FF/\u00e4");
    state.clear();
    assertThat(state.open()).isEmpty();
  }

  @Test
  void keepsWhatIsAskedFor() throws IOException {
    StateDirectory state = new StateDirectory(directory);
    state.write(List.of(OTHER, ONE));
    try (PolicyIndex policy = state.open().orElseThrow()) {
      assertThat(policy.file(1).digests()).isEqualTo(ONE.files().get(0).digests());
      assertThat(policy.file(1).accounted()).isTrue();
      assertThat(policy.file(1).components()).containsExactly(1);
      assertThat(policy.file(2).accounted()).isFalse();
      assertThat(policy.components()).isEqualTo(2);
      assertThat(policy.component(1)).isEqualTo(ONE.components().get(0));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> policy.file(3));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> policy.file(-1));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> policy.component(2));
    }
  }

  @Test
  void findsEachOfMany() throws IOException {
    MeasurementManifest many =
        Manifests.of(
            IntStream.range(10_000, 30_000)
                .mapToObj(i -> Manifests.accounted("d/" + i, "c"))
                .toList(),
            List.of());
    StateDirectory state = new StateDirectory(directory);
    state.write(List.of(many, ONE));
    try (PolicyIndex policy = state.open().orElseThrow()) {
      for (int index : new int[] {19_999, 0, 10_000, 9_999, 20_000, 1}) {
        String expected = index < 20_000 ? "d/" + (10_000 + index) : "a";
        assertThat(policy.file(index).path().text()).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatIsDamagedIsLostOrRefused() throws IOException {
    StateDirectory state = new StateDirectory(directory);
    state.write(List.of(ONE, OTHER));
    Path file = directory.resolve("policy.index");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(state.open()).isEmpty();
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x80;
      Files.write(file, damaged);
      readAll(state);
    }
  }

  @Test
  void aLostDirectoryIsNoError() {
    assertThat(new StateDirectory(directory.resolve("nothing")).open()).isEmpty();
  }

  private static void readAll(StateDirectory state) throws IOException {
    if (state.open().isEmpty()) {
      return;
    }
    try (PolicyIndex policy = state.open().orElseThrow()) {
      for (int i = 0; i < 3; i++) {
        policy.file(i);
        policy.component(Math.min(i, 1));
      }
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("index of the policy");
    }
  }

  private static List<String> paths(StateDirectory state) throws IOException {
    List<String> paths = new ArrayList<>();
    try (PolicyIndex policy = state.open().orElseThrow()) {
      for (int i = 0; i < policy.files(); i++) {
        paths.add(policy.file(i).path().text());
      }
    }
    return paths;
  }
}
