// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.List;

/** Diagnostics about the stores of container runtimes; docs/ERRORS.md explains each. */
final class StoreProblems {

  private static final String NOT_FOUND = "the image's layers cannot be found";

  private StoreProblems() {}

  static Diagnostic unreadable(Path place, String fact) {
    return new Diagnostic(
        "C236",
        place.toString(),
        fact,
        NOT_FOUND,
        "Pass what the runtime calls its root, such as /var/lib/containerd or"
            + " /var/lib/containers/storage, as a user who may read it.");
  }

  static Diagnostic noSuchImage(Path store, String name, List<String> known) {
    return new Diagnostic(
        "C237",
        store.toString(),
        Text.format(
            "it holds no image '%s', but %s",
            name, known.isEmpty() ? "none at all" : String.join(", ", known)),
        NOT_FOUND,
        "Name the image as the runtime lists it, and its namespace with --namespace.");
  }

  static Diagnostic notUnpacked(Path store, String name, String fact) {
    return new Diagnostic(
        "C238",
        store.toString(),
        Text.format("the layers of '%s' are not unpacked there: %s", name, fact),
        NOT_FOUND,
        "Have the runtime unpack it: run a container of it once, or 'ctr images mount'.");
  }
}
