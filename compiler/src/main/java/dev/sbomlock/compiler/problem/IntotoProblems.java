// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Text;
import java.util.List;

/** Diagnostics of layouts, attestations and a build's inputs; docs/ERRORS.md explains each. */
public final class IntotoProblems {

  private static final String REFUSED = "no manifest was compiled";
  private static final String ASK_THE_OWNER = "Ask the layout's owner to correct and sign it anew.";

  private IntotoProblems() {}

  public static Diagnostic certificate(String place) {
    return new Diagnostic(
        "C150",
        place,
        "it rests on X.509 certificates, which are not supported",
        REFUSED,
        "Name the functionary by the public key that the certificate holds.");
  }

  // Layouts.

  public static Diagnostic layoutWithoutKey(String place) {
    return new Diagnostic(
        "C151",
        place,
        "no key was given to verify this layout with",
        REFUSED,
        "Pass the owner's public key with --layout-key: an unverified layout demands nothing.");
  }

  public static Diagnostic notALayout(String place, String fact) {
    return new Diagnostic(
        "C152", place, "this is not an in-toto layout: " + fact, REFUSED, ASK_THE_OWNER);
  }

  public static Diagnostic layoutUnverified(String place, String key) {
    return new Diagnostic(
        "C153",
        place,
        Text.format("none of its signatures verifies with '%s'", key),
        REFUSED,
        "Each key given with --layout-key must have signed: fetch the layout again, or pass the"
            + " keys of those who did sign it.");
  }

  public static Diagnostic layoutExpired(String place, String expires, String now) {
    return new Diagnostic(
        "C154",
        place,
        Text.format("it expired at %s, and it is %s", expires, now),
        REFUSED,
        ASK_THE_OWNER);
  }

  public static Diagnostic malformedRule(String place, String rule, String why) {
    return new Diagnostic(
        "C155", place, Text.format("rule '%s' is refused: %s", rule, why), REFUSED, ASK_THE_OWNER);
  }

  public static Diagnostic thresholdNotMet(String place, String step, int needed, int found) {
    return new Diagnostic(
        "C156",
        place,
        Text.format(
            "step '%s' needs links signed by %d distinct functionaries, and %d were found",
            step, needed, found),
        REFUSED,
        "Pass the missing links with --link-dir or --link; look for C157 and C022 above.");
  }

  public static Diagnostic linkNotCounted(String place, String step) {
    return new Diagnostic(
        "C157",
        place,
        Text.format("no functionary of step '%s' signed it", step),
        "it does not count",
        "Remove it, or find out who put it there.");
  }

  public static Diagnostic linkOfAnotherStep(String place, String step, String name) {
    return new Diagnostic(
        "C158",
        place,
        Text.format("it is passed off as a link of step '%s', and it says '%s'", step, name),
        REFUSED,
        "Put the link of this step there: a signed link of one step is no evidence of another.");
  }

  public static Diagnostic linksDiffer(String step, String one, String other) {
    return new Diagnostic(
        "C159",
        other,
        Text.format("its materials or products are not those of '%s', also of '%s'", one, step),
        REFUSED,
        "Find out which functionary's step went wrong, and remove links of former runs.");
  }

  public static Diagnostic ruleViolated(String step, String side, String rule, String fact) {
    return new Diagnostic(
        "C160",
        Text.format("step '%s'", step),
        Text.format("%s break its rule '%s': %s", side, rule, fact),
        REFUSED,
        "The step took or made what the layout's owner did not foresee: find out why.");
  }

  public static Diagnostic implicitlyAllowed(String step, String side, List<String> names) {
    return new Diagnostic(
        "C161",
        Text.format("step '%s'", step),
        Text.format(
            "no rule speaks of %d of its %s, such as '%s'", names.size(), side, names.get(0)),
        "they are allowed implicitly",
        "End the rules with 'DISALLOW *' in the layout.");
  }

  public static Diagnostic inspectionNotRun(String place, String inspection) {
    return new Diagnostic(
        "C162",
        place,
        Text.format(
            "inspection '%s' is a command, and commands of layouts are not run", inspection),
        "what it would check is not checked",
        "Run 'in-toto-verify' in a sandbox when its outcome matters.");
  }

  public static Diagnostic sublayout(String place, String fact) {
    return new Diagnostic(
        "C163", place, fact, REFUSED, "Pass sublayouts with --link-dir, nested a few levels only.");
  }

  public static Diagnostic parameter(String place, String fact) {
    return new Diagnostic(
        "C164",
        place,
        fact,
        REFUSED,
        "Pass each parameter of the layout once with --layout-parameter, and no other.");
  }

