// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.image.json.MalformedJsonException;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the JSON documents of an image (OCI image specification 1.1, and Docker's older forms of
 * the same).
 */
final class OciDocuments {

  /** Under what an index lists what it names. */
  static final String MANIFESTS = "manifests";

  /** The annotation that holds an image's tag. */
  static final String REF_NAME = "org.opencontainers.image.ref.name";

  private static final Pattern ORIGINAL_DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int MAX_DESCRIPTORS = 10_000;

  /** Sizes below 2^53, which every reader of JSON takes as they are. */
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,14}");

  private OciDocuments() {}

  /**
   * What a manifest refers to.
   *
   * @param layers lowest first
   * @param whole the document
   */
  record Manifest(Descriptor config, List<Descriptor> layers, Json.Node whole) {}

  /**
   * What a configuration says.
   *
   * @param diffIds of the layers, lowest first
   * @param whole the document
   */
  record Config(Platform platform, List<Digest> diffIds, Json.Node whole) {}

  /**
   * An image in a Docker archive, by the names of its members.
   *
   * @param tags such as {@code app:1.0}
   */
  record DockerImage(String config, List<String> tags, List<String> layers) {}

  /** An index, {@link #descriptors} of which name images and further indexes. */
  static Json.Node index(byte[] bytes, String place) throws RejectedException {
    Json.Node index = object(bytes, place);
    requireVersion2(index, place);
    descriptors(index, MANIFESTS, place);
    return index;
  }

  /** The images and indexes that an index names. */
  static List<Descriptor> descriptors(Json.Node index, String place) throws RejectedException {
    return descriptors(index, MANIFESTS, place);
  }

  /** What an image's manifest names. */
  static Manifest manifest(byte[] bytes, String place) throws RejectedException {
    Json.Node manifest = object(bytes, place);
    requireVersion2(manifest, place);
    Json.Node config =
        manifest.node("config").orElseThrow(() -> malformed(place, "it has no 'config'"));
    return new Manifest(
        descriptor(config, place), descriptors(manifest, "layers", place), manifest);
  }

  /** All that an index or a manifest names. */
  static List<Descriptor> named(Json.Node document, String place) throws RejectedException {
    List<Descriptor> named = new ArrayList<>();
    if (document.node("config").isPresent()) {
      named.add(descriptor(document.node("config").get(), place));
    }
    for (String list : List.of(MANIFESTS, "layers")) {
      if (document.array(list).isPresent()) {
        named.addAll(descriptors(document, list, place));
      }
    }
    return named;
  }

  /** The image of which blessing has made this one, if its manifest says so. */
  static Optional<Digest> original(Json.Node manifest) {
    return manifest
        .node("annotations")
        .flatMap(notes -> notes.text(ImageDescription.ORIGINAL))
        .filter(text -> ORIGINAL_DIGEST.matcher(text).matches())
        .map(text -> new Digest(DigestAlgorithm.SHA256, text.substring("sha256:".length())));
  }

  /** What an image's configuration says of its layers. */
  static Config config(byte[] bytes, String place) throws RejectedException {
    Json.Node config = object(bytes, place);
    Json.Node rootfs =
        config.node("rootfs").orElseThrow(() -> malformed(place, "it has no 'rootfs'"));
    List<Digest> diffIds = new ArrayList<>();
    for (Json value : elements(rootfs, "diff_ids", place)) {
      diffIds.add(digest(value, place));
    }
    return new Config(platform(config), List.copyOf(diffIds), config);
  }

  /** What {@code manifest.json} of a Docker archive lists. */
  static List<DockerImage> dockerManifest(byte[] bytes, String place) throws RejectedException {
    if (!(parse(bytes, place) instanceof Json.Array images)) {
      throw malformed(place, "it is not a list of images");
    }
    List<DockerImage> result = new ArrayList<>();
    for (Json value : images.elements()) {
      if (!(value instanceof Json.Node image)) {
        throw malformed(place, "it lists something that is not an image");
      }
      String config =
          image.text("Config").orElseThrow(() -> malformed(place, "an image has no 'Config'"));
      result.add(
          new DockerImage(config, texts(image, "RepoTags", place), texts(image, "Layers", place)));
    }
    return result;
  }

  private static List<String> texts(Json.Node object, String name, String place)
      throws RejectedException {
    List<String> texts = new ArrayList<>();
    for (Json value : object.array(name).orElse(List.of())) {
      if (!(value instanceof Json.Text text)) {
        throw malformed(place, "'" + name + "' holds something that is not a text");
      }
      texts.add(text.value());
    }
    return List.copyOf(texts);
  }

  private static List<Descriptor> descriptors(Json.Node object, String name, String place)
      throws RejectedException {
    List<Descriptor> descriptors = new ArrayList<>();
    for (Json value : elements(object, name, place)) {
      if (!(value instanceof Json.Node descriptor)) {
        throw malformed(place, "'" + name + "' holds something that is not a descriptor");
      }
      descriptors.add(descriptor(descriptor, place));
    }
    return List.copyOf(descriptors);
  }

  private static List<Json> elements(Json.Node object, String name, String place)
      throws RejectedException {
    List<Json> elements =
        object
            .array(name)
            .orElseThrow(() -> malformed(place, "it has no list called '" + name + "'"));
    if (elements.size() > MAX_DESCRIPTORS) {
      throw new RejectedException(
          ImageProblems.overLimit(
              place, Text.format("'%s' has more than %d entries", name, MAX_DESCRIPTORS)));
    }
    return elements;
  }

  private static Descriptor descriptor(Json.Node object, String place) throws RejectedException {
    Json stated = object.fields().get("size");
    if (!(stated instanceof Json.Numeral size) || !SIZE.matcher(size.digits()).matches()) {
      throw malformed(place, "a descriptor's size is not a number of bytes");
    }
    Json digest = object.fields().get("digest");
    if (digest == null) {
      throw malformed(place, "a descriptor has no digest");
    }
    return new Descriptor(
        object.text("mediaType").orElse(""),
        digest(digest, place),
        Long.parseLong(size.digits()),
        object.node("platform").map(OciDocuments::platform),
        object.node("annotations").flatMap(notes -> notes.text(REF_NAME)).orElse(""),
        object.text("artifactType").orElse(""));
  }

  private static Platform platform(Json.Node object) {
    return new Platform(
        object.text("os").orElse(""),
        object.text("architecture").orElse(""),
        object.text("variant").orElse(""));
  }

  private static Digest digest(Json value, String place) throws RejectedException {
    if (!(value instanceof Json.Text text)) {
      throw malformed(place, "a digest is not a text");
    }
    String stated = text.value();
    int colon = stated.indexOf(':');
    Optional<DigestAlgorithm> algorithm =
        switch (colon < 0 ? "" : stated.substring(0, colon)) {
          case "sha256" -> Optional.of(DigestAlgorithm.SHA256);
          case "sha512" -> Optional.of(DigestAlgorithm.SHA512);
          default -> Optional.empty();
        };
    if (algorithm.isEmpty()) {
      throw malformed(place, "the digest '" + stated + "' is neither sha256 nor sha512");
    }
    try {
      return new Digest(algorithm.get(), stated.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw malformed(place, "the digest '" + stated + "' is malformed: " + e.getMessage());
    }
  }

  private static void requireVersion2(Json.Node object, String place) throws RejectedException {
    boolean second =
        object.fields().get("schemaVersion") instanceof Json.Numeral version
            && version.digits().equals("2");
    if (!second) {
      throw malformed(place, "its schemaVersion is not 2");
    }
  }

  private static Json.Node object(byte[] bytes, String place) throws RejectedException {
    if (!(parse(bytes, place) instanceof Json.Node object)) {
      throw malformed(place, "the document is not an object");
    }
    return object;
  }

  private static Json parse(byte[] bytes, String place) throws RejectedException {
    try {
      return JsonDocument.parse(bytes);
    } catch (MalformedJsonException e) {
      throw malformed(place, "this is not whole, valid JSON: " + e.getMessage());
    }
  }

  private static RejectedException malformed(String place, String fact) {
    return new RejectedException(ImageProblems.malformedImage(place, fact));
  }
}
