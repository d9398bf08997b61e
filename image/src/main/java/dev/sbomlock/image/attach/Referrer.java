// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A manifest that refers to an image and has a bundle as its only layer (OCI image specification
 * 1.1, "Guidelines for Artifact Usage").
 */
final class Referrer {

  /** What every registry takes where there is no configuration. */
  static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

  static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  private static final String MANIFESTS = "manifests";

  private final byte[] manifest;

  private Referrer(byte[] manifest) {
    this.manifest = manifest;
  }

  /** The referrer of an image by which a bundle goes with it. */
  static Referrer of(Json.Node image, byte[] bundle) {
    Json.Node subject = Json.Node.empty();
    for (String name : List.of("mediaType", "digest", "size")) {
      if (image.get(name).isPresent()) {
        subject = subject.with(name, image.get(name).get());
      }
    }
    Json layer = descriptor(SigstoreBundle.TYPE, bundle);
    return new Referrer(
        JsonDocument.write(
            Json.Node.empty()
                .with("schemaVersion", 2)
                .with("mediaType", MANIFEST_TYPE)
                .with("artifactType", SigstoreBundle.TYPE)
                .with("config", descriptor(EMPTY_TYPE, EMPTY))
                .with("layers", new Json.Array(List.of(layer)))
                .with("subject", subject)));
  }

  /** The document. */
  byte[] manifest() {
    return manifest.clone();
  }

  /** What indexes say of it. */
  Json.Node descriptor() {
    return descriptor(MANIFEST_TYPE, manifest).with("artifactType", SigstoreBundle.TYPE);
  }

  /** The tag under which clients look where a registry does not list referrers. */
  static String fallbackTag(Digest image) {
    return image.algorithm().key() + "-" + image.hex();
  }

  /** An index with one entry more, or the same when the entry is there. */
  static Json.Node listed(Json.Node index, Json.Node entry) {
    List<Json> entries = new ArrayList<>(index.array(MANIFESTS).orElse(List.of()));
    if (!entries.contains(entry)) {
      entries.add(entry);
    }
    return index.with(MANIFESTS, new Json.Array(entries));
  }

  /** An index that lists nothing yet. */
  static Json.Node emptyIndex() {
    return Json.Node.empty().with("schemaVersion", 2).with("mediaType", INDEX_TYPE);
  }

  static Json.Node descriptor(String mediaType, byte[] bytes) {
    return Json.Node.empty()
        .with("mediaType", mediaType)
        .with("digest", sha256(bytes).toString())
        .with("size", bytes.length);
  }

  static Digest sha256(byte[] bytes) {
    return Hashing.sha256(bytes);
  }
}
