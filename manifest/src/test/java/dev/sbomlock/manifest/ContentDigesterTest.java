// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread or two, in whatever pieces the bytes come, the digests are the same. */
final class ContentDigesterTest {

  private static final int PIECE = 70_001;

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 4096, 4097, 4194303, 4194304, 4194305, 5242880, 5242881, 9437184, 11000003})
  void agreesWithPlainDigests(int size) throws IOException, NoSuchAlgorithmException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    VerityDigester verity = new VerityDigester(VerityParameters.DEFAULT);
    verity.update(content, 0, size);
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);

    ContentDigester digester = new ContentDigester();
    ContentDigester.Measured expected =
        new ContentDigester.Measured(
            size,
            Digest.of(DigestAlgorithm.SHA256, sha256),
            Digest.of(DigestAlgorithm.FSVERITY_SHA256, verity.finish()));
    // Twice, since one digester serves one file after another.
    for (int i = 0; i < 2; i++) {
      assertThat(digester.measure(Channels.newChannel(new InPieces(content)))).isEqualTo(expected);
    }
    digester.update(content, 0, size);
    assertThat(digester.finish()).isEqualTo(expected);
  }

  /** Gives less than is asked for, as pipes do. */
  private static final class InPieces extends InputStream {

    private final ByteArrayInputStream bytes;

    private InPieces(byte[] content) {
      bytes = new ByteArrayInputStream(content);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(length, PIECE));
    }
  }
}
