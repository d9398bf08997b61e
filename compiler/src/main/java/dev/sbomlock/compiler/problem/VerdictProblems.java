// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** Diagnostics about what a request accepts though less is known of it than is required. */
public final class VerdictProblems {

  private static final String REFUSED = "no manifest was compiled";

  private VerdictProblems() {}

  public static Diagnostic malformedExceptions(String place, String fact) {
    return new Diagnostic(
        "C250",
        place,
        "this is no file of exceptions: " + fact,
        REFUSED,
        "Write it as docs/EXCEPTIONS.md says: each exception has a path or a purl, a reason and a"
            + " day on which it expires.");
  }

  public static Diagnostic expired(String place, String scope, String day) {
    return new Diagnostic(
        "C251",
        place,
        Text.format("the exception for '%s' expired on %s", scope, day),
        REFUSED,
        "Find the evidence that is missing, or review the exception and give it another day.");
  }

  public static Diagnostic unused(String place, String scope) {
    return new Diagnostic(
        "C252",
        place,
        Text.format("the exception for '%s' changes nothing", scope),
        REFUSED,
        "Remove it: enough is known of these files without it, or there are none.");
  }

  public static Diagnostic acceptedByException(
      String path, String why, String scope, String day, String reason) {
    return new Diagnostic(
        "C253",
        Text.format("'%s'", path),
        why,
        Text.format("it is accounted for only by the exception for '%s' until %s", scope, day),
        Text.format("Nothing, until then. The exception's reason: '%s'.", reason));
  }

  public static Diagnostic excused(
      String path, String why, String scope, String day, String reason) {
    return new Diagnostic(
        "C254",
        Text.format("'%s'", path),
        why,
        Text.format(
            "nothing accounts for it and it is not blessed; the exception for '%s' lets that pass"
                + " until %s",
            scope, day),
        Text.format(
            "Add the SBOM or the link that covers it to have it blessed. The exception's reason:"
                + " '%s'.",
            reason));
  }

  public static Diagnostic unusedAllowance(String selector) {
    return new Diagnostic(
        "C255",
        Text.format("--allow-unmeasured '%s'", selector),
        "no component that cannot be measured has this purl or name",
        REFUSED,
        "Remove the option, or name the component as the SBOM does; with content every file is"
            + " measured.");
  }
}
