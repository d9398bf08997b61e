// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import dev.sbomlock.compiler.problem.SigningKeyProblems;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.signing.Passphrase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.mindrot.jbcrypt.BCrypt;

/**
 * A private key in OpenSSH's own format, plain or encrypted (PROTOCOL.key of OpenSSH, sshkey.c for
 * what follows an authenticating cipher's text).
 */
final class OpenSshKeyFile {

  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final String NONE = "none";
  private static final String BCRYPT = "bcrypt";
  private static final int MAX_FIELD = 64 * 1024;

  /** A key of OpenSSH has 16 or 24; a round takes about a hundredth of a second. */
  private static final int MAX_ROUNDS = 1024;

  private static final int PLAIN_BLOCK = 8;
  private static final int MAX_PADDING = 16;

  private final ByteBuffer blob;
  private final String place;

  private OpenSshKeyFile(byte[] blob, String place) {
    this.blob = ByteBuffer.wrap(blob);
    this.place = place;
  }

  /**
   * The key.
   *
   * @param blob what stands between the lines of the PEM
   * @throws IOException when it is malformed, with the reason
   * @throws RejectedException C261 when it cannot be decrypted
   */
  static PrivateKeyInfo read(byte[] blob, String place, Passphrase passphrase)
      throws IOException, RejectedException {
    byte[] plain = new OpenSshKeyFile(blob, place).decrypted(passphrase);
    return PrivateKeyInfoFactory.createPrivateKeyInfo(
        OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(plain));
  }

  /** The same key file, not encrypted: the one that the library reads. */
  private byte[] decrypted(Passphrase passphrase) throws IOException, RejectedException {
    byte[] magic = take(MAGIC.length);
    require(Arrays.equals(magic, MAGIC), "it is no key file of OpenSSH");
    String cipher = text();
    String derivation = text();
    ByteBuffer options = ByteBuffer.wrap(field());
    if (cipher.equals(NONE) && derivation.equals(NONE)) {
      return blob.array();
    }
    Optional<SshCipher> known = SshCipher.of(cipher);
    if (known.isEmpty() || !derivation.equals(BCRYPT)) {
      throw locked(
          Text.format("it is encrypted with '%s' and '%s', which is not read", cipher, derivation));
    }
    byte[] salt = field(options);
    int rounds = integer(options);
    require(salt.length > 0 && rounds > 0, "its key derivation has no salt or no rounds");
    require(rounds <= MAX_ROUNDS, Text.format("it has more than %d rounds", MAX_ROUNDS));
    require(integer(blob) == 1, "it holds other than one key");
    byte[] publicKey = field();
    byte[] encrypted = field();
    byte[] tag = take(blob.remaining());
    byte[] derived = derive(passphrase, salt, rounds, known.get());
    byte[] secret;
    try {
      secret = known.get().decrypt(derived, encrypted, tag);
    } catch (GeneralSecurityException e) {
      throw wrongPassphrase();
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
    return plain(publicKey, secret);
  }

  private byte[] derive(Passphrase passphrase, byte[] salt, int rounds, SshCipher cipher)
      throws RejectedException {
    char[] typed = passphrase.ask();
    if (typed.length == 0) {
      throw locked("it is encrypted, and there is no passphrase");
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    byte[] secret = new byte[bytes.remaining()];
    bytes.get(secret);
    byte[] derived = new byte[cipher.keyLength() + cipher.ivLength()];
    new BCrypt().pbkdf(secret, salt, rounds, derived);
    Arrays.fill(typed, ' ');
    Arrays.fill(secret, (byte) 0);
    bytes.clear().put(new byte[bytes.capacity()]);
    return derived;
  }

  private byte[] plain(byte[] publicKey, byte[] secret) throws IOException, RejectedException {
    // One random number, written twice, so that a wrong passphrase shows.
    if (secret.length < 8 || !Arrays.equals(secret, 0, 4, secret, 4, 8)) {
      throw wrongPassphrase();
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    plain.writeBytes(MAGIC);
    write(plain, NONE.getBytes(StandardCharsets.US_ASCII));
    write(plain, NONE.getBytes(StandardCharsets.US_ASCII));
    write(plain, new byte[0]);
    plain.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(1).array());
    write(plain, publicKey);
    write(plain, padded(secret));
    Arrays.fill(secret, (byte) 0);
    return plain.toByteArray();
  }

  /** The key, padded by 1, 2, 3 … to whole blocks of a plain file instead of a cipher's. */
  private static byte[] padded(byte[] secret) {
    int padding = secret[secret.length - 1];
    boolean isPadding = padding > 0 && padding < MAX_PADDING && padding < secret.length;
    for (int i = 1; isPadding && i <= padding; i++) {
      isPadding = secret[secret.length - padding + i - 1] == i;
    }
    int length = secret.length - (isPadding ? padding : 0);
    byte[] padded = Arrays.copyOf(secret, (length + PLAIN_BLOCK - 1) / PLAIN_BLOCK * PLAIN_BLOCK);
    for (int i = length; i < padded.length; i++) {
      padded[i] = (byte) (i - length + 1);
    }
    return padded;
  }

  private String text() throws IOException {
    return new String(field(), StandardCharsets.US_ASCII);
  }

  private byte[] field() throws IOException {
    return field(blob);
  }

  private static byte[] field(ByteBuffer bytes) throws IOException {
    int length = integer(bytes);
    require(length >= 0 && length <= MAX_FIELD, "a field of it has an impossible length");
    return take(bytes, length);
  }

  private static int integer(ByteBuffer bytes) throws IOException {
    return ByteBuffer.wrap(take(bytes, Integer.BYTES)).getInt();
  }

  private byte[] take(int length) throws IOException {
    return take(blob, length);
  }

  private static byte[] take(ByteBuffer bytes, int length) throws IOException {
    require(length <= bytes.remaining(), "it is cut off");
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  private static void write(ByteArrayOutputStream out, byte[] field) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
    out.writeBytes(field);
  }

  private RejectedException wrongPassphrase() {
    return locked("it cannot be decrypted with this passphrase");
  }

  private RejectedException locked(String fact) {
    return new RejectedException(SigningKeyProblems.locked(place, fact));
  }

  private static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }
}
