// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.ImageDocuments.IndexEntry;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the files of an image whose layers are stored already: its documents, changed where they
 * name a layer or each other, and else as they were.
 */
final class ImageWriter {

  private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
  private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final String ANNOTATIONS = "annotations";
  private static final String MEDIA_TYPE = "mediaType";

  /** What is said of a layer's compressed bytes, and is not true of others. */
  private static final List<String> ABOUT_STORED_BYTES =
      List.of(
          "containerd.io/snapshot/stargz/",
          "containerd.io/uncompressed",
          "io.containers.estargz.",
          "io.github.containers.zstd-chunked.");

  private final Path directory;
  private final ImageDescription image;
  private final ImageDocuments documents;
  private final List<StoredLayer> layers;
  private final Optional<String> tag;

  /**
   * What writes an image into an empty directory.
   *
   * @param tag of the new image, or empty for that of the old one
   */
  ImageWriter(
      Path directory, ImageDescription image, List<StoredLayer> layers, Optional<String> tag) {
    this.directory = directory;
    this.image = image;
    this.documents = image.documents();
    this.layers = layers;
    this.tag = tag;
  }

  /** Writes an OCI layout, and gives the digest of the image's manifest. */
  Digest writeLayout() throws IOException, RejectedException {
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    for (StoredLayer layer : layers) {
      place(layer, OciLayout.blobName(layer.digest()));
    }
    Json.Node manifest = manifest();
    byte[] bytes = JsonDocument.write(manifest);
    Digest digest = writeBlob(bytes);
    writeIndexes(manifest.text(MEDIA_TYPE).orElse(MANIFEST_TYPE), bytes);
    return digest;
  }

  /** Writes what {@code docker save} would, and gives the digest of the image's configuration. */
  Digest writeDockerImage() throws IOException {
    List<String> names = new ArrayList<>();
    for (StoredLayer layer : layers) {
      String name = layer.digest().hex() + ".tar";
      place(layer, name);
      names.add(name);
    }
    byte[] config = JsonDocument.write(config());
    Digest digest = sha256(config);
    Files.write(directory.resolve(digest.hex() + ".json"), config);
    Json.Node entry =
        Json.Node.empty()
            .with("Config", digest.hex() + ".json")
            .with("RepoTags", Json.Array.ofTexts(tag.map(List::of).orElse(dockerTags())))
            .with("Layers", Json.Array.ofTexts(names));
    Files.write(
        directory.resolve("manifest.json"), JsonDocument.write(new Json.Array(List.of(entry))));
    return digest;
  }

  /** Docker's tags have a name before the colon. */
  private List<String> dockerTags() {
    return documents.manifest().isEmpty() || !image.name().contains(":")
        ? documents.tags()
        : List.of(image.name());
  }

  private void place(StoredLayer layer, String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    if (!Files.exists(file)) {
      Files.move(layer.file(), file);
    }
  }

  private Json.Node config() {
    List<Json> diffIds = new ArrayList<>();
    layers.forEach(layer -> diffIds.add(new Json.Text(layer.diffId().toString())));
    Json.Node rootfs = documents.config().node("rootfs").orElse(Json.Node.empty());
    return documents.config().with("rootfs", rootfs.with("diff_ids", new Json.Array(diffIds)));
  }

  private Json.Node manifest() throws IOException {
    byte[] config = JsonDocument.write(config());
    writeBlob(config);
    Json.Node before =
        documents
            .manifest()
            .orElse(
                Json.Node.empty()
                    .with("schemaVersion", 2)
                    .with(MEDIA_TYPE, MANIFEST_TYPE)
                    .with("config", Json.Node.empty().with(MEDIA_TYPE, CONFIG_TYPE)));
    Json.Node configEntry = before.node("config").orElse(Json.Node.empty());
    Json.Node notes = before.node(ANNOTATIONS).orElse(Json.Node.empty());
    return before
        .with("config", described(configEntry, config))
        .with("layers", layerEntries(before.array("layers")))
        .with(
            ANNOTATIONS,
            notes.with(
                ImageDescription.ORIGINAL, image.original().orElse(image.digest()).toString()));
  }

