// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.query.Change;
import dev.sbomlock.manifest.query.ManifestDiff;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock diff}: in what two manifests differ. */
final class DiffCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Says in what two manifests differ, by input document, component, file and symbolic"
              + " link.",
          "Ends with 0 when they say the same, with 1 when they do not.");

  private final Supplier<Path> before = usage.parameter("OLD", Path.class, "A manifest.");

  private final Supplier<Path> after = usage.parameter("NEW", Path.class, "Another one.");

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    List<Change> changes = ManifestDiff.of(trusted.read(before.get()), trusted.read(after.get()));
    Console console = usage.console();
    for (Change change : changes) {
      switch (output.format()) {
        case text -> write(change, console);
        case json -> console.json(json -> write(change, json));
      }
    }
    if (output.format() == OutputFormat.text) {
      console.note(Text.format("%d differences", changes.size()));
    }
    return changes.isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  private static void write(Change change, Console console) {
    console.data(Text.format("%s %s %s", change.type().key(), change.kind(), change.name()));
    for (Change.Field field : change.fields()) {
      console.data(
          switch (change.type()) {
            case ADDED -> Text.format("  %s: %s", field.name(), join(field.after()));
            case REMOVED -> Text.format("  %s: %s", field.name(), join(field.before()));
            case CHANGED ->
                Text.format(
                    "  %s: %s -> %s", field.name(), join(field.before()), join(field.after()));
          });
    }
  }

  private static String join(List<String> texts) {
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  private static void write(Change change, JsonGenerator json) throws IOException {
    json.writeStringField("change", change.type().key());
    json.writeStringField("kind", change.kind());
    json.writeStringField("name", change.name());
    json.writeObjectFieldStart("fields");
    for (Change.Field field : change.fields()) {
      json.writeObjectFieldStart(field.name());
      write("before", field.before(), json);
      write("after", field.after(), json);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void write(String name, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
