// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
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
}
