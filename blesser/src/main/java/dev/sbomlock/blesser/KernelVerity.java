// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Verity;
import java.util.Optional;

/** fs-verity in the kernel, in the manifest's words. */
public final class KernelVerity {

  private KernelVerity() {}

  /**
   * Enables it with these parameters.
   *
   * @throws NativeException as {@link Verity#enable} does
   */
  public static void enable(FileDescriptor file, VerityParameters parameters)
      throws NativeException {
    Verity.enable(file, parameters.hash().number(), parameters.blockSize(), parameters.salt());
  }

  /** Whether the kernel measured that digest. */
  public static boolean is(Verity.Measured held, Digest digest) {
    Optional<VerityParameters.Hash> hash = VerityParameters.Hash.ofNumber(held.algorithm());
    return hash.isPresent()
        && hash.get().algorithm() == digest.algorithm()
        && held.hex().equals(digest.hex());
  }

  /** The digest that the kernel measured, for people. */
  public static String describe(Verity.Measured held) {
    String algorithm =
        VerityParameters.Hash.ofNumber(held.algorithm())
            .map(hash -> hash.algorithm().key())
            .orElse("fs-verity algorithm " + held.algorithm());
    return algorithm + ":" + held.hex();
  }
}
