// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.Documents.SbomInput;
import dev.sbomlock.compiler.rootfs.FurtherDigests;
import dev.sbomlock.compiler.sbom.SbomFile;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which digests of files will be needed beside the usual, as far as documents let expect it before
 * the content is read: those they state, and those that the package databases of their packages do.
 */
final class ExpectedDigests {

  private ExpectedDigests() {}

  static Set<DigestAlgorithm> of(Documents documents, ComponentTable components) {
    Set<DigestAlgorithm> expected = EnumSet.noneOf(DigestAlgorithm.class);
    for (SbomInput input : documents.sboms()) {
      for (SbomFile file : input.sbom().files()) {
        add(file.digests(), expected);
      }
    }
    for (Production production : documents.provenance().productions()) {
      production.link().products().values().forEach(digests -> add(digests, expected));
    }
    components
        .purls()
        .values()
        .forEach(
            purl -> {
              switch (purl.getType()) {
                case "deb" -> expected.add(DigestAlgorithm.MD5);
                case "apk" -> expected.add(DigestAlgorithm.SHA1);
                default -> {}
              }
            });
    return FurtherDigests.among(expected);
  }

  private static void add(DigestSet digests, Set<DigestAlgorithm> expected) {
    expected.addAll(digests.algorithms());
  }
}
