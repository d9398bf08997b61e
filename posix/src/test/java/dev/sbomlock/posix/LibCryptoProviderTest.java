// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked of libcrypto's digests, the JDK's answer the same. */
final class LibCryptoProviderTest {

  private static final int LARGE = 200_000;

  private static final Provider OURS = new LibCryptoProvider();

  @ParameterizedTest
  @ValueSource(strings = {"SHA-256", "SHA-512"})
  void contentInPiecesOfAnySize(String algorithm) throws Exception {
    MessageDigest ours = ours(algorithm);
    MessageDigest theirs = MessageDigest.getInstance(algorithm);
    Random random = new Random(1);
    byte[] content = new byte[LARGE];
    random.nextBytes(content);
    for (int round = 0; round < 100; round++) {
      for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
        int offset = random.nextInt(LARGE);
        int length = random.nextInt(LARGE - offset + 1);
        ours.update(content, offset, length);
        theirs.update(content, offset, length);
      }
      if (round % 10 == 0) {
        ours.update((byte) round);
        theirs.update((byte) round);
      }
      assertThat(ours.digest()).isEqualTo(theirs.digest());
    }
  }

  @Test
  void severalAtATime() {
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              try {
                byte[] content = new byte[LARGE / (i + 1)];
                MessageDigest[] all = {ours("SHA-256"), ours("SHA-256"), ours("SHA-512")};
                for (MessageDigest one : all) {
                  one.update(content);
                }
                for (MessageDigest one : all) {
                  assertThat(one.digest())
                      .isEqualTo(MessageDigest.getInstance(one.getAlgorithm()).digest(content));
                }
              } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void whatWasBegunIsForgottenByReset() throws Exception {
    MessageDigest digest = ours("SHA-256");
    digest.update(new byte[100]);
    digest.reset();
    assertThat(digest.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest());
  }

  /** As TLS does with what was said so far. */
  @Test
  void aCopyGoesOnByItself() throws Exception {
    MessageDigest digest = ours("SHA-256");
    digest.update((byte) 1);
    MessageDigest copy = (MessageDigest) digest.clone();
    copy.update((byte) 2);
    digest.update((byte) 3);
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    assertThat(copy.digest()).isEqualTo(expected.digest(new byte[] {1, 2}));
    assertThat(digest.digest()).isEqualTo(expected.digest(new byte[] {1, 3}));
  }

  @Test
  void noRoomForADigest() throws Exception {
    MessageDigest digest = ours("SHA-256");
    assertThatExceptionOfType(DigestException.class)
        .isThrownBy(() -> digest.digest(new byte[31], 0, 31));
  }

  private static MessageDigest ours(String algorithm) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance(algorithm, OURS);
  }
}
