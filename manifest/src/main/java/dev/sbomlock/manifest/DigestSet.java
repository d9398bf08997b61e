// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Digests of one artifact, at most one an algorithm (in-toto DigestSet).
 *
 * @param digests in the order of {@link DigestAlgorithm}
 */
public record DigestSet(List<Digest> digests) {

  private static final DigestSet EMPTY = new DigestSet(List.of());

  /**
   * Copies the list and sorts it; equal digests are kept once.
   *
   * @throws IllegalArgumentException when two of one algorithm differ
   */
  public DigestSet {
    digests = Sorted.copyOf(digests);
    for (int i = 1; i < digests.size(); i++) {
      if (digests.get(i - 1).algorithm() == digests.get(i).algorithm()) {
        throw new IllegalArgumentException(
            "two different digests of one artifact: "
                + digests.get(i - 1)
                + " and "
                + digests.get(i));
      }
    }
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
    return digests.isEmpty() ? EMPTY : new DigestSet(List.copyOf(digests));
  }

  /** The digest of that algorithm, if there is one. */
  public Optional<Digest> get(DigestAlgorithm algorithm) {
    return Optional.ofNullable(find(algorithm));
  }

  /** The fs-verity digest, whatever its hash, if there is one. */
  public Optional<Digest> fsverity() {
    for (Digest digest : digests) {
      if (digest.algorithm().isFsverity()) {
        return Optional.of(digest);
      }
    }
    return Optional.empty();
  }

  private @Nullable Digest find(DigestAlgorithm algorithm) {
    for (Digest digest : digests) {
      if (digest.algorithm() == algorithm) {
        return digest;
      }
    }
    return null;
  }

  /** What its digests were computed with. */
  public Set<DigestAlgorithm> algorithms() {
    Set<DigestAlgorithm> algorithms = EnumSet.noneOf(DigestAlgorithm.class);
    digests.forEach(digest -> algorithms.add(digest.algorithm()));
    return algorithms;
  }

  /** Whether there is no digest at all. */
  public boolean isEmpty() {
    return digests.isEmpty();
  }

  /**
   * How another set of digests of the supposedly same artifact compares: every shared algorithm
   * must agree.
   */
  public Agreement compare(DigestSet other) {
    boolean shared = false;
    for (Digest digest : digests) {
      Digest theirs = other.find(digest.algorithm());
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
