// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

/** What can be wrong with a manifest file. */
final class ManifestProblems {

  private ManifestProblems() {}

  static Diagnostic unreadable(String place, String fact) {
    return new Diagnostic(
        "M001",
        place.isEmpty() ? "''" : place,
        fact,
        "no manifest was read",
        "Pass the file that 'sbomlock compile -o' wrote, readable for this user.");
  }

  static Diagnostic notAManifest(String place, String fact) {
    return new Diagnostic(
        "M002",
        place,
        "this is not a measurement manifest v1: " + fact,
        "it was refused",
        "Pass the file that 'sbomlock compile -o' wrote, whole and unedited.");
  }

  static Diagnostic altered(String place, Digest expected, Digest actual) {
    return new Diagnostic(
        "M003",
        place,
        "its bytes are not those that were compiled",
        "it was refused",
        "The file changed after compiling: compile it again from its inputs.\nexpected "
            + expected
            + "\nactual   "
            + actual);
  }
}
