// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Digests of one artifact, at most one an algorithm (in-toto DigestSet).
 *
 * @param byAlgorithm the digests, in the order of {@link DigestAlgorithm}
 */
public record DigestSet(Map<DigestAlgorithm, Digest> byAlgorithm) {

  private static final DigestSet EMPTY = new DigestSet(Map.of());

  /** Copies the map and checks that each digest stands under its own algorithm. */
  public DigestSet {
    Map<DigestAlgorithm, Digest> sorted = new EnumMap<>(DigestAlgorithm.class);
    byAlgorithm.forEach(
        (algorithm, digest) -> {
          if (digest.algorithm() != algorithm) {
            throw new IllegalArgumentException(digest + " stands under " + algorithm.key());
          }
          sorted.put(algorithm, digest);
        });
    byAlgorithm = Collections.unmodifiableMap(sorted);
  }

  /** The set without digests. */
  public static DigestSet empty() {
    return EMPTY;
  }

  /** A set of the given digests; see {@link #of(Collection)}. */
  public static DigestSet of(Digest... digests) {
    return of(List.of(digests));
  }

  /**
   * A set of the given digests; equal ones are kept once.
   *
   * @throws IllegalArgumentException when two of one algorithm differ
   */
  public static DigestSet of(Collection<Digest> digests) {
    Map<DigestAlgorithm, Digest> map = new EnumMap<>(DigestAlgorithm.class);
    for (Digest digest : digests) {
      Digest before = map.putIfAbsent(digest.algorithm(), digest);
      if (before != null && !before.equals(digest)) {
        throw new IllegalArgumentException(
            "two different digests of one artifact: " + before + " and " + digest);
      }
    }
    return new DigestSet(map);
  }

  /** The digest of that algorithm, if there is one. */
  public Optional<Digest> get(DigestAlgorithm algorithm) {
    return Optional.ofNullable(byAlgorithm.get(algorithm));
  }

  /** The digests, in the order of {@link DigestAlgorithm}. */
  public Collection<Digest> digests() {
    return byAlgorithm.values();
  }

  /** Whether there is no digest at all. */
  public boolean isEmpty() {
    return byAlgorithm.isEmpty();
  }

  /**
   * How another set of digests of the supposedly same artifact compares: every shared algorithm
   * must agree.
   */
  public Agreement compare(DigestSet other) {
    boolean shared = false;
    for (Digest digest : byAlgorithm.values()) {
      Digest theirs = other.byAlgorithm.get(digest.algorithm());
      if (theirs == null) {
        continue;
      }
      if (!theirs.equals(digest)) {
        return Agreement.CONTRADICTED;
      }
      shared = true;
    }
    return shared ? Agreement.AGREED : Agreement.INCOMPARABLE;
  }

  /** The outcome of comparing two digest sets. */
  public enum Agreement {
    /** At least one algorithm is shared and all shared ones agree. */
    AGREED,
    /** A shared algorithm differs. */
    CONTRADICTED,
    /** No algorithm is shared. */
    INCOMPARABLE
  }
}
