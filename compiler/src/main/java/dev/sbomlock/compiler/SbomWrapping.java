// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.fasterxml.jackson.core.JsonParseException;
import dev.sbomlock.compiler.cyclonedx.CycloneDxJsonReader;
import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.intake.RefusedDocumentException;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.spdx.Spdx3JsonReader;
import dev.sbomlock.compiler.spdx.SpdxJsonReader;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Takes SBOMs out of in-toto statements and DSSE envelopes. It checks no signature, and each SBOM
 * says so in its format and in a finding.
 */
final class SbomWrapping {

  private static final String IN_TOTO = "application/vnd.in-toto+json";
  private static final String ENVELOPE = "a DSSE envelope";
  private static final String STATEMENT = "an in-toto statement";

  /** A payload is held in memory as a whole. */
  private static final int MAX_PAYLOAD = 64 << 20;

  /** DSSE allows both alphabets (protocol.md: "MUST accept standard or URL-safe"). */
  private static final Base64.Decoder STANDARD = Base64.getDecoder();

  private static final Base64.Decoder URL_SAFE = Base64.getUrlDecoder();

  private SbomWrapping() {}

  /** The SBOM in the envelope that {@code in} holds, which {@code opener} opens once more. */
  static Sbom ofEnvelope(SbomFormat.Opener opener, InputStream in, String place)
      throws IOException, RejectedException {
    Base64.Decoder alphabet = alphabet(opener);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    String[] type = {""};
    JsonCursor.document(
        in,
        json ->
            json.object(
                name -> {
                  switch (name) {
                    case "payload" -> json.base64(alphabet, new Bounded(payload));
                    case "payloadType" -> type[0] = json.text();
                    default -> json.skip();
                  }
                }));
    byte[] bytes = payload.toByteArray();
    SbomFormat.Opener inner = () -> new ByteArrayInputStream(bytes);
    SbomFormat format = SbomFormat.of(inner);
    boolean statement = format == SbomFormat.STATEMENT;
    if (statement != type[0].equals(IN_TOTO)) {
      throw new RefusedDocumentException(
          name ->
              SbomProblems.malformedWrapping(
                  name,
                  Text.format("its payload is not of the type '%s' that it states", type[0])));
    }
    Sbom sbom =
        statement
            ? predicate(inner, inner.open(), place)
            : SbomReader.parseBare(format, inner.open(), place);
    return unchecked(sbom, ENVELOPE, place);
  }

  /** The SBOM in the statement that {@code in} holds, which {@code opener} opens once more. */
  static Sbom ofStatement(SbomFormat.Opener opener, InputStream in, String place)
      throws IOException, RejectedException {
    return unchecked(predicate(opener, in, place), STATEMENT, place);
  }

  private static Sbom unchecked(Sbom sbom, String wrapping, String place) {
    return sbom.packed(Text.format(", in %s, signature not checked", wrapping))
        .withFinding(SbomProblems.signatureNotChecked(place, wrapping));
  }

  private static Sbom predicate(SbomFormat.Opener opener, InputStream in, String place)
      throws IOException, RejectedException {
    SbomParser<JsonCursor> parser = parser(predicateType(opener), place);
    String[] text = {""};
    boolean[] found = {false};
    JsonCursor.document(
        in,
        json ->
            json.object(
                name -> {
                  if (!name.equals("predicate")) {
                    json.skip();
                    return;
                  }
                  found[0] = true;
                  if (json.isObject()) {
                    parser.take(json);
                  } else {
                    // Tag-value text, as cosign writes it.
                    text[0] = json.text();
                  }
                }));
    if (!found[0]) {
      throw new RefusedDocumentException(
          name -> SbomProblems.malformedWrapping(name, "its statement has no predicate"));
    }
    if (text[0].isEmpty()) {
      return parser.result();
    }
    byte[] bytes = text[0].getBytes(StandardCharsets.UTF_8);
    SbomFormat format = SbomFormat.of(() -> new ByteArrayInputStream(bytes));
    return SbomReader.parseBare(format, new ByteArrayInputStream(bytes), place);
  }

  private static SbomParser<JsonCursor> parser(String predicateType, String place)
      throws RefusedDocumentException {
    if (predicateType.startsWith("https://cyclonedx.org/bom")) {
      return new CycloneDxJsonReader(place);
    }
    if (predicateType.startsWith("https://spdx.dev/Document/v3")) {
      return new Spdx3JsonReader(place);
    }
    if (predicateType.startsWith("https://spdx.dev/Document")) {
      return new SpdxJsonReader(place, "JSON");
    }
    throw new RefusedDocumentException(
        name ->
            SbomProblems.malformedWrapping(
                name,
                Text.format("its predicate type is '%s', which is no SBOM's", predicateType)));
  }

  private static String predicateType(SbomFormat.Opener opener) throws IOException {
    String[] type = {""};
    try (InputStream in = opener.open()) {
      JsonCursor.beginning(
          in,
          (name, json) -> {
            if (name.equals("predicateType")) {
              type[0] = json.textOrNothing();
            }
            return !type[0].isEmpty();
          });
    }
    return type[0];
  }

  private static Base64.Decoder alphabet(SbomFormat.Opener opener) throws IOException {
    try (InputStream in = opener.open()) {
      JsonCursor.beginning(
          in,
          (name, json) -> {
            boolean payload = name.equals("payload");
            if (payload) {
              json.base64(STANDARD, OutputStream.nullOutputStream());
            }
            return payload;
          });
      return STANDARD;
    } catch (JsonParseException e) {
      // Whatever is wrong with it besides its alphabet shows again when it is read.
      return URL_SAFE;
    }
  }

  /** Passes on so many bytes and no more. */
  private static final class Bounded extends OutputStream {

    private final OutputStream out;
    private long left = MAX_PAYLOAD;

    Bounded(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      left -= length;
      if (left < 0) {
        throw new OverLimitException(
            Text.format("its payload has more than %d bytes", MAX_PAYLOAD));
      }
      out.write(bytes, offset, length);
    }
  }
}
