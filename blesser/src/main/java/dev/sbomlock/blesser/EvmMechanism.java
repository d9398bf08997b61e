// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Xattrs;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Blesses by writing security.evm as a portable signature over security.ima and what else the
 * kernel would judge by: other labels, capabilities, owner and mode (security/integrity/evm,
 * evm_calc_hmac_or_hash). It holds on whatever file system the file is copied to.
 */
final class EvmMechanism implements Mechanism {

  static final String XATTR = "security.evm";

  // EVM_XATTR_HMAC: the kernel's own, which it makes anew whenever it wants.
  private static final byte HMAC = 2;

  private final SecurityXattr attribute = new SecurityXattr(XATTR);
  private final Mechanism ima;
  private final FileSigner signer;

  /**
   * Signs what another mechanism has written.
   *
   * @param ima the mechanism that writes security.ima
   */
  EvmMechanism(Mechanism ima, FileSigner signer) {
    this.ima = ima;
    this.signer = signer;
  }

  @Override
  public BlessMethod method() {
    return BlessMethod.EVM_PORTABLE;
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    return attribute.protection(file, held -> judge(held, file, expected));
  }

  private Protection judge(byte[] held, FileDescriptor file, Measurement expected)
      throws NativeException {
    String actual = "0x" + HexFormat.of().formatHex(held);
    Optional<KernelSignature> signature = KernelSignature.parse(held);
    if (signature.isEmpty()) {
      return held.length > 0 && held[0] == HMAC
          ? new Protection.Contradicting(actual)
          : new Protection.Foreign(actual);
    }
    if (signature.get().keyId() != signer.keyId()) {
      return new Protection.Foreign(actual);
    }
    // What security.ima will hold is not there yet, and so it cannot be signed yet.
    boolean same =
        ima.protection(file, expected) instanceof Protection.Blessed
            && isOurs(signature.get(), digest(file, file.status()), signer);
    return same ? new Protection.Blessed() : new Protection.Contradicting(actual);
  }

  @Override
  public Optional<Obstacle> obstacle(
      FileDescriptor file, Measurement expected, Protection protection) throws NativeException {
    return attribute.obstacle(expected, protection);
  }

  @Override
  public Optional<Obstacle> bless(FileDescriptor file, Measurement expected, FileStatus appraised)
      throws NativeException, IOException {
    // Owner and mode as they were appraised: who changes them meanwhile gets no signature for it.
    byte[] digest = digest(file, appraised);
    KernelSignature signature =
        signer.sign(KernelSignature.EVM_PORTABLE, 2, SignatureHash.SHA256, digest);
    Xattrs.set(file, XATTR, signature.encode());
    boolean holds =
        ima.protection(file, expected) instanceof Protection.Blessed
            && Arrays.equals(digest(file, file.status()), digest);
    if (!holds) {
      Xattrs.remove(file, XATTR);
      return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
    }
    return Optional.empty();
  }

  /** Whether a signature is this signer's over that digest, and portable. */
  static boolean isOurs(KernelSignature held, byte[] digest, FileSigner signer) {
    return held.type() == KernelSignature.EVM_PORTABLE
        && held.version() == 2
        && signer.verifies(held, SignatureHash.SHA256, digest);
  }

  /** What the kernel computes of the file's attributes before it verifies the signature. */
  private static byte[] digest(FileDescriptor file, FileStatus status) throws NativeException {
    EvmDigest digest = new EvmDigest();
    for (String name : EvmDigest.SIGNED) {
      Xattrs.get(file, name).ifPresent(digest::attribute);
    }
    return digest.finish(status.uid(), status.gid(), status.mode());
  }
}
