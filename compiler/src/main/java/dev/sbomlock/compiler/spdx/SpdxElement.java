// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.sbom.StatedDigest;
import java.util.ArrayList;
import java.util.List;

/** One package or file as it stands in a document, whose fields come in any order. */
final class SpdxElement {

  String id = "";
  String name = "";
  String version = "";
  String purl = "";
  final List<StatedDigest> digests = new ArrayList<>(2);
  List<String> files = List.of();

  void file(String id) {
    if (files.isEmpty()) {
      files = new ArrayList<>();
    }
    files.add(id);
  }

  void externalReference(String type, String locator) {
    if (type.equals("purl")) {
      purl = locator;
    }
  }
}
