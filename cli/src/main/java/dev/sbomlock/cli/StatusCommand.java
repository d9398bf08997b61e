// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.Status;
import dev.sbomlock.loader.layout.ProgressRecord;
import dev.sbomlock.loader.layout.Verdict;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.util.List;

/** {@code sbomlock status}: how the guard stands, as the kernel tells it. */
final class StatusCommand implements Command {

  private final Usage usage = new Usage(this, "Shows what is guarded, how, and what was denied.");

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    Status status = Loader.status();
    switch (output.format()) {
      case text -> writeText(status, console);
      case json -> writeJson(status, console);
    }
    return ExitCode.DONE;
  }

  private static void writeText(Status status, Console console) {
    console.data("mode         " + status.mode().key());
    console.data("sealed       " + (status.sealed() ? "until reboot" : "no"));
    status
        .updates()
        .ifPresent(
            updates ->
                console.data(
                    Text.format(
                        "updates      last %s: %d digests added, %d revoked%s",
                        Long.toUnsignedString(updates.sequence()),
                        updates.added(),
                        updates.recalled(),
                        updates.unlocked() ? ", may be unloaded" : "")));
    console.data("gates        " + list(status.gates()));
    console.data("audit gates  " + list(status.watched()));
    console.data("unblessed    " + (status.unblessedRuns() ? "allow" : "deny"));
    console.data("events lost  " + status.eventsLost());
    console.data(Text.format("%n%-22s %10s %10s %10s", "PROGRAM", "ALLOWED", "DENIED", "AUDITED"));
    for (Status.ProgramStatus program : status.programs()) {
      console.data(
          Text.format(
              "%-22s %10d %10d %10d",
              program.hook().key(),
              program.count(Verdict.ALLOWED),
              program.count(Verdict.DENIED),
              program.count(Verdict.AUDITED)));
    }
    console.data(Text.format("%n%-22s %10s %10s", "MAP", "ENTRIES", "MAX"));
    for (Status.MapStatus map : status.maps()) {
      console.data(Text.format("%-22s %10d %10d", map.name(), map.entries(), map.maxEntries()));
    }
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static void writeList(String field, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void writeJson(Status status, Console console) {
    console.json(
        json -> {
          json.writeStringField("mode", status.mode().key());
          json.writeBooleanField("sealed", status.sealed());
          if (status.updates().isPresent()) {
            ProgressRecord updates = status.updates().get();
            json.writeObjectFieldStart("updates");
            json.writeStringField("sequence", Long.toUnsignedString(updates.sequence()));
            json.writeNumberField("added", updates.added());
            json.writeNumberField("revoked", updates.recalled());
            json.writeBooleanField("unlocked", updates.unlocked());
            json.writeEndObject();
          }
          writeList("gates", status.gates(), json);
          writeList("audit_gates", status.watched(), json);
          json.writeStringField("unblessed", status.unblessedRuns() ? "allow" : "deny");
          json.writeNumberField("events_lost", status.eventsLost());
          json.writeArrayFieldStart("programs");
          for (Status.ProgramStatus program : status.programs()) {
            json.writeStartObject();
            json.writeStringField("hook", program.hook().key());
            for (Verdict verdict : Verdict.values()) {
              json.writeNumberField(verdict.key(), program.count(verdict));
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("maps");
          for (Status.MapStatus map : status.maps()) {
            json.writeStartObject();
            json.writeStringField("name", map.name());
            json.writeNumberField("entries", map.entries());
            json.writeNumberField("max_entries", map.maxEntries());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
