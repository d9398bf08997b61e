// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is preferred is asked, as far as he has what is asked for. */
final class HashingTest {

  private static final Provider NONE = new Provider("none", "1", "has nothing") {};

  @AfterEach
  void preferTheJdk() {
    Hashing.prefer(NONE);
  }

  @Test
  void ofBytes() {
    assertThat(Hashing.sha256("abc".getBytes(StandardCharsets.US_ASCII)).hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void whatTheProviderHas() {
    Provider provider = new Sha256("of another", new Zeros());
    Hashing.prefer(provider);
    assertThat(Hashing.sha256().getProvider()).isSameAs(provider);
    assertThat(Hashing.of("SHA-512").getProvider()).isNotSameAs(provider);
  }

  @Test
  void aProviderWithoutItsLibrary() {
    Provider provider = new Sha256("broken", null);
    Hashing.prefer(provider);
    MessageDigest digest = Hashing.sha256();
    assertThat(digest.getProvider()).isNotSameAs(provider);
    assertThat(digest.digest()).hasSize(32);
  }

  private static final class Sha256 extends Provider {
    private static final long serialVersionUID = 1;

    Sha256(String name, @Nullable MessageDigestSpi made) {
      super(name, "1", "for a test");
      putService(
          new Service(this, "MessageDigest", "SHA-256", "none", List.of(), null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              if (made == null) {
                throw new NoSuchAlgorithmException("no library");
              }
              return made;
            }
          });
    }
  }

  private static final class Zeros extends MessageDigestSpi {
    @Override
    protected void engineUpdate(byte input) {
      // All the same.
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      // All the same.
    }

    @Override
    protected byte[] engineDigest() {
      return new byte[32];
    }

    @Override
    protected void engineReset() {
      // Nothing to forget.
    }
  }
}
