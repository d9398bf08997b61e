// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.OciDocuments.DockerImage;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds an image in what {@code docker save} writes, in either of its forms. */
final class DockerArchive {

  /**
   * A configuration's name is its digest, where it is not jib that wrote it; a layer's is one in
   * the newer form only.
   */
  private static final Pattern DIGEST_NAME =
      Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");

  private final BlobStore store;
  private final ImageReference reference;

  private DockerArchive(BlobStore store, ImageReference reference) {
    this.store = store;
    this.reference = reference;
  }

  /**
   * The image that is meant.
   *
   * @throws RejectedException when there is none or more than one, or a document is not as stated
   */
  static ImageDescription describe(
      BlobStore store, ImageReference reference, Optional<Platform> wanted)
      throws RejectedException {
    DockerArchive archive = new DockerArchive(store, reference);
    Blob manifest = archive.find("manifest.json");
    byte[] bytes =
        VerifiedBlob.readWhole(manifest, manifest.size(), null, ImageLimits.DOCUMENT_SIZE);
    return archive.describe(
        archive.choose(OciDocuments.dockerManifest(bytes, manifest.name())), wanted);
  }

  private DockerImage choose(List<DockerImage> images) throws RejectedException {
    Optional<String> tag = reference.tag();
    List<DockerImage> fitting =
        images.stream().filter(image -> tag.isEmpty() || image.tags().contains(tag.get())).toList();
    if (fitting.isEmpty()) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(), tag.map(name -> "'" + name + "'").orElse(""), names(images)));
    }
    if (fitting.size() > 1) {
      throw new RejectedException(
          ImageProblems.severalImages(reference.toString(), names(fitting)));
    }
    return fitting.get(0);
  }

  private ImageDescription describe(DockerImage image, Optional<Platform> wanted)
      throws RejectedException {
    Blob configBlob = find(image.config());
    Optional<Digest> stated = statedBy(image.config());
    byte[] bytes =
        VerifiedBlob.readWhole(
            configBlob, configBlob.size(), stated.orElse(null), ImageLimits.DOCUMENT_SIZE);
    Digest configDigest = stated.orElseGet(() -> sha256(bytes));
    OciDocuments.Config config = OciDocuments.config(bytes, image.config());
    if (wanted.isPresent() && !wanted.get().accepts(config.platform())) {
      throw new RejectedException(
          ImageProblems.noSuchImage(
              reference.toString(), "for " + wanted.get(), List.of(config.platform().toString())));
    }
    OciLayout.requireSameCount("manifest.json", image.layers().size(), config.diffIds().size());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      String name = image.layers().get(i);
      Blob blob = find(name);
      layers.add(
          new Layer(blob, statedBy(name).orElse(null), blob.size(), config.diffIds().get(i)));
    }
    return new ImageDescription(
        reference.tag().or(() -> image.tags().stream().sorted().findFirst()).orElse(""),
        configDigest,
        Optional.empty(),
        layers,
        new ImageDocuments(store, List.of(), Optional.empty(), config.whole(), image.tags()));
  }

  private Blob find(String name) throws RejectedException {
    if (!ArchiveBlobs.isSafe(name)) {
      throw new RejectedException(
          ImageProblems.malformedImage(
              "manifest.json", "it names the member '" + name + "', which is no plain path"));
    }
    return store
        .find(name)
        .orElseThrow(
            () -> new RejectedException(ImageProblems.missingBlob(reference.toString(), name)));
  }

  private static Digest sha256(byte[] bytes) {
    byte[] digest = VerifiedBlob.messageDigest(DigestAlgorithm.SHA256).digest(bytes);
    return Digest.of(DigestAlgorithm.SHA256, digest);
  }

  private static Optional<Digest> statedBy(String name) {
    Matcher matcher = DIGEST_NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new Digest(DigestAlgorithm.SHA256, matcher.group(1)))
        : Optional.empty();
  }

  private static List<String> names(List<DockerImage> images) {
    return images.stream().map(image -> "'" + String.join(" ", image.tags()) + "'").toList();
  }
}
