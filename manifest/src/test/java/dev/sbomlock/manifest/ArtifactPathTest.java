// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArtifactPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "..",
        ".",
        "../x",
        "a/../../x",
        "a/..",
        "a/./b",
        "./a",
        "a//b",
        "a/",
        "/",
        "a\0b",
      })
  void whatIsNotNormalisedAndRelativeIsRefused(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    assertThatIllegalArgumentException().isThrownBy(() -> ArtifactPath.ofBytes(bytes));
    assertThatIllegalArgumentException().isThrownBy(() -> ArtifactPath.ofName(name));
    assertThatIllegalArgumentException().isThrownBy(() -> new ArtifactPath(name));
  }

  @Test
  void emptyAndOverlongNamesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ArtifactPath.ofName(""));
    assertThatIllegalArgumentException().isThrownBy(() -> ArtifactPath.ofName("x".repeat(256)));
    assertThatIllegalArgumentException().isThrownBy(() -> ArtifactPath.ofName("x/".repeat(2048)));
    assertThat(ArtifactPath.ofName("x".repeat(255)).bytes()).hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..x", "...", "x..", ".hidden", "a/.b/..c", "~", " ", "ä/λ"})
  void whatOnlyLooksOddIsTaken(String name) {
    assertThat(ArtifactPath.ofName(name).text()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "6162, ab",
    "25, %25",
    "252f, %25/",
    "0a, %0A",
    "7f, %7F",
    "ff, %FF",
    "c3a4, ä",
    "c3, %C3",
    "c328, %C3(",
    "c080, %C0%80",
    "eda080, %ED%A0%80",
    "f4908080, %F4%90%80%80",
    "f09f9880, 😀",
  })
  void eachNameHasOneText(String hex, String text) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(EscapedName.encode(bytes)).isEqualTo(text);
    assertThat(EscapedName.decode(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%41", "%c3", "%", "%4", "%zz", "a\nb", "\ud800", "%C3%A4", "\udc00x"})
  void noOtherTextIsTaken(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ArtifactPath(text));
  }

  @Property
  void nothingIsLost(@ForAll @NotEmpty @Size(max = 200) byte[] name) {
    String text = EscapedName.encode(name);
    assertThat(EscapedName.decode(text)).isEqualTo(name);
    assertThat(text.chars()).allMatch(c -> c >= 0x20 && c != 0x7f);
  }

  @Test
  void aPathOfTheFileSystemKeepsItsBytes(@TempDir Path root) throws Exception {
    ArtifactPath path =
        ArtifactPath.ofBytes(new byte[] {'d', '/', (byte) 0xff, '%', ' ', '\n', (byte) 0xc3});
    Path file = path.resolve(root);
    Files.createDirectories(root.resolve("d"));
    Files.createFile(file);
    assertThat(ArtifactPath.relativize(root, file)).isEqualTo(path);
    try (var names = Files.list(root.resolve("d"))) {
      assertThat(names.map(name -> ArtifactPath.relativize(root, name))).containsExactly(path);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArtifactPath.relativize(root.resolve("d"), root.resolve("e")));
  }
}
