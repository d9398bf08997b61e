// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.intake.LineReader;
import dev.sbomlock.compiler.intake.Utf8Stream;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.xml.XmlCursor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** The form of a document that holds an SBOM, told by its content alone. */
public enum SbomFormat {
  CYCLONEDX_JSON,
  CYCLONEDX_XML,
  SPDX_JSON,
  SPDX_TAG_VALUE,
  SPDX_YAML,
  SPDX_RDF,
  SPDX3_JSON,
  /** A DSSE envelope. */
  ENVELOPE,
  /** A bare in-toto statement. */
  STATEMENT,
  /** Nothing but white space. */
  EMPTY,
  OTHER;

  private static final Pattern YAML_VERSION = Pattern.compile("[\"']?spdxVersion[\"']?\\s*:.*");
  private static final int BYTE_ORDER_MARK_START = 0xef;

  /** Opens a document from its start. */
  interface Opener {
    InputStream open() throws IOException;
  }

  /** The form of the document that {@code opener} opens. */
  static SbomFormat of(Opener opener) throws IOException {
    int first;
    try (InputStream in = opener.open()) {
      first = firstSign(new BufferedInputStream(new Utf8Stream(in)));
    }
    try (InputStream in = opener.open()) {
      return switch (first) {
        case -1 -> EMPTY;
        case '{', '[' -> ofJson(in);
        case '<' -> ofXml(in);
        default -> ofLines(in);
      };
    }
  }

  private static int firstSign(InputStream in) throws IOException {
    int sign = in.read();
    if (sign == BYTE_ORDER_MARK_START) {
      in.readNBytes(2);
      sign = in.read();
    }
    while (sign == ' ' || sign == '\n' || sign == '\r' || sign == '\t') {
      sign = in.read();
    }
    return sign;
  }

  /** What the outermost object says it is; the keys may stand anywhere in it. */
  private static SbomFormat ofJson(InputStream in) throws IOException {
    SbomFormat[] found = {OTHER};
    JsonCursor.beginning(
        in,
        (name, json) -> {
          found[0] =
              switch (name) {
                case "bomFormat" ->
                    json.textOrNothing().equals("CycloneDX") ? CYCLONEDX_JSON : OTHER;
                case "spdxVersion" -> SPDX_JSON;
                case "@graph" -> SPDX3_JSON;
                case "payloadType" -> ENVELOPE;
                case "_type" ->
                    json.textOrNothing().startsWith("https://in-toto.io/Statement/")
                        ? STATEMENT
                        : OTHER;
                default -> OTHER;
              };
          return found[0] != OTHER;
        });
    return found[0];
  }

  private static SbomFormat ofXml(InputStream in) throws IOException {
    XmlCursor xml = XmlCursor.of(in);
    if (xml.namespace().startsWith(XmlCursor.CYCLONEDX)) {
      return CYCLONEDX_XML;
    }
    return xml.namespace().equals(XmlCursor.RDF) ? SPDX_RDF : OTHER;
  }

  private static SbomFormat ofLines(InputStream in) throws IOException {
    LineReader lines = new LineReader(in);
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.startsWith("SPDXVersion:")) {
        return SPDX_TAG_VALUE;
      }
      if (YAML_VERSION.matcher(line).matches()) {
        return SPDX_YAML;
      }
    }
    return OTHER;
  }
}
