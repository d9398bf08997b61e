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
import java.util.Optional;

/**
 * Blesses by writing security.evm as a portable signature over security.ima and what else the
 * kernel would judge by: other labels, capabilities, owner and mode (security/integrity/evm,
 * evm_calc_hmac_or_hash). It holds on whatever file system the file is copied to.
 */
final class EvmMechanism implements Mechanism {

  static final String XATTR = "security.evm";

  // EVM_XATTR_HMAC: the kernel's own, which it makes anew whenever it wants.
  private static final String HMAC = "0x02";

  private final SecurityXattr attribute = new SecurityXattr(XATTR);
  private final Mechanism ima;
  private final FileSigner signer;
  private final Inspector inspector;

  /**
   * Signs what another mechanism has written.
   *
   * @param ima the mechanism that writes security.ima
   */
  EvmMechanism(Mechanism ima, FileSigner signer) {
    this.ima = ima;
    this.signer = signer;
    this.inspector = new EvmInspector(ima, signer.verifier());
  }

  @Override
  public BlessMethod method() {
    return inspector.method();
  }

  @Override
  public Protection protection(FileDescriptor file, Measurement expected) throws NativeException {
    Protection held = inspector.protection(file, expected);
    return held instanceof Protection.Foreign foreign && foreign.actual().startsWith(HMAC)
        ? new Protection.Contradicting(foreign.actual())
        : held;
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
    byte[] digest = EvmInspector.digest(file, appraised);
    KernelSignature signature =
        signer.sign(KernelSignature.EVM_PORTABLE, 2, SignatureHash.SHA256, digest);
    Xattrs.set(file, XATTR, signature.encode());
    boolean holds =
        ima.protection(file, expected) instanceof Protection.Blessed
            && Arrays.equals(EvmInspector.digest(file, file.status()), digest);
    if (!holds) {
      Xattrs.remove(file, XATTR);
      return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
    }
    return Optional.empty();
  }
}
