// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** A runtime policy of Keylime, version 1: which SHA-256 IMA may have measured at which path. */
public record KeylimePolicy() implements Exporter {

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "Keylime");
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("meta");
      json.writeNumberField("version", 1);
      json.writeNumberField("generator", 0);
      json.writeEndObject();
      json.writeNumberField("release", 0);
      json.writeObjectFieldStart("digests");
      for (AccountedFiles.Named file : files.named()) {
        json.writeArrayFieldStart(file.name());
        json.writeString(file.sha256().hex());
        json.writeEndArray();
      }
      json.writeEndObject();
      writeDefaults(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return new Export(List.of(text.toString()), files.findings());
  }

  private static void writeDefaults(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("excludes");
    json.writeEndArray();
    json.writeObjectFieldStart("keyrings");
    json.writeEndObject();
    json.writeObjectFieldStart("ima");
    json.writeArrayFieldStart("ignored_keyrings");
    json.writeEndArray();
    json.writeStringField("log_hash_alg", "sha1");
    json.writeNullField("dm_policy");
    json.writeEndObject();
    json.writeObjectFieldStart("ima-buf");
    json.writeEndObject();
    json.writeStringField("verification-keys", "");
  }
}
