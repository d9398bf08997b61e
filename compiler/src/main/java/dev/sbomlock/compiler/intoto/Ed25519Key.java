// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Text;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Ed25519 keys as their 32 bytes. */
final class Ed25519Key {

  /** The DER of a SubjectPublicKeyInfo for ed25519, up to the 32 bytes of the key (RFC 8410). */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int LENGTH = 32;

  private Ed25519Key() {}

  /**
   * The key of these bytes.
   *
   * @throws IllegalArgumentException when they are not 32, or no point of the curve
   */
  static PublicKey ofRaw(byte[] raw) {
    if (raw.length != LENGTH) {
      throw new IllegalArgumentException(
          Text.format("an ed25519 key has 64 hex digits, not %d", 2 * raw.length));
    }
    byte[] der = new byte[PREFIX.length + raw.length];
    System.arraycopy(PREFIX, 0, der, 0, PREFIX.length);
    System.arraycopy(raw, 0, der, PREFIX.length, raw.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is of no kind that is accepted", e);
    }
  }
}
