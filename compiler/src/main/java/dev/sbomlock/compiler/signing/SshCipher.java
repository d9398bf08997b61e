// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A cipher that OpenSSH encrypts private keys with (ssh-keygen's option -Z). */
enum SshCipher {
  AES256_CTR("aes256-ctr", 32, Mode.CTR),
  AES192_CTR("aes192-ctr", 24, Mode.CTR),
  AES128_CTR("aes128-ctr", 16, Mode.CTR),
  AES256_CBC("aes256-cbc", 32, Mode.CBC),
  AES192_CBC("aes192-cbc", 24, Mode.CBC),
  AES128_CBC("aes128-cbc", 16, Mode.CBC),
  AES256_GCM("aes256-gcm@openssh.com", 32, Mode.GCM),
  AES128_GCM("aes128-gcm@openssh.com", 16, Mode.GCM);

  private final String key;
  private final int keyLength;
  private final Mode mode;

  SshCipher(String key, int keyLength, Mode mode) {
    this.key = key;
    this.keyLength = keyLength;
    this.mode = mode;
  }

  /** The cipher that OpenSSH calls so. */
  static Optional<SshCipher> of(String key) {
    return Arrays.stream(values()).filter(cipher -> cipher.key.equals(key)).findFirst();
  }

  int keyLength() {
    return keyLength;
  }

  int ivLength() {
    return mode.ivLength;
  }

  /**
   * Decrypts.
   *
   * @param derived the key and behind it the initialisation vector
   * @param tag what follows the encrypted text, which authenticates it where the cipher does
   */
  byte[] decrypt(byte[] derived, byte[] encrypted, byte[] tag) throws GeneralSecurityException {
    if (tag.length != mode.tagLength) {
      throw new BadPaddingException("the tag has another length");
    }
    byte[] iv = Arrays.copyOfRange(derived, keyLength, keyLength + mode.ivLength);
    AlgorithmParameterSpec parameters =
        mode == Mode.GCM
            ? new GCMParameterSpec(Byte.SIZE * mode.tagLength, iv)
            : new IvParameterSpec(iv);
    Cipher cipher = Cipher.getInstance(mode.transformation);
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(derived, 0, keyLength, "AES"), parameters);
    byte[] joined = Arrays.copyOf(encrypted, encrypted.length + tag.length);
    System.arraycopy(tag, 0, joined, encrypted.length, tag.length);
    return cipher.doFinal(joined);
  }

  private enum Mode {
    CTR("AES/CTR/NoPadding", 16, 0),
    CBC("AES/CBC/NoPadding", 16, 0),
    GCM("AES/GCM/NoPadding", 12, 16);

    private final String transformation;
    private final int ivLength;
    private final int tagLength;

    Mode(String transformation, int ivLength, int tagLength) {
      this.transformation = transformation;
      this.ivLength = ivLength;
      this.tagLength = tagLength;
    }
  }
}
