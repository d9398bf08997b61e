// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;

/** Writes manifests in their one canonical form (RFC 8785): equal manifests, equal bytes. */
public final class ManifestWriter {

  static final JsonFactory JSON =
      JsonFactory.builder()
          // RFC 8785 section 3.2.2.2 wants lower-case hex in escapes.
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          // And no escapes beyond those it lists; Jackson would write an emoji as two of them.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private ManifestWriter() {}

  /** Writes the manifest to a file, as {@link OutputFile} does. */
  public static void write(MeasurementManifest manifest, Path target) throws IOException {
    OutputFile.write(target, out -> write(manifest, out));
  }

  /** Writes the manifest's canonical bytes; does not close the stream. */
  public static void write(MeasurementManifest manifest, OutputStream out) throws IOException {
    writeStatement(manifest, checksum(manifest).hex(), out);
  }

  /** What stands in the manifest as its checksum: its canonical digest while that is empty. */
  private static Digest checksum(MeasurementManifest manifest) {
    MessageDigest sha256 = Hashing.sha256();
    try {
      writeStatement(manifest, "", new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
    } catch (IOException e) {
      throw new UncheckedIOException("the null stream takes everything", e);
    }
    return Digest.of(DigestAlgorithm.SHA256, sha256.digest());
  }

  // Keys are written in the order of their UTF-16 code units, as RFC 8785 section 3.2.3 sorts them.
  private static void writeStatement(
      MeasurementManifest manifest, String checksum, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("_type", ManifestFormat.STATEMENT_TYPE);
      json.writeObjectFieldStart("predicate");
      json.writeStringField("checksum", checksum);
      writeComponents(manifest, json);
      if (manifest.validity().isPresent()) {
        json.writeStringField("expires", manifest.validity().get().expires().toString());
      }
      writeFiles(manifest, json);
      writeVerity(manifest.verity(), json);
      writeInputs(manifest, json);
      writeSteps(manifest, json);
      writeSummary(manifest, json);
      writeSymlinks(manifest, json);
      if (manifest.validity().isPresent()) {
        json.writeNumberField("version", manifest.validity().get().version());
      }
      json.writeEndObject();
      json.writeStringField("predicateType", MeasurementManifest.PREDICATE_TYPE);
      json.writeArrayFieldStart("subject");
      json.writeStartObject();
      json.writeObjectFieldStart("digest");
      writeDigest(manifest.subject().digest(), json);
      json.writeEndObject();
      json.writeStringField("name", manifest.subject().name());
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeComponents(MeasurementManifest manifest, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("components");
    for (Component component : manifest.components()) {
      json.writeStartObject();
      writeIndices("inputs", component.inputs(), json);
      json.writeStringField("name", component.name());
      if (!component.purl().isEmpty()) {
        json.writeStringField("purl", component.purl());
      }
      if (!component.version().isEmpty()) {
        json.writeStringField("version", component.version());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFiles(MeasurementManifest manifest, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("files");
    for (Measurement file : manifest.files()) {
      json.writeStartObject();
      writeIndices("components", file.components(), json);
      json.writeObjectFieldStart("digest");
      writeDigests(file.digests(), json);
      json.writeEndObject();
      json.writeArrayFieldStart("evidence");
      for (Evidence evidence : file.evidence()) {
        json.writeStartObject();
        json.writeStringField("from", evidence.from());
        json.writeStringField("kind", evidence.kind().key());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (!file.grants().isEmpty()) {
        json.writeArrayFieldStart("grants");
        for (Grant grant : file.grants()) {
          json.writeString(grant.key());
        }
        json.writeEndArray();
      }
      Measurement.Content content = file.content();
      if (content != null) {
        json.writeStringField("mode", ManifestFormat.formatMode(content.mode()));
      }
      json.writeStringField("path", file.path().text());
      if (content != null) {
        json.writeNumberField("size", content.size());
      }
      json.writeStringField("status", file.status().key());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeVerity(VerityParameters verity, JsonGenerator json) throws IOException {
    if (verity.equals(VerityParameters.DEFAULT)) {
      return;
    }
    json.writeObjectFieldStart("fsverity");
    json.writeNumberField("blockSize", verity.blockSize());
    json.writeStringField("hash", verity.hash().key());
    if (!verity.saltHex().isEmpty()) {
      json.writeStringField("salt", verity.saltHex());
    }
    json.writeEndObject();
  }

  private static void writeInputs(MeasurementManifest manifest, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("inputs");
    for (Input input : manifest.inputs()) {
      json.writeStartObject();
      json.writeObjectFieldStart("digest");
      writeDigest(input.digest(), json);
      json.writeEndObject();
      json.writeStringField("format", input.format());
      json.writeStringField("kind", input.kind());
      json.writeStringField("name", input.name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSteps(MeasurementManifest manifest, JsonGenerator json)
      throws IOException {
    if (manifest.steps().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("steps");
    for (BuildStep step : manifest.steps()) {
      json.writeStartObject();
      json.writeArrayFieldStart("functionaries");
      for (Digest functionary : step.functionaries()) {
        json.writeString(functionary.hex());
      }
      json.writeEndArray();
      writeArtifacts("materials", step.materials(), json);
      json.writeStringField("name", step.name());
      writeArtifacts("products", step.products(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeArtifacts(
      String key, Map<String, DigestSet> artifacts, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(key);
    for (Map.Entry<String, DigestSet> artifact : artifacts.entrySet()) {
      json.writeStartObject();
      json.writeObjectFieldStart("digest");
      writeDigests(artifact.getValue(), json);
      json.writeEndObject();
      json.writeStringField("name", artifact.getKey());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSummary(MeasurementManifest manifest, JsonGenerator json)
      throws IOException {
    Map<Status, Integer> counts = manifest.countByStatus();
    json.writeObjectFieldStart("summary");
    for (Status status : ManifestFormat.STATUSES_BY_KEY) {
      json.writeNumberField(status.key(), counts.getOrDefault(status, 0));
    }
    json.writeEndObject();
  }

  private static void writeSymlinks(MeasurementManifest manifest, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("symlinks");
    for (Symlink symlink : manifest.symlinks()) {
      json.writeStartObject();
      json.writeStringField("path", symlink.path().text());
      json.writeStringField("target", symlink.target());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeDigests(DigestSet digests, JsonGenerator json) throws IOException {
    // The algorithms' keys sort differently from the enum: md5 follows fsverity-sha256.
    for (Digest digest :
        digests.digests().stream()
            .sorted((a, b) -> a.algorithm().key().compareTo(b.algorithm().key()))
            .toList()) {
      writeDigest(digest, json);
    }
  }

  private static void writeDigest(Digest digest, JsonGenerator json) throws IOException {
    json.writeStringField(digest.algorithm().key(), digest.hex());
  }

  private static void writeIndices(String key, Iterable<Integer> indices, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (int index : indices) {
      json.writeNumber(index);
    }
    json.writeEndArray();
  }
}
