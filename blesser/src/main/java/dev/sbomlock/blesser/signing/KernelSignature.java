// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A signature as security.ima and security.evm hold it: struct signature_v2_hdr
 * (security/integrity/integrity.h), big endian, and then the signature.
 */
public final class KernelSignature {

  /** EVM_IMA_XATTR_DIGSIG: over a file's content. */
  public static final int IMA = 3;

  /** EVM_XATTR_PORTABLE_DIGSIG: over attributes, whatever the inode's number. */
  public static final int EVM_PORTABLE = 5;

  /** IMA_VERITY_DIGSIG: over a file's fs-verity digest. */
  public static final int IMA_VERITY = 6;

  private static final int HEADER = 9;

  private final int type;
  private final int version;
  private final int hash;
  private final int keyId;
  private final byte[] bytes;

  KernelSignature(int type, int version, int hash, int keyId, byte[] bytes) {
    this.type = type;
    this.version = version;
    this.hash = hash;
    this.keyId = keyId;
    this.bytes = bytes;
  }

  /** The first octet, of enum evm_ima_xattr_type. */
  public int type() {
    return type;
  }

  /** 2 or 3. */
  public int version() {
    return version;
  }

  /** HASH_ALGO_*. */
  public int hash() {
    return hash;
  }

  /** The last four octets of the signer's subject key identifier. */
  public int keyId() {
    return keyId;
  }

  /** RSA's octets, or ECDSA's in DER. */
  byte[] bytes() {
    return bytes.clone();
  }

  /** Its octets. */
  public byte[] encode() {
    return ByteBuffer.allocate(HEADER + bytes.length)
        .put((byte) type)
        .put((byte) version)
        .put((byte) hash)
        .putInt(keyId)
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }

  /** The signature that an attribute holds, or empty when it holds something else. */
  public static Optional<KernelSignature> parse(byte[] value) {
    if (value.length <= HEADER) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    int type = buffer.get();
    int version = buffer.get();
    int hash = buffer.get();
    int keyId = buffer.getInt();
    byte[] bytes = new byte[Short.toUnsignedInt(buffer.getShort())];
    boolean known = type == IMA || type == EVM_PORTABLE || type == IMA_VERITY;
    if (!known || version < 2 || bytes.length != buffer.remaining()) {
      return Optional.empty();
    }
    buffer.get(bytes);
    return Optional.of(new KernelSignature(type, version, hash, keyId, bytes));
  }
}
