// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.SmallFile;
import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pushes an image of a layout with all that refers to it. */
public final class ImagePush {

  private static final String MANIFESTS = "manifests";

  private final LayoutReferrers layout;
  private final RegistryReference target;
  private final RegistryClient registry;
  private final Set<Digest> pushed = new HashSet<>();

  private ImagePush(LayoutReferrers layout, RegistryReference target, RegistryClient registry) {
    this.layout = layout;
    this.target = target;
    this.registry = registry;
  }

  /**
   * Pushes; what is there already is not sent again, and the tag comes last.
   *
   * @return how many manifests that refer to the image were pushed
   * @throws RejectedException when there is no such image, C231 when the layout is no directory,
   *     C233 when the registry refuses
   */
  public static int push(
      ImageReference reference,
      Optional<Platform> platform,
      RegistryReference target,
      RegistryAccess access)
      throws RejectedException {
    ImagePush push =
        new ImagePush(
            LayoutReferrers.open(reference, platform), target, RegistryClient.of(target, access));
    try {
      return push.push();
    } catch (IOException e) {
      throw new RejectedException(
          AttachProblems.registry("'" + reference + "'", "it cannot be read: " + e));
    }
  }

  private int push() throws IOException, RejectedException {
    Json.Node top = layout.image().tagged().orElseThrow();
    Digest digest = digest(top);
    for (Json.Node inner : named(document(digest))) {
      push(inner);
    }
    List<Json.Node> referrers = layout.descriptors();
    registry.pushManifest(digest.toString(), mediaType(top), SmallFile.read(layout.blob(digest)));
    for (Json.Node referrer : referrers) {
      push(referrer);
    }
    if (!referrers.isEmpty()) {
      pushFallback(referrers);
    }
    registry.pushManifest(target.reference(), mediaType(top), SmallFile.read(layout.blob(digest)));
    return referrers.size();
  }

  private void push(Json.Node descriptor) throws IOException, RejectedException {
    Digest digest = digest(descriptor);
    if (!pushed.add(digest)) {
      return;
    }
    boolean document = mediaType(descriptor).matches(".*(index|manifest)[.a-z0-9]*\\+json");
    if (!document) {
      registry.pushBlob(digest, layout.blob(digest));
      return;
    }
    for (Json.Node inner : named(document(digest))) {
      push(inner);
    }
    registry.pushManifest(
        digest.toString(), mediaType(descriptor), SmallFile.read(layout.blob(digest)));
  }

  /** A registry that lists no referrers keeps the list under a tag, to which others may add. */
  private void pushFallback(List<Json.Node> referrers) throws RejectedException {
    Digest image = layout.image().digest();
    if (registry.referrers(image, ManifestPull.MAX_DOCUMENT).isPresent()) {
      return;
    }
    String tag = Referrer.fallbackTag(image);
    Json.Node index =
        ManifestPull.object(registry.manifest(tag, ManifestPull.MAX_DOCUMENT), "'" + target + "'")
            .orElse(Referrer.emptyIndex());
    for (Json.Node referrer : referrers) {
      index = Referrer.listed(index, referrer);
    }
    registry.pushManifest(tag, Referrer.INDEX_TYPE, JsonDocument.write(index));
  }

  private Json.Node document(Digest digest) throws IOException {
    return JsonDocument.parse(SmallFile.read(layout.blob(digest))) instanceof Json.Node node
        ? node
        : Json.Node.empty();
  }

  /** The descriptors of what a manifest or index consists of. */
  private static List<Json.Node> named(Json.Node document) {
    List<Json.Node> found = new ArrayList<>();
    document.node("config").ifPresent(found::add);
    for (String list : List.of("layers", MANIFESTS)) {
      for (Json entry : document.array(list).orElse(List.of())) {
        if (entry instanceof Json.Node node) {
          found.add(node);
        }
      }
    }
    return found;
  }

  private static Digest digest(Json.Node descriptor) throws IOException {
    return descriptor
        .text("digest")
        .flatMap(Digests::parse)
        .orElseThrow(() -> new IOException("a descriptor has no SHA-256"));
  }

  private static String mediaType(Json.Node descriptor) {
    return descriptor.text("mediaType").orElse(Referrer.MANIFEST_TYPE);
  }
}
