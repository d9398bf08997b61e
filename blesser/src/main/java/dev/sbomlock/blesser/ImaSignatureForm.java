// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/** security.ima as a signature. Equal content has one signature, which is made once. */
final class ImaSignatureForm implements ImaForm {

  private final int type;
  private final int version;
  private final Function<Measurement, Digest> signed;
  private final FileSigner signer;
  private final SignedDigests signatures;

  private ImaSignatureForm(
      int type, int version, Function<Measurement, Digest> signed, FileSigner signer) {
    this.type = type;
    this.version = version;
    this.signed = signed;
    this.signer = signer;
    this.signatures = new SignedDigests(type, version, signer);
  }

  static ImaSignatureForm of(BlessMethod method, FileSigner signer) {
    return switch (method) {
      case IMA_SIG ->
          new ImaSignatureForm(KernelSignature.IMA, 2, ImaSignatureForm::content, signer);
      case IMA_SIGV3 ->
          new ImaSignatureForm(KernelSignature.IMA, 3, ImaSignatureForm::content, signer);
      case IMA_SIGV3_VERITY ->
          new ImaSignatureForm(KernelSignature.IMA_VERITY, 3, Measurement::fsverity, signer);
      case FSVERITY, IMA, EVM_PORTABLE, BPF_XATTR ->
          throw new IllegalArgumentException("no signature in security.ima: " + method);
    };
  }

  private static Digest content(Measurement expected) {
    return expected.require(DigestAlgorithm.SHA256);
  }

  @Override
  public byte[] value(Measurement expected) {
    return signatures.of(signed.apply(expected)).encode();
  }

  /**
   * ECDSA signs anew each time, so what counts is whether the signature verifies. What this key
   * signed, or nobody, may be replaced.
   */
  @Override
  public Protection judge(byte[] held, Measurement expected) {
    String actual = "0x" + HexFormat.of().formatHex(held);
    Optional<KernelSignature> signature = KernelSignature.parse(held);
    if (signature.isEmpty()) {
      return held.length > 0 && (held[0] == DIGEST || held[0] == DIGEST_NG)
          ? new Protection.Contradicting(actual)
          : new Protection.Foreign(actual);
    }
    KernelSignature found = signature.get();
    if (found.keyId() != signer.keyId()) {
      return new Protection.Foreign(actual);
    }
    Digest digest = signed.apply(expected);
    boolean same =
        found.type() == type
            && found.version() == version
            && signer.verifies(found, SignatureHash.of(digest), digest.bytes());
    return same ? new Protection.Blessed() : new Protection.Contradicting(actual);
  }
}
