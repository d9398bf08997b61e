// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** The diagnostics of how SBOMs come in, one factory a code; docs/ERRORS.md explains each. */
public final class SbomProblems {

  private static final String REFUSED = "no manifest was compiled";
  private static final String ANOTHER_SBOM =
      "Generate the SBOM again, or report this to its generator.";

  private SbomProblems() {}

  public static Diagnostic malformedText(String place, String syntax, String fact) {
    return new Diagnostic(
        "C100",
        place,
        Text.format("this is not whole, valid %s: %s", syntax, fact),
        REFUSED,
        "Fetch or make the file again: it is damaged, or of another format.");
  }

  public static Diagnostic notUtf8(String place) {
    return new Diagnostic(
        "C101",
        place,
        "it is not UTF-8 text",
        REFUSED,
        "Let the generator write UTF-8: readers of other encodings differ on what they see.");
  }

  public static Diagnostic documentType(String place) {
    return new Diagnostic(
        "C102",
        place,
        "its XML has a document type declaration, which can define entities",
        REFUSED,
        "Remove the declaration: no SBOM format has one, and attacks need it.");
  }

  public static Diagnostic damagedCompression(String place, String fact) {
    return new Diagnostic(
        "C103",
        place,
        fact,
        REFUSED,
        "Fetch or compress the file again: one gzip member or zstd frames, and nothing after.");
  }

  public static Diagnostic signatureNotChecked(String place, String wrapping) {
    return new Diagnostic(
        "C104",
        place,
        Text.format("the SBOM was taken out of %s whose signature was not checked", wrapping),
        "what it says is believed like that of a bare SBOM",
        "Verify the attestation with its own tool before, or pass a bare SBOM that you trust.");
  }

  public static Diagnostic ambiguousFormat(String place, String one, String other) {
    return new Diagnostic(
        "C105",
        place,
        Text.format("it says both by '%s' and by '%s' what format it has", one, other),
        REFUSED,
        "Readers differ on which of the two counts. " + ANOTHER_SBOM);
  }

  public static Diagnostic malformedWrapping(String place, String fact) {
    return new Diagnostic(
        "C106",
        place,
        fact,
        REFUSED,
        "Pass a bare SBOM, an in-toto statement about SPDX or CycloneDX, or that in an envelope.");
  }

  public static Diagnostic repeatedField(String place, String field, String where) {
    return new Diagnostic(
        "C107",
        place,
        Text.format("'%s' stands twice in %s", field, where),
        REFUSED,
        "Readers differ on which of the two counts. " + ANOTHER_SBOM);
  }
}
