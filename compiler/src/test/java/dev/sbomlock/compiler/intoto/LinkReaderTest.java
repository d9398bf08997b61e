// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures are checked as Debian's in-toto checks them, and nothing signed may change. */
final class LinkReaderTest {

  private static final String ORACLE =
      """
      import json, sys
      from in_toto.models.metadata import Metablock
      from securesystemslib import interface
      link, key, kind = sys.argv[1:]
      if kind == 'rsa':
          public = interface.import_rsa_publickey_from_file(key)
      elif kind == 'ecdsa':
          public = interface.import_ecdsa_publickey_from_file(key)
      else:
          public = interface.import_ed25519_publickey_from_file(key)
      try:
          Metablock.load(link).verify_signature(public)
          print('good')
      except Exception as e:
          print('bad', type(e).__name__)
      """;

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void acceptsWhatInTotoAccepts(String kind) throws Exception {
    GoldenCase golden = GoldenCase.named("link-" + kind);
    Path link = golden.files("link").get(0);
    Path key = golden.files("pub").get(0);
    assertThat(InTotoOracle.run(ORACLE, new byte[0], link.toString(), key.toString(), kind))
        .isEqualTo("good\n");
    assertThat(LinkReader.read(Files.readAllBytes(link), "link", List.of(key(key))).name())
        .isEqualTo("build");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void refusesEveryChangedCharacterOfWhatIsSigned(String kind) throws Exception {
    GoldenCase golden = GoldenCase.named("link-" + kind);
    byte[] link = Files.readAllBytes(golden.files("link").get(0));
    List<FunctionaryKey> keys = List.of(key(golden.files("pub").get(0)));
    int start = new String(link, StandardCharsets.UTF_8).indexOf("\"signed\"");
    int changed = 0;
    for (int i = start; i < link.length; i++) {
      byte original = link[i];
      if (!Character.isLetterOrDigit(original)) {
        continue;
      }
      link[i] = (byte) (original == '7' ? '8' : '7');
      assertThatThrownBy(() -> LinkReader.read(link, "link", keys))
          .as("byte %d", i)
          .isInstanceOf(RejectedException.class);
      link[i] = original;
      changed++;
    }
    assertThat(changed).isGreaterThan(200);
    assertThat(LinkReader.read(link, "link", keys).products()).containsKey("opt/tool");
  }

  private static FunctionaryKey key(Path file) throws Exception {
    return FunctionaryKeyReader.read(Files.readAllBytes(file), "key");
  }
}
