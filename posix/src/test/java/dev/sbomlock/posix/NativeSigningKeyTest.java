// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libcrypto signs, the JDK verifies; RSA's octets are the same. */
final class NativeSigningKeyTest {

  private static final int DIGEST = 32;

  @Test
  void rsaSignsAsTheJdkDoes() throws Exception {
    PrivateKey key = pair("RSA", 2048).getPrivate();
    NativeSigningKey fast = NativeSigningKey.of(key.getEncoded()).orElseThrow();
    Signature slow = Signature.getInstance("NONEwithRSA");
    for (int i = 0; i < 20; i++) {
      byte[] message = ("message " + i).getBytes(StandardCharsets.UTF_8);
      slow.initSign(key);
      slow.update(message);
      assertThat(fast.sign(message)).isEqualTo(slow.sign());
    }
  }

  @ParameterizedTest
  @CsvSource({"EC,256,NONEwithECDSA", "EC,384,NONEwithECDSA", "RSA,4096,NONEwithRSA"})
  void theJdkVerifiesWhatSeveralThreadsSign(String kind, int bits, String algorithm)
      throws Exception {
    KeyPair pair = pair(kind, bits);
    NativeSigningKey key = NativeSigningKey.of(pair.getPrivate().getEncoded()).orElseThrow();
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            i -> {
              try {
                byte[] digest = new byte[DIGEST];
                digest[0] = (byte) i;
                Signature verifier = Signature.getInstance(algorithm);
                verifier.initVerify(pair.getPublic());
                verifier.update(digest);
                assertThat(verifier.verify(key.sign(digest))).isTrue();
                verifier.update(MessageDigest.getInstance("SHA-256").digest(digest));
                assertThat(verifier.verify(key.sign(digest))).isFalse();
              } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void whatIsNoKeyIsNotTaken() {
    assertThat(NativeSigningKey.of(new byte[] {0x30, 0x03, 0x02, 0x01, 0x00})).isEmpty();
    assertThat(NativeSigningKey.of(new byte[0])).isEmpty();
  }

  @Test
  void whatIsTooLongToSignIsNotSigned() throws Exception {
    NativeSigningKey key =
        NativeSigningKey.of(pair("RSA", 2048).getPrivate().getEncoded()).orElseThrow();
    assertThatIllegalStateException().isThrownBy(() -> key.sign(new byte[300]));
  }

  private static KeyPair pair(String kind, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }
}
