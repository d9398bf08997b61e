// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.image.json.MalformedJsonException;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Copies the images of an index that stay as they are: those of other platforms. */
final class BlobCopier {

  private final BlobStore from;
  private final Path to;

  BlobCopier(BlobStore from, Path to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Copies what the other entries of an index name, and what those name.
   *
   * @throws RejectedException C204 to C206 when a blob is missing or not as stated
   */
  void copyAllBut(Json.Node index, int position) throws IOException, RejectedException {
    List<Descriptor> entries = OciDocuments.descriptors(index, "index");
    for (int i = 0; i < entries.size(); i++) {
      if (i != position) {
        copy(entries.get(i), 0);
      }
    }
  }

  private void copy(Descriptor descriptor, int depth) throws IOException, RejectedException {
    String name = OciLayout.blobName(descriptor.digest());
    Path file = to.resolve(name);
    if (Files.exists(file)) {
      return;
    }
    Blob blob =
        from.find(name)
            .orElseThrow(() -> new RejectedException(ImageProblems.missingBlob("index", name)));
    Files.createDirectories(file.getParent());
    try (VerifiedBlob in = VerifiedBlob.open(blob, descriptor.size(), descriptor.digest());
        OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      in.transferTo(out);
      in.verify();
    }
    if (depth < ImageLimits.INDEX_DEPTH && OciLayout.isDocument(descriptor)) {
      for (Descriptor inner : OciDocuments.named(document(file, blob, descriptor), name)) {
        copy(inner, depth + 1);
      }
    }
  }

  private static Json.Node document(Path file, Blob blob, Descriptor descriptor)
      throws IOException, RejectedException {
    if (descriptor.size() > ImageLimits.DOCUMENT_SIZE) {
      throw new RejectedException(
          ImageProblems.largeDocument(blob.name(), blob.size(), ImageLimits.DOCUMENT_SIZE));
    }
    try {
      return JsonDocument.parse(SmallFile.read(file)) instanceof Json.Node node
          ? node
          : Json.Node.empty();
    } catch (MalformedJsonException e) {
      throw new RejectedException(
          ImageProblems.malformedImage(blob.name(), String.valueOf(e.getMessage())));
    }
  }
}
