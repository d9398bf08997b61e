// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Judges portable signatures in security.evm.
 *
 * @param ima judges security.ima, which they sign
 * @param verifier whose signatures are judged
 */
record EvmInspector(Inspector ima, FileVerifier verifier) implements Inspector {

  private static final SecurityXattr ATTRIBUTE = new SecurityXattr(EvmMechanism.XATTR);

  @Override
  public BlessMethod method() {
    return BlessMethod.EVM_PORTABLE;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return ATTRIBUTE.protection(file, held -> judge(held, file, expected));
  }

  private Protection judge(byte[] held, FileDescriptor file, Measurement expected)
      throws NativeException {
    String actual = "0x" + HexFormat.of().formatHex(held);
    Optional<KernelSignature> signature = KernelSignature.parse(held);
    if (signature.isEmpty() || signature.get().keyId() != verifier.keyId()) {
      return new Protection.Foreign(actual);
    }
    // What security.ima will hold is not there yet, and so it cannot be signed yet.
    boolean same =
        ima.protection(file, expected) instanceof Protection.Blessed
            && isOurs(signature.get(), digest(file, file.status()), verifier);
    return same ? new Protection.Blessed() : new Protection.Contradicting(actual);
  }

  /** Whether a signature is that key's over that digest, and portable. */
  static boolean isOurs(KernelSignature held, byte[] digest, FileVerifier verifier) {
    return held.type() == KernelSignature.EVM_PORTABLE
        && held.version() == 2
        && verifier.verifies(held, SignatureHash.SHA256, digest);
  }

  /** What the kernel computes of the file's attributes before it verifies the signature. */
  static byte[] digest(FileDescriptor file, FileStatus status) throws NativeException {
    EvmDigest digest = new EvmDigest();
    for (String name : EvmDigest.SIGNED) {
      Xattrs.get(file, name).ifPresent(digest::attribute);
    }
    return digest.finish(status.uid(), status.gid(), status.mode());
  }
}
