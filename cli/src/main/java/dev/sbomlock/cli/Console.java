// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.manifest.Diagnostic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The two streams of a command: data on standard output, everything else on standard error. */
final class Console {

  private final PrintWriter out;
  private final PrintWriter err;

  Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Writes one line of the answer; what a terminal would obey in it is escaped. */
  void data(String line) {
    out.println(Diagnostic.printable(line));
    out.flush();
  }

  /** Writes one JSON object of the answer, on one line. */
  void json(JsonBody body) {
    out.println(render(body));
    out.flush();
  }

  /** Writes one line that is not part of the answer. */
  void note(String line) {
    err.println(Diagnostic.printable(line));
    err.flush();
  }

  /** Shows how far work is, when somebody sits there and did not ask for quiet. */
  TerminalProgress progress(boolean quiet) {
    return TerminalProgress.start(quiet, err);
  }

  /** Writes diagnostics to standard error, as text or as one JSON object a line. */
  void diagnostics(List<Diagnostic> diagnostics, OutputFormat format) {
    for (Diagnostic diagnostic : diagnostics) {
      err.println(
          switch (format) {
            case text -> diagnostic.toString();
            case json -> render(json -> write(diagnostic, json));
          });
    }
    err.flush();
  }

  private static void write(Diagnostic diagnostic, JsonGenerator json) throws IOException {
    json.writeStringField("code", diagnostic.code());
    json.writeStringField("place", diagnostic.place());
    json.writeStringField("fact", diagnostic.fact());
    json.writeStringField("consequence", diagnostic.consequence());
    json.writeStringField("remedy", diagnostic.remedy());
  }

  /** One JSON object, on one line. */
  static String render(JsonBody body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }

  /** Made only when JSON is written. */
  private static final class Json {
    static final JsonFactory FACTORY = new JsonFactory();
  }

  /** Writes the fields of one JSON object. */
  interface JsonBody {
    void write(JsonGenerator json) throws IOException;
  }
}
