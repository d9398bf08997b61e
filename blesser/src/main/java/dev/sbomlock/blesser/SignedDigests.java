// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.KernelSignature;
import dev.sbomlock.blesser.signing.SignatureHash;
import dev.sbomlock.manifest.Digest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Signatures of one kind over digests. Equal digests have one, which is made once. */
final class SignedDigests {

  private final int type;
  private final int version;
  private final FileSigner signer;
  private final Map<Digest, KernelSignature> made = new ConcurrentHashMap<>();

  /**
   * Of that kind.
   *
   * @param type as {@link KernelSignature#type}
   * @param version 2 or 3
   */
  SignedDigests(int type, int version, FileSigner signer) {
    this.type = type;
    this.version = version;
    this.signer = signer;
  }

  FileSigner signer() {
    return signer;
  }

  KernelSignature of(Digest digest) {
    return made.computeIfAbsent(
        digest, wanted -> signer.sign(type, version, SignatureHash.of(wanted), wanted.bytes()));
  }
}
