// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.ImageDocuments.IndexEntry;
import dev.sbomlock.image.json.Json;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds an image in an OCI layout and reads its documents (OCI image layout, 1.0.0). */
final class OciLayout {

  private static final String INDEX = "index.json";
  private static final Set<String> INDEXES =
      Set.of(
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");
  private static final Set<String> MANIFESTS =
      Set.of(
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");
  private static final Set<String> LAYERS =
      Set.of(
          "application/vnd.oci.image.layer.v1.tar",
          "application/vnd.oci.image.layer.v1.tar+gzip",
          "application/vnd.oci.image.layer.v1.tar+zstd",
          "application/vnd.docker.image.rootfs.diff.tar",
          "application/vnd.docker.image.rootfs.diff.tar.gzip",
          "application/vnd.docker.image.rootfs.diff.tar.zstd");

  /** What an attestation of BuildKit has in the place of a platform. */
  private static final String NO_PLATFORM = "unknown";

  private final BlobStore store;
  private final ImageReference reference;
  private final Optional<Platform> wanted;
  private final Optional<Digest> preferred;

  private OciLayout(
      BlobStore store,
      ImageReference reference,
      Optional<Platform> wanted,
      Optional<Digest> preferred) {
    this.store = store;
    this.reference = reference;
    this.wanted = wanted;
    this.preferred = preferred;
  }

  /**
   * An image that an index names.
   *
   * @param descriptor what is said of it
   * @param path the indexes that lead to it
   */
  private record Found(Descriptor descriptor, List<IndexEntry> path) {}

  /**
   * The image that is meant.
   *
   * @param wanted its platform; needed where there are images of several
   * @param preferred its digest, which tells where nothing else does
   * @throws RejectedException when there is none or more than one, or a document is not as stated
   */
  static ImageDescription describe(
      BlobStore store,
      ImageReference reference,
      Optional<Platform> wanted,
      Optional<Digest> preferred)
      throws RejectedException {
    OciLayout layout = new OciLayout(store, reference, wanted, preferred);
    layout.find("oci-layout");
    Blob index = layout.find(INDEX);
    byte[] bytes = VerifiedBlob.readWhole(index, index.size(), null, ImageLimits.DOCUMENT_SIZE);
    return layout.describe(layout.choose(OciDocuments.index(bytes, INDEX)));
  }

  /**
   * What an image consists of, of which a store has the documents, and perhaps not the layers.
   *
   * @param target the image, or an index that leads to it
   */
  static ImageIdentity identify(
      BlobStore store,
      ImageReference reference,
      Descriptor target,
      Optional<Platform> wanted,
      Optional<Digest> preferred)
      throws RejectedException {
    OciLayout layout = new OciLayout(store, reference, wanted, preferred);
    List<Found> images = new ArrayList<>();
    layout.addImages(new Found(target, List.of()), images);
    Descriptor image = layout.choose(images).descriptor();
    OciDocuments.Manifest manifest =
        OciDocuments.manifest(layout.read(image), blobName(image.digest()));
    OciDocuments.Config config =
        OciDocuments.config(layout.read(manifest.config()), blobName(manifest.config().digest()));
    layout.requirePlatform(config);
    return new ImageIdentity(image.digest(), config.diffIds());
  }

  private Found choose(Json.Node index) throws RejectedException {
    Optional<String> tag = reference.tag();
    List<Descriptor> all = OciDocuments.descriptors(index, INDEX);
    List<Found> images = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (tag.isEmpty() || all.get(i).refName().equals(tag.get())) {
        addImages(new Found(all.get(i), List.of(new IndexEntry(index, i))), images);
      }
    }
    if (images.isEmpty()) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(),
              tag.map(name -> "'" + name + "'").orElse(""),
              all.stream().map(descriptor -> "'" + descriptor.refName() + "'").toList()));
    }
    return choose(images);
  }

  private Found choose(List<Found> images) throws RejectedException {
    List<Found> fitting = distinct(images.stream().filter(this::fits).toList());
    List<String> names = images.stream().map(OciLayout::name).toList();
    if (fitting.isEmpty()) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(), wanted.map(p -> "for " + p).orElse(""), names));
    }
    List<Found> meant =
        fitting.stream()
            .filter(image -> preferred.equals(Optional.of(image.descriptor().digest())))
            .toList();
    if (fitting.size() > 1 && meant.size() != 1) {
      throw new RejectedException(
          ImageProblems.severalImages(
              reference.toString(), fitting.stream().map(OciLayout::name).toList()));
    }
    return meant.size() == 1 ? meant.get(0) : fitting.get(0);
  }

  /** The same image may be reached in several ways. */
  private static List<Found> distinct(List<Found> images) {
    Map<Descriptor, Found> distinct = new LinkedHashMap<>();
    images.forEach(image -> distinct.putIfAbsent(image.descriptor(), image));
    return List.copyOf(distinct.values());
  }

  private void addImages(Found found, List<Found> images) throws RejectedException {
    Descriptor descriptor = found.descriptor();
    if (MANIFESTS.contains(descriptor.mediaType())) {
      images.add(found);
    } else if (INDEXES.contains(descriptor.mediaType())) {
      int depth = found.path().size() - 1;
      if (depth >= ImageLimits.INDEX_DEPTH || images.size() > ImageLimits.DEFAULT.layers()) {
        throw new RejectedException(
            ImageProblems.overLimit(
                blobName(descriptor.digest()),
                Text.format("indexes nest deeper than %d or name too many", depth)));
      }
      Json.Node index = OciDocuments.index(read(descriptor), blobName(descriptor.digest()));
      List<Descriptor> inner = OciDocuments.descriptors(index, blobName(descriptor.digest()));
      for (int i = 0; i < inner.size(); i++) {
        List<IndexEntry> path = new ArrayList<>(found.path());
        path.add(new IndexEntry(index, i));
        boolean named = !inner.get(i).refName().isEmpty() || descriptor.refName().isEmpty();
        Descriptor image = named ? inner.get(i) : named(inner.get(i), descriptor.refName());
        addImages(new Found(image, path), images);
      }
    }
  }

  private static Descriptor named(Descriptor descriptor, String refName) {
    return new Descriptor(
        descriptor.mediaType(),
        descriptor.digest(),
        descriptor.size(),
        descriptor.platform(),
        refName,
        descriptor.artifactType());
  }

  private boolean fits(Found image) {
    Optional<Platform> platform = image.descriptor().platform();
    boolean attestation = platform.isPresent() && platform.get().os().equals(NO_PLATFORM);
    if (attestation || !image.descriptor().artifactType().isEmpty()) {
      return false;
    }
    // One that states no platform there is held against it by its configuration.
    return wanted.isEmpty() || platform.isEmpty() || wanted.get().accepts(platform.get());
  }

  private ImageDescription describe(Found found) throws RejectedException {
    Descriptor image = found.descriptor();
    String place = blobName(image.digest());
    OciDocuments.Manifest manifest = OciDocuments.manifest(read(image), place);
    String configPlace = blobName(manifest.config().digest());
    OciDocuments.Config config = OciDocuments.config(read(manifest.config()), configPlace);
    requirePlatform(config);
    List<Descriptor> layers = manifest.layers();
    requireSameCount(place, layers.size(), config.diffIds().size());
    List<Layer> result = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Descriptor layer = layers.get(i);
      if (!LAYERS.contains(layer.mediaType())) {
        throw new RejectedException(
            ImageProblems.unsupportedLayer(blobName(layer.digest()), layer.mediaType()));
      }
      result.add(
          new Layer(
              find(blobName(layer.digest())),
              layer.digest(),
              layer.size(),
              config.diffIds().get(i)));
    }
    return new ImageDescription(
        image.refName(),
        image.digest(),
        OciDocuments.original(manifest.whole()),
        result,
        new ImageDocuments(
            store, found.path(), Optional.of(manifest.whole()), config.whole(), List.of()));
  }

  private void requirePlatform(OciDocuments.Config config) throws RejectedException {
    if (wanted.isPresent() && !wanted.get().accepts(config.platform())) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(), "for " + wanted.get(), List.of(config.platform().toString())));
    }
  }

  /** Each layer has its diff_id. */
  static void requireSameCount(String place, int layers, int diffIds) throws RejectedException {
    if (layers != diffIds || layers > ImageLimits.DEFAULT.layers()) {
      throw new RejectedException(
          ImageProblems.malformedImage(
              place,
              Text.format(
                  "it has %d layers, and the configuration %d diff_ids (at most %d)",
                  layers, diffIds, ImageLimits.DEFAULT.layers())));
    }
  }

  private byte[] read(Descriptor descriptor) throws RejectedException {
    return VerifiedBlob.readWhole(
        find(blobName(descriptor.digest())),
        descriptor.size(),
        descriptor.digest(),
        ImageLimits.DOCUMENT_SIZE);
  }

  private Blob find(String name) throws RejectedException {
    return store
        .find(name)
        .orElseThrow(
            () -> new RejectedException(ImageProblems.missingBlob(reference.toString(), name)));
  }

  /** Whether a blob is an index or a manifest, which name others. */
  static boolean isDocument(Descriptor descriptor) {
    return INDEXES.contains(descriptor.mediaType()) || MANIFESTS.contains(descriptor.mediaType());
  }

  /** Where a layout keeps a blob. */
  static String blobName(Digest digest) {
    return "blobs/" + digest.algorithm().key() + "/" + digest.hex();
  }

  private static String name(Found found) {
    Descriptor image = found.descriptor();
    String platform = image.platform().map(Platform::toString).orElse("");
    return "'" + (image.refName() + " " + platform).strip() + "'";
  }
}
