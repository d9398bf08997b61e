// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Diagnostics as a log of the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0), for
 * the code scanning of forges.
 *
 * @param version of sbomlock
 * @param refusals for which nothing was compiled: errors
 * @param findings beside them: warnings
 */
public record SarifLog(String version, List<Diagnostic> refusals, List<Diagnostic> findings) {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  /** Copies the lists. */
  public SarifLog {
    refusals = List.copyOf(refusals);
    findings = List.copyOf(findings);
  }

  /** The log, as one line of JSON. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      writeTool(json);
      json.writeStringField("columnKind", "utf16CodeUnits");
      json.writeArrayFieldStart("results");
      for (Diagnostic refusal : refusals) {
        writeResult(refusal, "error", json);
      }
      for (Diagnostic finding : findings) {
        writeResult(finding, "warning", json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }

  private void writeTool(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "sbomlock");
    json.writeStringField("version", version);
    json.writeArrayFieldStart("rules");
    for (String code : codes()) {
      json.writeStartObject();
      json.writeStringField("id", code);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private List<String> codes() {
    SortedSet<String> codes = new TreeSet<>();
    refusals.forEach(diagnostic -> codes.add(diagnostic.code()));
    findings.forEach(diagnostic -> codes.add(diagnostic.code()));
    return new ArrayList<>(codes);
  }

  private void writeResult(Diagnostic diagnostic, String level, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", diagnostic.code());
    json.writeNumberField("ruleIndex", codes().indexOf(diagnostic.code()));
    json.writeStringField("level", level);
    json.writeObjectFieldStart("message");
    json.writeStringField(
        "text", diagnostic.message() + "\n" + Diagnostic.printable(diagnostic.remedy()));
    json.writeEndObject();
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri(diagnostic.place()));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("sbomlock/v1", fingerprint(diagnostic));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A relative reference (RFC 3986): quotes around a path go, what a URI has not is escaped. */
  private static String uri(String place) {
    boolean quoted = place.length() > 2 && place.startsWith("'") && place.endsWith("'");
    String path = quoted ? place.substring(1, place.length() - 1) : place;
    StringBuilder uri = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~/".indexOf(b) >= 0;
      if (plain) {
        uri.append((char) b);
      } else {
        uri.append('%').append(Text.format("%02X", b));
      }
    }
    return uri.toString();
  }

  private static String fingerprint(Diagnostic diagnostic) {
    String text = diagnostic.code() + "\n" + diagnostic.message();
    return Hashing.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
