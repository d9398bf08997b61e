// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import dev.sbomlock.image.json.Json;
import dev.sbomlock.image.json.JsonDocument;
import dev.sbomlock.image.json.MalformedJsonException;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.dsse.Envelope;
import dev.sbomlock.manifest.dsse.EnvelopeReader;
import dev.sbomlock.manifest.dsse.EnvelopeSignature;
import dev.sbomlock.manifest.dsse.MalformedEnvelopeException;
import java.util.Base64;
import java.util.List;

/**
 * A DSSE envelope as referrers carry it (sigstore's protobuf-specs, bundle 0.3): with a hint at its
 * key beside it, and no certificate.
 */
final class SigstoreBundle {

  /** What it is, as artifact type and as media type. */
  static final String TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private static final String ENVELOPE = "dsseEnvelope";

  private SigstoreBundle() {}

  /**
   * The bundle of a signed manifest.
   *
   * @throws RejectedException C230 when it is no envelope, or has not one signature
   */
  static byte[] of(byte[] envelope, String place) throws RejectedException {
    Envelope signed;
    try {
      signed = EnvelopeReader.read(envelope);
    } catch (MalformedEnvelopeException e) {
      throw new RejectedException(AttachProblems.notSigned(place, String.valueOf(e.getMessage())));
    }
    if (signed.signatures().size() != 1) {
      throw new RejectedException(
          AttachProblems.notSigned(place, "it has not just one signature, as a bundle has"));
    }
    EnvelopeSignature signature = signed.signatures().get(0);
    Base64.Encoder base64 = Base64.getEncoder();
    Json.Node entry =
        Json.Node.empty()
            .with("sig", base64.encodeToString(signature.bytes()))
            .with("keyid", signature.keyId());
    Json.Node key = Json.Node.empty().with("hint", signature.keyId());
    return JsonDocument.write(
        Json.Node.empty()
            .with("mediaType", TYPE)
            .with("verificationMaterial", Json.Node.empty().with("publicKey", key))
            .with(
                ENVELOPE,
                Json.Node.empty()
                    .with("payload", base64.encodeToString(signed.payload()))
                    .with("payloadType", signed.payloadType())
                    .with("signatures", new Json.Array(List.of(entry)))));
  }

  /**
   * The envelope in a bundle, whose signature is not checked.
   *
   * @throws RejectedException C230 when there is none
   */
  static byte[] envelope(byte[] bundle, String place) throws RejectedException {
    try {
      if (JsonDocument.parse(bundle) instanceof Json.Node node && node.node(ENVELOPE).isPresent()) {
        byte[] envelope = JsonDocument.write(node.node(ENVELOPE).get());
        EnvelopeReader.read(envelope);
        return envelope;
      }
      throw new RejectedException(AttachProblems.notSigned(place, "it holds no DSSE envelope"));
    } catch (MalformedJsonException | MalformedEnvelopeException e) {
      throw new RejectedException(AttachProblems.notSigned(place, String.valueOf(e.getMessage())));
    }
  }
}
