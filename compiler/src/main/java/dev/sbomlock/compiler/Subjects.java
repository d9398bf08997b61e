// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.rootfs.Content;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Names what a manifest is about. */
final class Subjects {

  private Subjects() {}

  /** The image, or the tree of these files, sorted by path. */
  static Subject ofContent(
      CompileRequest request, Documents documents, Content content, List<MeasuredFile> files) {
    Optional<Subject> image = content.subject();
    if (image.isPresent()) {
      String name = image.get().name();
      boolean named = request.name().isEmpty() && !name.isEmpty();
      return new Subject(named ? name : name(request, documents), image.get().digest());
    }
    MessageDigest digest = Hashing.sha256();
    files.forEach(file -> addLine(digest, file.sha256(), file.path().text()));
    return new Subject(
        name(request, documents), Digest.of(DigestAlgorithm.DIR_HASH, digest.digest()));
  }

  /** The one SBOM, or the set of several, digested as if they lay in one directory. */
  static Subject ofDocuments(CompileRequest request, Documents documents) {
    List<Input> sboms = documents.sboms().stream().map(Documents.SbomInput::input).toList();
    if (sboms.size() == 1) {
      return new Subject(name(request, documents), sboms.get(0).digest());
    }
    MessageDigest digest = Hashing.sha256();
    sboms.forEach(sbom -> addLine(digest, sbom.digest(), sbom.name()));
    return new Subject(
        name(request, documents), Digest.of(DigestAlgorithm.DIR_HASH, digest.digest()));
  }

  private static void addLine(MessageDigest digest, Digest content, String name) {
    digest.update((content.hex() + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String name(CompileRequest request, Documents documents) {
    return request
        .name()
        .filter(name -> !name.isEmpty())
        .orElseGet(
            () ->
                documents.sboms().stream()
                    .map(input -> input.sbom().subjectName())
                    .filter(name -> !name.isEmpty())
                    .findFirst()
                    .orElse(documents.sboms().get(0).input().name()));
  }
}
