// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.ManifestKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The keys beside these tests. */
final class TestKeys {

  static final String PASSPHRASE = "correct-horse";

  private TestKeys() {}

  static byte[] bytes(String name) {
    try (InputStream in = TestKeys.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static SigningKey secret(String name) throws RejectedException {
    return SigningKeyReader.parse(bytes(name), name, () -> new char[0]);
  }

  static ManifestKey published(String name) throws RejectedException {
    return ManifestKey.parse(bytes(name), name);
  }
}
