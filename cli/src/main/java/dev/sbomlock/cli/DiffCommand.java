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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock diff}: in what two manifests differ. */
@Command(
    name = "diff",
    description = {
      "Says in what two manifests differ, by input document, component, file and symbolic link.",
      "Ends with 0 when they say the same, with 1 when they do not."
    },
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "OLD", description = "A manifest.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "Another one.")
  private Path after = Path.of("");

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    List<Change> changes = ManifestDiff.of(trusted.read(before), trusted.read(after));
    Console console = Console.of(spec);
    for (Change change : changes) {
      switch (output.format) {
        case text -> write(change, console);
        case json -> console.json(json -> write(change, json));
      }
    }
    if (output.format == OutputFormat.text) {
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
