// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What security.bpf.sbomlock holds (docs/adr/0046): version, kind of digest, the digest, and a
 * signature over it as security.ima has in version 3.
 *
 * @param kind of the digest
 * @param digest of the content or of fs-verity
 * @param signature over kind and digest
 */
record BpfValue(Kind kind, Digest digest, KernelSignature signature) {

  static final String XATTR = "security.bpf.sbomlock";

  private static final byte VERSION = 1;
  private static final int DIGEST = 4;
  private static final int DIGEST_SIZE = 32;
  private static final int SIGNATURE = DIGEST + DIGEST_SIZE;

  /** What is digested. */
  enum Kind {
    /** The content. */
    CONTENT(1, DigestAlgorithm.SHA256, KernelSignature.IMA),
    /** The content's blocks, by fs-verity. */
    VERITY(2, DigestAlgorithm.FSVERITY_SHA256, KernelSignature.IMA_VERITY);

    private final int number;
    private final DigestAlgorithm algorithm;
    private final int signatureType;

    Kind(int number, DigestAlgorithm algorithm, int signatureType) {
      this.number = number;
      this.algorithm = algorithm;
      this.signatureType = signatureType;
    }

    /** The first octet of its signature. */
    int signatureType() {
      return signatureType;
    }

    /** What the manifest expects of that kind. */
    Digest of(Measurement expected) {
      return expected.require(algorithm);
    }
  }

  byte[] encode() {
    byte[] signed = signature.encode();
    return ByteBuffer.allocate(SIGNATURE + signed.length)
        .put(VERSION)
        .put((byte) kind.number)
        .putShort((short) DIGEST_SIZE)
        .put(digest.bytes())
        .put(signed)
        .array();
  }

  /** The value, or empty when it is something else. */
  static Optional<BpfValue> parse(byte[] held) {
    if (held.length <= SIGNATURE) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(held);
    byte version = buffer.get();
    int number = buffer.get();
    int size = buffer.getShort();
    byte[] digest = new byte[DIGEST_SIZE];
    buffer.get(digest);
    byte[] signed = new byte[buffer.remaining()];
    buffer.get(signed);
    for (Kind kind : Kind.values()) {
      if (version == VERSION && number == kind.number && size == DIGEST_SIZE) {
        return KernelSignature.parse(signed)
            .filter(found -> found.type() == kind.signatureType && found.version() == 3)
            .map(found -> new BpfValue(kind, Digest.of(kind.algorithm, digest), found));
      }
    }
    return Optional.empty();
  }

  /** What a value is that a file holds, in the eyes of who knows that key. */
  static Protection judge(byte[] held, Measurement expected, FileVerifier verifier) {
    String actual = "0x" + HexFormat.of().formatHex(held);
    Optional<BpfValue> value = parse(held);
    if (value.isEmpty()) {
      return new Protection.Foreign(actual);
    }
    BpfValue found = value.get();
    if (found.signature.keyId() != verifier.keyId()) {
      return new Protection.Foreign(actual);
    }
    boolean same =
        found.digest.equals(found.kind.of(expected))
            && verifier.verifies(found.signature, SignatureHash.SHA256, found.digest.bytes());
    return same ? new Protection.Blessed() : new Protection.Contradicting(actual);
  }
}
