// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Digests of a file beside the usual two, running while its bytes come. */
public final class FurtherDigests {

  /** Those that are no further ones of a file. */
  private static final Set<DigestAlgorithm> OTHERS =
      Collections.unmodifiableSet(
          EnumSet.of(
              DigestAlgorithm.SHA256,
              DigestAlgorithm.FSVERITY_SHA256,
              DigestAlgorithm.FSVERITY_SHA512,
              DigestAlgorithm.DIR_HASH));

  private final Map<DigestAlgorithm, MessageDigest> running = new EnumMap<>(DigestAlgorithm.class);
  private final boolean fsverityIsCustomary;

  /**
   * Digests with these algorithms.
   *
   * @param algorithms as {@link #among} gives them
   * @param verity how the usual fs-verity digest is made
   */
  public FurtherDigests(Set<DigestAlgorithm> algorithms, VerityParameters verity) {
    algorithms.forEach(algorithm -> running.put(algorithm, messageDigest(algorithm)));
    fsverityIsCustomary = verity.areCustomary();
  }

  /** Those of the algorithms that are further ones. */
  public static Set<DigestAlgorithm> among(Collection<DigestAlgorithm> algorithms) {
    Set<DigestAlgorithm> further = EnumSet.noneOf(DigestAlgorithm.class);
    further.addAll(algorithms);
    further.removeAll(OTHERS);
    return further;
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

  /**
   * What documents can be held against: those of the bytes since the last call, and the usual. An
   * fs-verity digest of other blocks or with a salt is no document's.
   */
  public DigestSet finish(ContentDigester.Measured usual) {
    List<Digest> digests = new ArrayList<>();
    digests.add(usual.sha256());
    if (fsverityIsCustomary) {
      digests.add(usual.fsverity());
    }
    running.forEach((algorithm, digest) -> digests.add(Digest.of(algorithm, digest.digest())));
    return DigestSet.of(digests);
  }

  private static MessageDigest messageDigest(DigestAlgorithm algorithm) {
    String name =
        switch (algorithm) {
          case MD5 -> "MD5";
          case SHA1 -> "SHA-1";
          case SHA384 -> "SHA-384";
          case SHA512 -> "SHA-512";
          case SHA256, FSVERITY_SHA256, FSVERITY_SHA512, DIR_HASH ->
              throw new IllegalArgumentException(
                  algorithm.key() + " is no further digest of a file");
        };
    return Hashing.of(name);
  }
}