  private Json layerEntries(Optional<List<Json>> before) {
    List<Json> entries = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Json.Node entry =
          before.isPresent() && before.get().get(i) instanceof Json.Node node
              ? node
              : Json.Node.empty().with(MEDIA_TYPE, "");
      StoredLayer layer = layers.get(i);
      boolean typed = !entry.text(MEDIA_TYPE).orElse("").isEmpty();
      if (layer.changed() || !typed) {
        entry = withoutStale(entry).with(MEDIA_TYPE, mediaType(entry, layer.compression()));
      }
      entries.add(described(entry, layer.digest(), layer.size()));
    }
    return new Json.Array(entries);
  }

  private static Json.Node withoutStale(Json.Node entry) {
    Optional<Json.Node> notes = entry.node(ANNOTATIONS);
    if (notes.isEmpty()) {
      return entry.without("urls");
    }
    Json.Node kept = notes.get();
    for (String name : notes.get().fields().keySet()) {
      if (ABOUT_STORED_BYTES.stream().anyMatch(name::startsWith)) {
        kept = kept.without(name);
      }
    }
    return (kept.fields().isEmpty() ? entry.without(ANNOTATIONS) : entry.with(ANNOTATIONS, kept))
        .without("urls");
  }

  private static String mediaType(Json.Node entry, Compression compression) {
    boolean docker = entry.text(MEDIA_TYPE).orElse("").startsWith(DOCKER_LAYER);
    String base = docker ? DOCKER_LAYER : OCI_LAYER;
    String separator = docker ? "." : "+";
    return compression == Compression.NONE ? base : base + separator + compression.key();
  }

  /** Writes the indexes that lead to the image, innermost first, and what else they name. */
  private void writeIndexes(String mediaType, byte[] manifest)
      throws IOException, RejectedException {
    byte[] document = manifest;
    Json.Node top = Json.Node.empty().with(MEDIA_TYPE, mediaType);
    for (int i = documents.indexes().size() - 1; i >= 0; i--) {
      IndexEntry step = documents.indexes().get(i);
      List<Json> entries =
          new ArrayList<>(step.index().array(OciDocuments.MANIFESTS).orElse(List.of()));
      Json.Node entry =
          entries.get(step.position()) instanceof Json.Node node ? node : Json.Node.empty();
      top = described(entry, document);
      if (i > 0) {
        new BlobCopier(documents.store(), directory).copyAllBut(step.index(), step.position());
        entries.set(step.position(), top);
        document =
            JsonDocument.write(step.index().with(OciDocuments.MANIFESTS, new Json.Array(entries)));
        writeBlob(document);
      }
    }
    if (documents.indexes().isEmpty()) {
      top = described(top, document);
    }
    String name = tag.orElse(image.name());
    if (!name.isEmpty()) {
      Json.Node notes = top.node(ANNOTATIONS).orElse(Json.Node.empty());
      top = top.with(ANNOTATIONS, notes.with(OciDocuments.REF_NAME, name));
    }
    Json.Node index =
        documents.indexes().isEmpty()
            ? Json.Node.empty().with("schemaVersion", 2).with(MEDIA_TYPE, INDEX_TYPE)
            : documents.indexes().get(0).index();
    Files.write(
        directory.resolve("index.json"),
        JsonDocument.write(index.with(OciDocuments.MANIFESTS, new Json.Array(List.of(top)))));
  }

  private Digest writeBlob(byte[] document) throws IOException {
    Digest digest = sha256(document);
    Path file = directory.resolve(OciLayout.blobName(digest));
    Files.createDirectories(file.getParent());
    try {
      Files.write(file, document, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      // The same bytes, for that is what it is called.
    }
    return digest;
  }

  private static Json.Node described(Json.Node entry, byte[] document) {
    return described(entry, sha256(document), document.length);
  }

  /** A copy of the bytes inside of a descriptor is one of other bytes now. */
  private static Json.Node described(Json.Node entry, Digest digest, long size) {
    return entry.with("digest", digest.toString()).with("size", size).without("data");
  }

  private static Digest sha256(byte[] bytes) {
    return Digest.of(
        DigestAlgorithm.SHA256, VerifiedBlob.messageDigest(DigestAlgorithm.SHA256).digest(bytes));
  }
}
