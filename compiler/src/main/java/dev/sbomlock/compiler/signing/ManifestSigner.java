// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.signing;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.compiler.problem.SigningKeyProblems;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.dsse.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Puts a manifest into a DSSE envelope with a signature. */
public final class ManifestSigner {

  private ManifestSigner() {}

  /**
   * The signed manifest: an envelope in JSON, whose payload are the manifest's canonical bytes.
   *
   * @throws RejectedException C262 when the manifest has no version and no expiry day
   */
  public static byte[] sign(MeasurementManifest manifest, SigningKey key) throws RejectedException {
    if (manifest.validity().isEmpty()) {
      throw new RejectedException(SigningKeyProblems.noValidity(manifest.subject().name()));
    }
    try {
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      ManifestWriter.write(manifest, payload);
      return envelope(payload.toByteArray(), key);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes everything", e);
    }
  }

  private static byte[] envelope(byte[] payload, SigningKey key) throws IOException {
    byte[] signature = key.sign(Envelope.preAuthenticationEncoding(Envelope.IN_TOTO, payload));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeBinaryField("payload", payload);
      json.writeStringField("payloadType", Envelope.IN_TOTO);
      json.writeArrayFieldStart("signatures");
      json.writeStartObject();
      json.writeBinaryField("sig", signature);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
