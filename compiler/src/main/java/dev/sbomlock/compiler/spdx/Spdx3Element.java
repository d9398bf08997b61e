// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.sbom.StatedDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One object of an SPDX 3 graph, of whatever type, whose fields come in any order. */
final class Spdx3Element {

  String type = "";
  final SpdxElement spdx = new SpdxElement();
  String specVersion = "";
  String fileKind = "";
  String algorithm = "";
  String hashValue = "";
  String from = "";
  String relationshipType = "";
  final List<String> to = new ArrayList<>(0);
  final List<String> roots = new ArrayList<>(0);

  /** Digests that stand elsewhere in the graph, by their names. */
  final List<String> digestIds = new ArrayList<>(0);

  void addDigests(Map<String, StatedDigest> shared, Consumer<String> problem) {
    for (String id : digestIds) {
      StatedDigest digest = shared.get(id);
      if (digest == null) {
        problem.accept("'" + spdx.name + "' has the digest '" + id + "', which is not there");
      } else {
        spdx.digests.add(digest);
      }
    }
  }
}
