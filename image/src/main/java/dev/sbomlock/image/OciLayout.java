// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds an image in an OCI layout and reads its documents (OCI image layout, 1.0.0). */
final class OciLayout {

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

  private OciLayout(BlobStore store, ImageReference reference, Optional<Platform> wanted) {
    this.store = store;
    this.reference = reference;
    this.wanted = wanted;
  }

  /**
   * The image that is meant.
   *
   * @param wanted its platform; needed where there are images of several
   * @throws RejectedException when there is none or more than one, or a document is not as stated
   */
  static ImageDescription describe(
      BlobStore store, ImageReference reference, Optional<Platform> wanted)
      throws RejectedException {
    OciLayout layout = new OciLayout(store, reference, wanted);
    layout.find("oci-layout");
    Blob index = layout.find("index.json");
    byte[] bytes = VerifiedBlob.readWhole(index, index.size(), null, ImageLimits.DOCUMENT_SIZE);
    return layout.describe(layout.choose(OciDocuments.index(bytes, index.name())));
  }

  private Descriptor choose(List<Descriptor> all) throws RejectedException {
    Optional<String> tag = reference.tag();
    List<Descriptor> tagged =
        all.stream()
            .filter(descriptor -> tag.isEmpty() || descriptor.refName().equals(tag.get()))
            .toList();
    if (tagged.isEmpty()) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(),
              tag.map(name -> "'" + name + "'").orElse(""),
              all.stream().map(descriptor -> "'" + descriptor.refName() + "'").toList()));
    }
    List<Descriptor> images = new ArrayList<>();
    for (Descriptor descriptor : tagged) {
      addImages(descriptor, images, 0);
    }
    List<Descriptor> fitting = images.stream().filter(this::fits).distinct().toList();
    List<String> names = images.stream().map(OciLayout::name).toList();
    if (fitting.isEmpty()) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(), wanted.map(p -> "for " + p).orElse(""), names));
    }
    if (fitting.size() > 1) {
      throw new RejectedException(
          ImageProblems.severalImages(
              reference.toString(), fitting.stream().map(OciLayout::name).toList()));
    }
    return fitting.get(0);
  }

  private void addImages(Descriptor descriptor, List<Descriptor> images, int depth)
      throws RejectedException {
    if (MANIFESTS.contains(descriptor.mediaType())) {
      images.add(descriptor);
    } else if (INDEXES.contains(descriptor.mediaType())) {
      if (depth == ImageLimits.INDEX_DEPTH || images.size() > ImageLimits.DEFAULT.layers()) {
        throw new RejectedException(
            ImageProblems.overLimit(
                blobName(descriptor.digest()),
                Text.format("indexes nest deeper than %d or name too many", depth)));
      }
      byte[] bytes = read(descriptor);
      for (Descriptor inner : OciDocuments.index(bytes, blobName(descriptor.digest()))) {
        boolean named = !inner.refName().isEmpty() || descriptor.refName().isEmpty();
        addImages(named ? inner : named(inner, descriptor.refName()), images, depth + 1);
      }
    }
  }

  private static Descriptor named(Descriptor descriptor, String refName) {
    return new Descriptor(
        descriptor.mediaType(),
        descriptor.digest(),
        descriptor.size(),
        descriptor.platform(),
        refName);
  }

  private boolean fits(Descriptor image) {
    Optional<Platform> platform = image.platform();
    if (platform.isPresent() && platform.get().os().equals(NO_PLATFORM)) {
      return false;
    }
    // One that states no platform there is held against it by its configuration.
    return wanted.isEmpty() || platform.isEmpty() || wanted.get().accepts(platform.get());
  }

  private ImageDescription describe(Descriptor image) throws RejectedException {
    String place = blobName(image.digest());
    OciDocuments.Manifest manifest = OciDocuments.manifest(read(image), place);
    String configPlace = blobName(manifest.config().digest());
    OciDocuments.Config config = OciDocuments.config(read(manifest.config()), configPlace);
    if (wanted.isPresent() && !wanted.get().accepts(config.platform())) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(), "for " + wanted.get(), List.of(config.platform().toString())));
    }
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
    return new ImageDescription(image.refName(), image.digest(), result);
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

  private static String blobName(Digest digest) {
    return "blobs/" + digest.algorithm().key() + "/" + digest.hex();
  }

  private static String name(Descriptor image) {
    String platform = image.platform().map(Platform::toString).orElse("");
    return "'" + (image.refName() + " " + platform).strip() + "'";
  }
}
