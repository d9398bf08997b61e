// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.image.json.MalformedJsonException;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fetches the signed manifest that refers to an image in a registry. */
public final class ManifestPull {

  /** Bytes of a manifest or index; registries take 4 MiB. */
  static final int MAX_DOCUMENT = 4 << 20;

  /** Bytes of a bundle: the manifest of half a million files, in base64. */
  private static final int MAX_BUNDLE = 512 << 20;

  private final RegistryReference reference;
  private final RegistryClient registry;

  private ManifestPull(RegistryReference reference, RegistryClient registry) {
    this.reference = reference;
    this.registry = registry;
  }

  /**
   * Fetches the one signed manifest of an image. Its signature is not checked here.
   *
   * @return a DSSE envelope
   * @throws RejectedException C233 when the registry refuses, C234 when it sends other bytes than
   *     their digest says, C235 when there is none or more than one
   */
  public static byte[] pull(RegistryReference reference, RegistryAccess access)
      throws RejectedException {
    return new ManifestPull(reference, RegistryClient.of(reference, access)).pull();
  }

  private byte[] pull() throws RejectedException {
    byte[] image =
        registry
            .manifest(reference.reference(), MAX_DOCUMENT)
            .orElseThrow(
                () ->
                    new RejectedException(
                        AttachProblems.registry(place(), "there is no such image")));
    List<Digest> found = new ArrayList<>();
    for (Json entry : referrers(Referrer.sha256(image)).array("manifests").orElse(List.of())) {
      if (entry instanceof Json.Node node
          && node.text("artifactType").equals(Optional.of(SigstoreBundle.TYPE))) {
        node.text("digest").flatMap(Digests::parse).ifPresent(found::add);
      }
    }
    if (found.size() != 1) {
      throw new RejectedException(
          AttachProblems.nothingAttached(place(), found.stream().map(Digest::toString).toList()));
    }
    return SigstoreBundle.envelope(bundle(found.get(0)), place());
  }

  private Json.Node referrers(Digest image) throws RejectedException {
    Optional<Json.Node> listed = object(registry.referrers(image, MAX_DOCUMENT), place());
    return listed.isPresent()
        ? listed.get()
        : object(registry.manifest(Referrer.fallbackTag(image), MAX_DOCUMENT), place())
            .orElse(Json.Node.empty());
  }

  private byte[] bundle(Digest referrer) throws RejectedException {
    Json.Node manifest =
        object(registry.manifest(referrer.toString(), MAX_DOCUMENT), place())
            .orElse(Json.Node.empty());
    List<Json> layers = manifest.array("layers").orElse(List.of());
    Optional<Digest> layer =
        layers.size() == 1 && layers.get(0) instanceof Json.Node node
            ? node.text("digest").flatMap(Digests::parse)
            : Optional.empty();
    return registry.blob(
        layer.orElseThrow(
            () ->
                new RejectedException(
                    AttachProblems.registry(place(), referrer + " holds no bundle"))),
        MAX_BUNDLE);
  }

  /** The object that a document is, if there is one. */
  static Optional<Json.Node> object(Optional<byte[]> document, String place)
      throws RejectedException {
    if (document.isEmpty()) {
      return Optional.empty();
    }
    try {
      return JsonDocument.parse(document.get()) instanceof Json.Node node
          ? Optional.of(node)
          : Optional.empty();
    } catch (MalformedJsonException e) {
      throw new RejectedException(
          AttachProblems.registry(place, "it sent no whole JSON: " + e.getMessage()));
    }
  }

  private String place() {
    return "'" + reference + "'";
  }
}
