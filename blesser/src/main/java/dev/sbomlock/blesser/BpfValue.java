// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

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
  private static final int HEADER = 4;

  /** What is digested. */
  enum Kind {
    /** The content. */
    CONTENT(1, KernelSignature.IMA),
    /** The content's blocks, by fs-verity. */
    VERITY(2, KernelSignature.IMA_VERITY);

    private final int number;
    private final int signatureType;

    Kind(int number, int signatureType) {
      this.number = number;
      this.signatureType = signatureType;
    }

    private static Optional<Kind> ofNumber(int number) {
      return Stream.of(values()).filter(kind -> kind.number == number).findFirst();
    }

    private Optional<DigestAlgorithm> ofLength(int length) {
      Stream<DigestAlgorithm> algorithms =
          this == CONTENT
              ? Stream.of(DigestAlgorithm.SHA256)
              : Stream.of(VerityParameters.Hash.values()).map(VerityParameters.Hash::algorithm);
      return algorithms.filter(algorithm -> algorithm.length() == length).findFirst();
    }

    /** The first octet of its signature. */
    int signatureType() {
      return signatureType;
    }

    /** What the manifest expects of that kind. */
    Digest of(Measurement expected) {
      return this == VERITY ? expected.fsverity() : expected.require(DigestAlgorithm.SHA256);
    }
  }

  byte[] encode() {
    byte[] digested = digest.bytes();
    byte[] signed = signature.encode();
    return ByteBuffer.allocate(HEADER + digested.length + signed.length)
        .put(VERSION)
        .put((byte) kind.number)
        .putShort((short) digested.length)
        .put(digested)
        .put(signed)
        .array();
  }

  /** The value, or empty when it is something else. */
  static Optional<BpfValue> parse(byte[] held) {
    if (held.length < HEADER) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.wrap(held);
    byte version = value.get();
    Optional<Kind> kind = Kind.ofNumber(value.get());
    int length = Short.toUnsignedInt(value.getShort());
    Optional<DigestAlgorithm> algorithm = kind.flatMap(known -> known.ofLength(length));
    if (version != VERSION || algorithm.isEmpty() || value.remaining() <= length) {
      return Optional.empty();
    }
    byte[] digested = new byte[length];
    value.get(digested);
    byte[] signed = new byte[value.remaining()];
    value.get(signed);
    return KernelSignature.parse(signed)
        .filter(found -> found.type() == kind.get().signatureType && found.version() == 3)
        .map(found -> new BpfValue(kind.get(), Digest.of(algorithm.get(), digested), found));
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
            && verifier.verifies(
                found.signature, SignatureHash.of(found.digest), found.digest.bytes());
    return same ? new Protection.Blessed() : new Protection.Contradicting(actual);
  }
}
