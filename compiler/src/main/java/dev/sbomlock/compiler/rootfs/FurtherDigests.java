// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Digests of a file beside the usual two, running while its bytes come. */
public final class FurtherDigests {

  private final Map<DigestAlgorithm, MessageDigest> running = new EnumMap<>(DigestAlgorithm.class);

  /** Digests with these algorithms: none of sha256, fsverity-sha256 and dirHash. */
  public FurtherDigests(Set<DigestAlgorithm> algorithms) {
    algorithms.forEach(algorithm -> running.put(algorithm, messageDigest(algorithm)));
  }

  /** Whether there is nothing to compute. */
  boolean isEmpty() {
    return running.isEmpty();
  }

  /** Takes the next bytes. */
  public void update(byte[] bytes, int offset, int length) {
    running.values().forEach(digest -> digest.update(bytes, offset, length));
  }

  /** Takes the next bytes. */
  void update(ByteBuffer bytes) {
    running.values().forEach(digest -> digest.update(bytes.duplicate()));
  }

  /** The digests of the bytes since the last call. */
  public List<Digest> finish() {
    List<Digest> digests = new ArrayList<>();
    running.forEach((algorithm, digest) -> digests.add(Digest.of(algorithm, digest.digest())));
    return digests;
  }

  private static MessageDigest messageDigest(DigestAlgorithm algorithm) {
    String name =
        switch (algorithm) {
          case MD5 -> "MD5";
          case SHA1 -> "SHA-1";
          case SHA384 -> "SHA-384";
          case SHA512 -> "SHA-512";
          case SHA256, FSVERITY_SHA256, DIR_HASH ->
              throw new IllegalArgumentException(
                  algorithm.key() + " is no further digest of a file");
        };
    return Hashing.of(name);
  }
}
