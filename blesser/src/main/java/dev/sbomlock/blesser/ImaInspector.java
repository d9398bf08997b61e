// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Judges whatever security.ima holds: a digest, or a signature of any version if its key is known.
 *
 * @param verifier whose signatures are judged
 */
record ImaInspector(Optional<FileVerifier> verifier) implements Inspector {

  private static final SecurityXattr ATTRIBUTE = new SecurityXattr(ImaMechanism.XATTR);
  private static final ImaForm DIGEST = new ImaDigestForm();

  @Override
  public BlessMethod method() {
    return BlessMethod.IMA;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return ATTRIBUTE.protection(file, held -> judge(held, expected));
  }

  private Protection judge(byte[] held, Measurement expected) {
    Optional<KernelSignature> signature = KernelSignature.parse(held);
    if (signature.isEmpty()) {
      return DIGEST.judge(held, expected);
    }
    String actual = "0x" + HexFormat.of().formatHex(held);
    KernelSignature found = signature.get();
    if (verifier.isEmpty() || verifier.get().keyId() != found.keyId()) {
      return new Protection.Foreign(actual);
    }
    Digest digest = signed(found, expected);
    return verifier.get().verifies(found, SignatureHash.of(digest), digest.bytes())
        ? new Protection.Blessed()
        : new Protection.Contradicting(actual);
  }

  private static Digest signed(KernelSignature signature, Measurement expected) {
    return signature.type() == KernelSignature.IMA_VERITY
        ? expected.fsverity()
        : expected.require(DigestAlgorithm.SHA256);
  }
}
