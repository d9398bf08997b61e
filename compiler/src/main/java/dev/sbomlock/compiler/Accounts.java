// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.Claim.Bearing;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Holds what is said of each file against what it measures, and decides its status. */
final class Accounts {

  private final Claims claims;
  private final Requirement requirement;
  private final FileDecisions decisions;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Diagnostic> contradictions = new ArrayList<>();
  private final List<Diagnostic> missing = new ArrayList<>();
  private final Set<Digest> seen = new TreeSet<>();

  private Accounts(Claims claims, Requirement requirement, FileDecisions decisions) {
    this.claims = claims;
    this.requirement = requirement;
    this.decisions = decisions;
  }

  /**
   * Decides.
   *
   * @throws RejectedException with every contradiction and every unmet requirement
   */
  static Accounts settle(
      List<MeasuredFile> files, Claims claims, Requirement requirement, FileDecisions decisions)
      throws RejectedException {
    Accounts accounts = new Accounts(claims, requirement, decisions);
    files.forEach(accounts::account);
    accounts.addMissing();
    accounts.measurements.sort(Comparator.comparing(Measurement::path));
    decisions.without(accounts.measurements);

    List<Diagnostic> refusals = new ArrayList<>(accounts.contradictions);
    refusals.addAll(requirement.refusals());
    if (!refusals.isEmpty()) {
      throw new RejectedException(refusals);
    }
    return accounts;
  }

  /** One for each file, and for each that is missing, by path. */
  List<Measurement> measurements() {
    return measurements;
  }

  /** Unaccounted and missing files. */
  List<Diagnostic> findings() {
    List<Diagnostic> findings = new ArrayList<>(requirement.findings());
    findings.addAll(missing);
    return findings;
  }

  private void account(MeasuredFile file) {
    seen.add(file.sha256());
    SortedSet<Evidence> evidence = new TreeSet<>();
    Set<Integer> owners = new TreeSet<>();
    Set<Integer> parts = new TreeSet<>();
    boolean contradicted = false;
    for (Claim stated : claims.of(file.path())) {
      boolean differs =
          stated.digests().compare(file.digests()) == DigestSet.Agreement.CONTRADICTED;
      boolean editable = stated.bearing() == Bearing.OWNS_EDITABLE;
      if (differs && !editable) {
        contradicted = true;
        contradictions.add(contradiction(file, stated));
      } else if (stated.bearing() == Bearing.IS_PART) {
        decisions.isPart(file.path(), stated);
        parts.addAll(stated.owners());
      } else {
        if (differs) {
          decisions.isChangedOnPurpose(file.path(), stated);
        } else {
          decisions.agrees(file.path(), stated);
        }
        Claim claim = differs ? stated.ofOwnership() : stated;
        evidence.add(claim.evidence());
        owners.addAll(claim.owners());
      }
    }
    for (Claim archive : claims.ofArchive(file.sha256())) {
      decisions.isArchive(file.path(), archive);
      evidence.add(
          archive.source() == Claim.Source.LINK
              ? archive.evidence()
              : new Evidence(EvidenceKind.ARCHIVE_DIGEST, archive.from()));
      owners.addAll(archive.owners());
    }
    boolean accounted =
        !contradicted && requirement.isMet(file.path(), evidence, owners, nobodyNames(file.path()));
    // Who revokes or looks up a library means what it is built into, too.
    parts.addAll(owners);
    measurements.add(
        new Measurement(
            file.path(),
            file.content(),
            file.identity(),
            List.copyOf(parts),
            List.copyOf(evidence),
            contradicted
                ? Status.CONTRADICTED
                : accounted ? Status.ACCOUNTED : Status.UNACCOUNTED));
  }

  private String nobodyNames(ArtifactPath file) {
    return claims.lackOf(file).orElse("no SBOM, link or package names it");
  }

  private static Diagnostic contradiction(MeasuredFile file, Claim claim) {
    for (Digest stated : claim.digests().digests()) {
      Digest actual = file.digests().get(stated.algorithm()).orElse(stated);
      if (!actual.equals(stated)) {
        return CompilerProblems.contradicted(
            file.path().text(), "'" + claim.from() + "'", stated, actual);
      }
    }
    throw new IllegalStateException("a contradiction has a digest that differs");
  }

  private void addMissing() {
    claims
        .ofAbsentFiles()
        .forEach(
            (path, said) -> {
              Set<Evidence> evidence = new TreeSet<>();
              Set<Integer> owners = new TreeSet<>();
              Set<Digest> digests = new TreeSet<>();
              said.forEach(
                  claim -> {
                    evidence.add(claim.evidence());
                    owners.addAll(claim.owners());
                    digests.addAll(claim.digests().digests());
                  });
              // An archive of a bare name was found, wherever it lies.
              if (digests.stream().anyMatch(seen::contains)) {
                return;
              }
              missing.add(
                  CompilerProblems.missing(
                      path.text(), "'" + evidence.iterator().next().from() + "'"));
              measurements.add(
                  new Measurement(
                      path,
                      null,
                      agreed(digests),
                      List.copyOf(owners),
                      List.copyOf(evidence),
                      Status.MISSING));
            });
  }

  /** The digests, or none when SBOMs differ on a file that is not there to decide between them. */
  private static DigestSet agreed(Set<Digest> digests) {
    try {
      return DigestSet.of(digests);
    } catch (IllegalArgumentException differing) {
      return DigestSet.empty();
    }
  }
}
