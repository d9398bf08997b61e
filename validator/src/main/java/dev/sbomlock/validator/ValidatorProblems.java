// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** Every diagnostic of the validator; docs/ERRORS.md explains each. */
final class ValidatorProblems {

  private ValidatorProblems() {}

  static Diagnostic nonconforming(String place, String specification, String complaint) {
    return new Diagnostic(
        "C280",
        place,
        complaint.strip().replaceFirst("\\.$", ""),
        Text.format("it does not conform to %s", specification),
        "Generate it again, or report this to its generator.");
  }

  static Diagnostic unknownVersion(String place, String specification) {
    return new Diagnostic(
        "C281",
        place,
        Text.format("it says that it is %s, of which the library has no schema", specification),
        "whether it conforms is not known",
        "Check the version, or validate it with a tool that knows it; 'sbomlock compile' may.");
  }

  static Diagnostic libraryFailed(String place, String failure) {
    return new Diagnostic(
        "C282",
        place,
        Text.format("the specification's own library failed on it: '%s'", failure),
        "it was not found to conform",
        "Check that the file is whole; 'sbomlock compile' says where it is malformed.");
  }
}
