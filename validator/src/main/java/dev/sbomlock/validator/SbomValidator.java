// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;

/** Holds SBOMs against their specifications. */
public final class SbomValidator {

  /** A document of another kind fails everywhere; nobody reads on. */
  private static final int MOST_FINDINGS = 100;

  private SbomValidator() {}

  /**
   * Holds one document against its specification.
   *
   * @param place what to call it in diagnostics
   * @param document uncompressed
   * @throws RejectedException C281 when there is no schema of its version, C282 when the library
   *     fails on it
   */
  public static Conformance validate(String place, Syntax syntax, byte[] document)
      throws RejectedException {
    // The libraries go to the network for licences, unless told not to.
    System.setProperty("org.spdx.useJARLicenseInfoOnly", "true");
    try {
      Verdict verdict =
          switch (syntax) {
            case CYCLONEDX_JSON -> CycloneDxCheck.json(document);
            case CYCLONEDX_XML -> CycloneDxCheck.xml(document);
            case SPDX_JSON, SPDX_YAML, SPDX_TAG_VALUE -> SpdxCheck.version2(syntax, document);
            case SPDX3_JSON -> SpdxCheck.version3(document);
          };
      return new Conformance(verdict.specification(), findings(place, verdict));
    } catch (UnknownVersionException e) {
      throw new RejectedException(ValidatorProblems.unknownVersion(place, e.specification()));
    } catch (RuntimeException | StackOverflowError e) {
      // The libraries answer to some malformed documents with whatever exception comes to hand.
      throw new RejectedException(ValidatorProblems.libraryFailed(place, e.toString()));
    }
  }

  private static List<Diagnostic> findings(String place, Verdict verdict) {
    List<String> complaints = verdict.complaints().stream().distinct().toList();
    List<Diagnostic> findings = new ArrayList<>();
    complaints.stream()
        .limit(MOST_FINDINGS)
        .map(
            complaint -> ValidatorProblems.nonconforming(place, verdict.specification(), complaint))
        .forEach(findings::add);
    if (complaints.size() > MOST_FINDINGS) {
      findings.add(
          ValidatorProblems.nonconforming(
              place,
              verdict.specification(),
              "and " + (complaints.size() - MOST_FINDINGS) + " findings more"));
    }
    return findings;
  }

  /**
   * What a library says.
   *
   * @param complaints in its words
   */
  record Verdict(String specification, List<String> complaints) {}
}
