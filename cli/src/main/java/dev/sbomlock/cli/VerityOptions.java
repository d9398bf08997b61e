// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.manifest.VerityParameters.Hash;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How fs-verity digests are made, in the words of the {@code fsverity} tool. */
final class VerityOptions {

  private final Usage usage;
  private final Supplier<Hash> hash;
  private final Supplier<Integer> blockSize;
  private final Supplier<String> salt;

  VerityOptions(Usage usage) {
    this.usage = usage;
    hash =
        usage
            .option("--fsverity-hash-alg")
            .takes("sha256|sha512", VerityOptions::hash)
            .says(
                "The hash of fs-verity's trees, which the manifest records and 'bless' enables"
                    + " (default: ${DEFAULT-VALUE}).")
            .otherwise("sha256");
    blockSize =
        usage
            .option("--fsverity-block-size")
            .takes("BYTES", Integer.class)
            .says(
                "Their blocks: a power of two, at least 1024, and at most what the file system's"
                    + " blocks and the memory's pages have where the files are blessed (default:"
                    + " ${DEFAULT-VALUE}).")
            .otherwise("4096");
    salt =
        usage
            .option("--fsverity-salt")
            .takes("HEX", String.class)
            .says("Their salt, at most 32 bytes in lower-case hex digits (default: none).")
            .otherwise("");
  }

  VerityParameters parameters() {
    try {
      return new VerityParameters(hash.get(), blockSize.get(), salt.get());
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Hash hash(String name) {
    return Stream.of(Hash.values())
        .filter(known -> known.key().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("expected sha256 or sha512, not '" + name + "'"));
  }
}
