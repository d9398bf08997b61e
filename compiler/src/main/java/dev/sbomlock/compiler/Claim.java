// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.manifest.DigestAlgorithm.Strength;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import java.util.Set;

/**
 * Someone says that a file belongs where it is, and perhaps what its content is.
 *
 * @param source what kind of document says so
 * @param from the evidence's origin
 * @param digests of the file's content, or none
 * @param owners the components it belongs to
 * @param bearing what the claim means for the file
 */
record Claim(Source source, String from, DigestSet digests, Set<Integer> owners, Bearing bearing) {

  /** A claim about a file that nobody may change. */
  Claim(Source source, String from, DigestSet digests, Set<Integer> owners) {
    this(source, from, digests, owners, Bearing.OWNS);
  }

  /** Copies the set. */
  Claim {
    owners = Set.copyOf(owners);
  }

  /** What this claim is worth once the content agrees with it. */
  Evidence evidence() {
    return new Evidence(source.evidence(digests), from);
  }

  /** The same claim without its digests: who owns a file that was changed on purpose. */
  Claim ofOwnership() {
    return new Claim(source, from, DigestSet.empty(), owners);
  }

  /** Whether the claim is worth anything: weak digests alone do not carry a link. */
  boolean counts() {
    return source != Source.LINK || isStrong(digests);
  }

  private static boolean isStrong(DigestSet digests) {
    return digests.digests().stream()
        .anyMatch(digest -> digest.algorithm().strength() == Strength.STRONG);
  }

  /** What a claim means for its file. */
  enum Bearing {
    /** The file is the owners', as it was. */
    OWNS,
    /** The file is the owners', and another content contradicts nothing, as of configuration. */
    OWNS_EDITABLE,
    /** The owners are in the file, which accounts for nothing. */
    IS_PART
  }

  /** What kind of document makes a claim. */
  enum Source {
    LINK,
    SBOM,
    PACKAGE_DATABASE;

    /** The evidence that agreeing digests of this source are. */
    EvidenceKind evidence(DigestSet digests) {
      if (digests.isEmpty()) {
        return EvidenceKind.OWNERSHIP;
      }
      boolean strong = isStrong(digests);
      return switch (this) {
        case LINK -> EvidenceKind.IN_TOTO_PRODUCT;
        case SBOM -> strong ? EvidenceKind.SBOM_DIGEST : EvidenceKind.SBOM_DIGEST_WEAK;
        case PACKAGE_DATABASE ->
            strong ? EvidenceKind.PACKAGE_DIGEST_STRONG : EvidenceKind.PACKAGE_DIGEST_WEAK;
      };
    }
  }
}
