// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Text;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * Public keys as OpenSSH writes them, {@code TYPE BASE64 [COMMENT]}: ed25519, RSA and ECDSA (RFC
 * 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4).
 */
final class OpenSshKey {

  private static final byte UNCOMPRESSED = 4;

  private final ByteBuffer blob;

  private OpenSshKey(byte[] blob) {
    this.blob = ByteBuffer.wrap(blob);
  }

  /** Whether a text looks like such a key. */
  static boolean isOne(String text) {
    return text.startsWith("ssh-") || text.startsWith("ecdsa-sha2-");
  }

  /**
   * Reads the one key that the text holds.
   *
   * @throws IllegalArgumentException when it is malformed or of a type that is not accepted
   */
  static PublicKey read(String text) {
    String line = text.strip();
    String[] parts = line.split("[ \t]+", 3);
    if (line.contains("\n") || parts.length < 2) {
      throw new IllegalArgumentException("an OpenSSH key is one line: type, base64, comment");
    }
    OpenSshKey reader = new OpenSshKey(Base64.getDecoder().decode(parts[1]));
    try {
      PublicKey key = reader.key(parts[0]);
      if (reader.blob.hasRemaining()) {
        throw new IllegalArgumentException("something follows the OpenSSH key within its base64");
      }
      return key;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the OpenSSH key is cut off", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no such key can be: " + e.getMessage(), e);
    }
  }

  private PublicKey key(String type) throws GeneralSecurityException {
    String inner = new String(string(), StandardCharsets.US_ASCII);
    if (!inner.equals(type)) {
      throw new IllegalArgumentException(
          Text.format("the OpenSSH key calls itself '%s' and '%s'", type, inner));
    }
    return switch (type) {
      case "ssh-ed25519" -> Ed25519Key.ofRaw(string());
      case "ssh-rsa" -> {
        BigInteger exponent = new BigInteger(string());
        yield KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(new BigInteger(string()), exponent));
      }
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" -> ecdsa(type);
      default ->
          throw new IllegalArgumentException(
              "OpenSSH keys of type '" + type + "' are not accepted");
    };
  }

  private PublicKey ecdsa(String type) throws GeneralSecurityException {
    String curve = new String(string(), StandardCharsets.US_ASCII);
    if (!type.endsWith("-" + curve)) {
      throw new IllegalArgumentException(Text.format("'%s' has no curve '%s'", type, curve));
    }
    byte[] point = string();
    if (point.length < 3 || point.length % 2 == 0 || point[0] != UNCOMPRESSED) {
      throw new IllegalArgumentException("only uncompressed points are accepted");
    }
    int middle = 1 + point.length / 2;
    ECPoint w =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(point, 1, middle)),
            new BigInteger(1, Arrays.copyOfRange(point, middle, point.length)));
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve.replace("nistp", "secp") + "r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(w, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private byte[] string() {
    int length = blob.getInt();
    if (length <= 0 || length > blob.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    blob.get(bytes);
    return bytes;
  }
}
