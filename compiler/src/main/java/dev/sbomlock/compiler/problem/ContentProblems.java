// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** Diagnostics about what tells packages inside the content; docs/ERRORS.md explains each. */
public final class ContentProblems {

  private static final String REFUSED = "no manifest was compiled";

  private ContentProblems() {}

  public static Diagnostic malformedDatabase(String path, String fact) {
    return new Diagnostic(
        "C220",
        Text.format("'%s'", path),
        fact,
        REFUSED,
        "Repair or reinstall what this file describes: a damaged package database accounts for"
            + " nothing.");
  }

  public static Diagnostic notLookedInto(String path, String why) {
    return new Diagnostic(
        "C222",
        Text.format("'%s'", path),
        Text.format("it cannot be looked into: %s", why),
        "it does not tell which packages it is made of",
        "If it should be trusted, build it anew, or let other evidence account for it: a digest in"
            + " an SBOM, a link, a package database.");
  }

  public static Diagnostic unmatched(String place, String component, String why) {
    return new Diagnostic(
        "C221",
        place,
        Text.format("component '%s' matches nothing in the content: %s", component, why),
        "no file is accounted to it",
        "Check that the SBOM describes this content.");
  }
}
