// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** It makes no difference whether libcrypto signs or the JDK. */
final class LocalKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "rsa4096"})
  void rsaIsTheSameByEither(String name) throws Exception {
    FileSigner.KeyPairOf keys = KeyFile.read(Vectors.file(name + ".key")).keys(() -> new char[0]);
    byte[] message = "message".getBytes(StandardCharsets.UTF_8);
    assertThat(new LocalKey(keys.secret(), "NONEwithRSA").sign(message))
        .isEqualTo(RawSigner.signed(Signature.getInstance("NONEwithRSA"), keys.secret(), message));
  }
}
