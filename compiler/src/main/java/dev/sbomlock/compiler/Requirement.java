// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.CompileRequest.Unaccounted;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.VerdictProblems;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Decides of each file whether enough is known of it, and keeps what there is to say of that. */
final class Requirement {

  private final EvidenceKind weakest;
  private final boolean denies;
  private final Exemptions exemptions;
  private final String exceptionsName;
  private final List<Diagnostic> lacking = new ArrayList<>();
  private final List<Diagnostic> excepted = new ArrayList<>();

  private Requirement(
      EvidenceKind weakest, boolean denies, Exemptions exemptions, String exceptionsName) {
    this.weakest = weakest;
    this.denies = denies;
    this.exemptions = exemptions;
    this.exceptionsName = exceptionsName;
  }

  /** What the request requires, with its exceptions. */
  static Requirement of(CompileRequest request, Documents documents, List<Component> components) {
    return new Requirement(
        request.requiredEvidence(),
        request.unaccounted() == Unaccounted.DENY,
        new Exemptions(documents.exemptions(), components),
        request
            .leniency()
            .exceptions()
            .map(file -> String.valueOf(file.getFileName()))
            .orElse("--exceptions"));
  }

  /**
   * Whether this evidence accounts for the file. An exception makes weak evidence do; where there
   * is none it only keeps the file from being a refusal.
   *
   * @param nobody why there is no evidence
   */
  boolean isMet(
      ArtifactPath file, SortedSet<Evidence> evidence, Set<Integer> owners, String nobody) {
    if (!evidence.isEmpty() && evidence.first().kind().compareTo(weakest) <= 0) {
      return true;
    }
    String why =
        evidence.isEmpty()
            ? nobody
            : Text.format(
                "its strongest evidence is '%s', and '%s' is required",
                evidence.first().kind().key(), weakest.key());
    Optional<Exemption> exemption = exemptions.use(file, owners);
    if (exemption.isEmpty()) {
      lacking.add(CompilerProblems.unaccounted(file.text(), why));
      return false;
    }
    String scope = exemption.get().scope().toString();
    String day = exemption.get().expires().toString();
    String reason = exemption.get().reason();
    if (evidence.isEmpty()) {
      excepted.add(VerdictProblems.excused(file.text(), why, scope, day, reason));
      return false;
    }
    excepted.add(VerdictProblems.acceptedByException(file.text(), why, scope, day, reason));
    return true;
  }

  /** Why nothing is compiled: unused exceptions, and unaccounted files when they are denied. */
  List<Diagnostic> refusals() {
    List<Diagnostic> refusals = new ArrayList<>(exemptions.unused(exceptionsName));
    if (denies) {
      refusals.addAll(lacking);
    }
    return refusals;
  }

  /** Unaccounted files, and those that an exception is for. */
  List<Diagnostic> findings() {
    List<Diagnostic> findings = new ArrayList<>(lacking);
    findings.addAll(excepted);
    return findings;
  }
}
