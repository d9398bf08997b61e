// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds what is said of each file against what it measures, and decides its status. */
final class Accounts {

  private final Claims claims;
  private final CompileRequest request;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Diagnostic> contradictions = new ArrayList<>();
  private final List<Diagnostic> unaccounted = new ArrayList<>();
  private final List<Diagnostic> missing = new ArrayList<>();
  private final Set<Digest> seen = new TreeSet<>();

  private Accounts(Claims claims, CompileRequest request) {
    this.claims = claims;
    this.request = request;
  }

  /**
   * Decides.
   *
   * @throws RejectedException with every contradiction, and with every unaccounted file when the
   *     request denies them
   */
  static Accounts settle(List<MeasuredFile> files, Claims claims, CompileRequest request)
      throws RejectedException {
    Accounts accounts = new Accounts(claims, request);
    files.forEach(accounts::account);
    accounts.addMissing();
    accounts.measurements.sort(Comparator.comparing(Measurement::path));

    List<Diagnostic> refusals = new ArrayList<>(accounts.contradictions);
    if (request.unaccounted() == CompileRequest.Unaccounted.DENY) {
      refusals.addAll(accounts.unaccounted);
    }
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
    List<Diagnostic> findings = new ArrayList<>(unaccounted);
    findings.addAll(missing);
    return findings;
  }

  private void account(MeasuredFile file) {
    seen.add(file.sha256());
    Set<Evidence> evidence = new TreeSet<>();
    Set<Integer> owners = new TreeSet<>();
    boolean contradicted = false;
    for (Claim claim : claims.of(file.path())) {
      if (claim.digests().compare(file.digests()) == DigestSet.Agreement.CONTRADICTED) {
        contradicted = true;
        contradictions.add(contradiction(file, claim));
        continue;
      }
      evidence.add(claim.evidence());
      owners.addAll(claim.owners());
    }
    for (Claim archive : claims.ofArchive(file.sha256())) {
      evidence.add(
          archive.source() == Claim.Source.LINK
              ? archive.evidence()
              : new Evidence(EvidenceKind.ARCHIVE_DIGEST, archive.from()));
      owners.addAll(archive.owners());
    }
    boolean enough =
        evidence.stream()
            .anyMatch(found -> found.kind().compareTo(request.requiredEvidence()) <= 0);
    if (!contradicted && !enough) {
      unaccounted.add(CompilerProblems.unaccounted(file.path().text(), whyNot(file, evidence)));
    }
    measurements.add(
        new Measurement(
            file.path(),
            file.content(),
            file.identity(),
            List.copyOf(owners),
            List.copyOf(evidence),
            contradicted ? Status.CONTRADICTED : enough ? Status.ACCOUNTED : Status.UNACCOUNTED));
  }

  private String whyNot(MeasuredFile file, Set<Evidence> evidence) {
    if (!evidence.isEmpty()) {
      return Text.format(
          "its strongest evidence is '%s', and '%s' is required",
          evidence.iterator().next().kind().key(), request.requiredEvidence().key());
    }
    String owner = claims.strangerOwning(file.path());
    return owner.isEmpty()
        ? "no SBOM, link or package names it"
        : Text.format("it belongs to package '%s', which no SBOM names in this version", owner);
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