  public static Diagnostic artifactName(String place, String name, String why) {
    return new Diagnostic(
        "C165",
        place,
        Text.format("it names the artifact '%s', but %s", name, why),
        REFUSED,
        "Rules are about normalised names: let the functionary run the step again with such.");
  }

  public static Diagnostic linkDirectory(String place, String fact) {
    return new Diagnostic(
        "C166", place, fact, REFUSED, "Pass the directory of the links with --link-dir.");
  }

  // Attestations.

  public static Diagnostic attestationWithoutKey(String place) {
    return new Diagnostic(
        "C170",
        place,
        "no key was given to verify this attestation with",
        REFUSED,
        "Pass the builder's public key with --attestation-key: unverified evidence is none.");
  }

  public static Diagnostic notAnAttestation(String place, String fact) {
    return new Diagnostic(
        "C171",
        place,
        "this is not an in-toto statement in a DSSE envelope: " + fact,
        REFUSED,
        "Pass attestations as their builder published them, one a file or one a line.");
  }

  public static Diagnostic attestationUnverified(String place, int signatures, List<String> keys) {
    return new Diagnostic(
        "C172",
        place,
        Text.format(
            "none of its %d signatures verifies with %s", signatures, String.join(", ", keys)),
        REFUSED,
        "It was changed after signing, or another key signed it: pass the builder's key with"
            + " --attestation-key, or fetch the attestation again.");
  }

  public static Diagnostic unsupportedPredicate(
      String place, String found, List<String> supported) {
    return new Diagnostic(
        "C173",
        place,
        Text.format(
            "its predicate is of type '%s', not one of %s", found, String.join(", ", supported)),
        REFUSED,
        "Leave it out: it says nothing that this program could check.");
  }

  public static Diagnostic subjectTooWeak(String place, String subject) {
    return new Diagnostic(
        "C174",
        place,
        Text.format("its subject '%s' has no digest stronger than SHA-1", subject),
        "it is evidence of nothing",
        "Let the builder state a SHA-256.");
  }

  public static Diagnostic attestationWithoutFile(String place) {
    return new Diagnostic(
        "C175",
        place,
        "the content holds none of its subjects",
        "it accounts for no file",
        "Check that the attestation is of this build; --link-root is cut off its subjects' names.");
  }

  // What the build took, and what was published.

  public static Diagnostic materialContradicted(
      String name, String from, Digest expected, Digest actual) {
    return new Diagnostic(
        "C180",
        Text.format("material '%s'", name),
        Text.format("it is not what %s took", from),
        REFUSED,
        Text.format(
            "expected %s\nactual   %s\nThe content was built from other sources or tools than these:"
                + " build it again, or fetch those.",
            expected, actual));
  }

  public static Diagnostic noMaterials(String place) {
    return new Diagnostic(
        "C181",
        place,
        "no link, attestation or SBOM names any file there, so nothing can be compared",
        REFUSED,
        "Pass the directory that the steps' materials are named from.");
  }

  public static Diagnostic materialMissing(String name, String from) {
    return new Diagnostic(
        "C182",
        Text.format("material '%s'", name),
        Text.format("%s took it, and it is not among the materials given", from),
        "it is not compared",
        "Add it below the directory that --materials names.");
  }

  public static Diagnostic materialsUnnamed(String place, int count, String first) {
    return new Diagnostic(
        "C183",
        place,
        Text.format("no step took %d of its files, such as '%s'", count, first),
        "nothing is known of them",
        "Expect that of a source tree with documentation and tests.");
  }

  public static Diagnostic malformedChecksums(String place, String fact) {
    return new Diagnostic(
        "C185",
        place,
        "this is not a list as sha256sum writes it: " + fact,
        REFUSED,
        "Pass lines of 64 hex digits, two spaces and a name, each name once.");
  }

  public static Diagnostic releaseUnlisted(String place, String name) {
    return new Diagnostic(
        "C186",
        place,
        Text.format("it lists no '%s'", name),
        REFUSED,
        "Name the artifact as the list does: --release-artifact FILE=NAME.");
  }

  public static Diagnostic releaseDiffers(
      String file, String name, Digest expected, Digest actual) {
    return new Diagnostic(
        "C187",
        Text.format("'%s'", file),
        Text.format("it is not the published '%s'", name),
        REFUSED,
        Text.format(
            "expected %s\nactual   %s\nFetch the release again from a place that you trust.",
            expected, actual));
  }
}
