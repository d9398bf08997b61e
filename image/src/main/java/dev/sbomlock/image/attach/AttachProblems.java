// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;
import java.util.List;

/** What can keep a manifest from going with an image; docs/ERRORS.md explains each. */
final class AttachProblems {

  private static final String NOT_DONE = "nothing was attached, pushed or pulled";

  private AttachProblems() {}

  static Diagnostic notSigned(String place, String fact) {
    return new Diagnostic(
        "C230",
        place,
        "this is no signed manifest: " + fact,
        NOT_DONE,
        "Pass what 'sbomlock sign' wrote, with one signature.");
  }

  static Diagnostic noLayout(String place) {
    return new Diagnostic(
        "C231",
        place,
        "only an OCI layout in a directory can take what refers to its image",
        NOT_DONE,
        "Copy the image: 'skopeo copy " + place + " oci:DIR:TAG'.");
  }

  static Diagnostic notWritten(String place, String fact) {
    return new Diagnostic(
        "C232",
        place,
        "it cannot be written: " + fact,
        NOT_DONE,
        "Pass a layout that this user may write to, on a file system with room.");
  }

  static Diagnostic registry(String place, String fact) {
    return new Diagnostic(
        "C233",
        place,
        fact,
        NOT_DONE,
        "Check the name, the network, --ca and --plain-http; for 401 and 403 --user and"
            + " --password-fd.");
  }

  static Diagnostic other(String place, String expected, String actual) {
    return new Diagnostic(
        "C234",
        place,
        "the registry sent other bytes than their digest or size says",
        NOT_DONE,
        Text.format("expected %s\nactual   %s\nDo not trust this registry.", expected, actual));
  }

  static Diagnostic nothingAttached(String place, List<String> found) {
    return new Diagnostic(
        "C235",
        place,
        found.isEmpty()
            ? "no signed manifest refers to this image"
            : "several signed manifests refer to this image: " + String.join(", ", found),
        NOT_DONE,
        "Attach the signed manifest with 'sbomlock attach' and push it; of several remove those that"
            + " are no longer meant.");
  }
}
