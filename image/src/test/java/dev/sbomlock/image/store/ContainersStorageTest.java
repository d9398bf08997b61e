// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As podman 4.3 writes it; podman itself is tried in the node. */
final class ContainersStorageTest {

  private static final String LOW = "1".repeat(64);
  private static final String HIGH = "2".repeat(64);
  private static final String IMAGE = "3".repeat(64);

  @TempDir Path root;

  @BeforeEach
  void store() throws IOException {
    for (String layer : new String[] {LOW, HIGH}) {
      Files.createDirectories(root.resolve("overlay/" + layer + "/diff"));
    }
    images("[{'id':'%s','names':['localhost/two:1'],'layer':'%s'}]".formatted(IMAGE, HIGH));
    layers("[{'id':'%s','parent':'%s'},{'id':'%s'}]".formatted(HIGH, LOW, LOW));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost/two:1",
    "3333333333333333333333333333333333333333333333333333333333333333"
  })
  void findsTheLayersLowestFirst(String name) throws Exception {
    assertThat(new ContainersStorage(root).find(name).layers())
        .containsExactly(
            root.resolve("overlay/" + LOW + "/diff"), root.resolve("overlay/" + HIGH + "/diff"));
  }

  @Test
  void namesWhatThereIs() {
    assertThat(refused("C237", "two")).contains("'two', but localhost/two:1");
  }

  @Test
  void refusesAMissingLayer() throws Exception {
    Files.delete(root.resolve("overlay/" + LOW + "/diff"));
    assertThat(refused("C238", "localhost/two:1")).contains("there is no layer " + LOW);
  }

  @Test
  void refusesAnImageWithoutLayers() throws Exception {
    images("[{'id':'%s','names':['localhost/two:1']}]".formatted(IMAGE));
    assertThat(refused("C238", "localhost/two:1")).contains("it has none");
  }

  @Test
  void refusesLayersThatAreTheirOwnAncestors() throws Exception {
    layers("[{'id':'%s','parent':'%s'}]".formatted(HIGH, HIGH));
    refused("C238", "localhost/two:1");
  }

  @Test
  void refusesNamesThatLeadElsewhere() throws Exception {
    layers("[{'id':'../../etc'}]");
    assertThat(refused("C236", "localhost/two:1")).contains("no identifier");
  }

  @ParameterizedTest
  @CsvSource({"{}", "[1]", "[", "''"})
  void refusesWhatIsNoList(String document) throws Exception {
    images(document);
    refused("C236", "localhost/two:1");
  }

  @Test
  void refusesWhatIsNoStore() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new ContainersStorage(root.resolve("nowhere")).find("two"))
        .satisfies(e -> assertThat(e.diagnostics().get(0).fact()).contains("no such file"));
  }

  private void images(String json) throws IOException {
    write("overlay-images/images.json", json);
  }

  private void layers(String json) throws IOException {
    write("overlay-layers/layers.json", json);
  }

  private void write(String name, String json) throws IOException {
    Files.createDirectories(root.resolve(name).getParent());
    Files.writeString(root.resolve(name), json.replace('\'', '"'));
  }

  private String refused(String code, String name) {
    try {
      new ContainersStorage(root).find(name);
    } catch (RejectedException e) {
      assertThat(e.diagnostics().get(0).code()).isEqualTo(code);
      return e.diagnostics().get(0).fact();
    }
    throw new AssertionError("it was found");
  }
}
