// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.image.ImageDescription;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.SmallFile;
import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.OutputFile;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What refers to the image of an OCI layout. There is no list of referrers in a layout; they are
 * found as in a registry without one, by a tag made of the image's digest.
 */
public final class LayoutReferrers {

  private static final String MANIFESTS = "manifests";
  private static final String ANNOTATIONS = "annotations";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";

  private final Path directory;
  private final ImageDescription image;

  private LayoutReferrers(Path directory, ImageDescription image) {
    this.directory = directory;
    this.image = image;
  }

  /**
   * Attaches a signed manifest to an image. Attaching the same again changes nothing.
   *
   * @return the digest of what refers to the image
   * @throws RejectedException when there is no such image, C230 when the manifest is not signed,
   *     C231 when the layout is no directory, C232 when it cannot be written
   */
  public static Digest attach(
      ImageReference reference, Optional<Platform> platform, byte[] envelope, String place)
      throws RejectedException {
    LayoutReferrers layout = open(reference, platform);
    byte[] bundle = SigstoreBundle.of(envelope, place);
    try {
      return layout.attach(bundle);
    } catch (IOException e) {
      throw new RejectedException(AttachProblems.notWritten("'" + reference + "'", e.toString()));
    }
  }

  static LayoutReferrers open(ImageReference reference, Optional<Platform> platform)
      throws RejectedException {
    if (reference.transport() != ImageReference.Transport.OCI) {
      throw new RejectedException(AttachProblems.noLayout(reference.toString()));
    }
    return new LayoutReferrers(reference.path(), ImageDescription.read(reference, platform));
  }

  /** The image itself. */
  ImageDescription image() {
    return image;
  }

  /** The descriptors of the manifests that refer to the image. */
  List<Json.Node> descriptors() throws IOException {
    List<Json.Node> found = new ArrayList<>();
    for (Json entry : fallback(index()).array(MANIFESTS).orElse(List.of())) {
      if (entry instanceof Json.Node node) {
        found.add(node);
      }
    }
    return found;
  }

  /** Where a blob lies. */
  Path blob(Digest digest) {
    return directory.resolve("blobs").resolve(digest.algorithm().key()).resolve(digest.hex());
  }

  private Digest attach(byte[] bundle) throws IOException {
    Referrer referrer = Referrer.of(image.descriptor().orElseThrow(), bundle);
    write(Referrer.EMPTY);
    write(bundle);
    Digest digest = write(referrer.manifest());
    Json.Node index = index();
    byte[] listing = JsonDocument.write(Referrer.listed(fallback(index), referrer.descriptor()));
    write(listing);
    Json.Node entry =
        Referrer.descriptor(Referrer.INDEX_TYPE, listing)
            .with(
                ANNOTATIONS,
                Json.Node.empty().with(REF_NAME, Referrer.fallbackTag(image.digest())));
    List<Json> entries = new ArrayList<>(index.array(MANIFESTS).orElse(List.of()));
    entries.removeIf(this::isFallback);
    entries.add(entry);
    byte[] changed = JsonDocument.write(index.with(MANIFESTS, new Json.Array(entries)));
    OutputFile.write(directory.resolve("index.json"), out -> out.write(changed));
    return digest;
  }

  private Json.Node index() throws IOException {
    return read(directory.resolve("index.json"));
  }

  private Json.Node fallback(Json.Node index) throws IOException {
    for (Json entry : index.array(MANIFESTS).orElse(List.of())) {
      if (isFallback(entry) && entry instanceof Json.Node node) {
        Optional<Digest> digest = node.text("digest").flatMap(Digests::parse);
        if (digest.isPresent()) {
          return read(blob(digest.get()));
        }
      }
    }
    return Referrer.emptyIndex();
  }

  private boolean isFallback(Json entry) {
    return entry instanceof Json.Node node
        && node.node(ANNOTATIONS)
            .flatMap(notes -> notes.text(REF_NAME))
            .equals(Optional.of(Referrer.fallbackTag(image.digest())));
  }

  private static Json.Node read(Path file) throws IOException {
    return JsonDocument.parse(SmallFile.read(file)) instanceof Json.Node node
        ? node
        : Json.Node.empty();
  }

  private Digest write(byte[] bytes) throws IOException {
    Digest digest = Referrer.sha256(bytes);
    Path file = blob(digest);
    Files.createDirectories(file.getParent());
    OutputFile.write(file, out -> out.write(bytes));
    return digest;
  }
}
