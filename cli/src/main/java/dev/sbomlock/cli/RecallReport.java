// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Recall;
import dev.sbomlock.loader.RunningFile;
import dev.sbomlock.manifest.Text;

/** What revoking and restoring report. */
final class RecallReport {

  private RecallReport() {}

  /** Writes each file, and each process that runs one. */
  static void write(Console console, OutputOptions output, String done, Recall.Outcome outcome) {
    switch (output.format()) {
      case text -> {
        outcome.files().forEach(file -> console.data(done + " " + file));
        for (RunningFile running : outcome.running()) {
          console.data(
              Text.format(
                  "runs in %d (%s) %s", running.process(), running.command(), running.path()));
        }
      }
      case json ->
          console.json(
              json -> {
                json.writeArrayFieldStart(done);
                for (String file : outcome.files()) {
                  json.writeString(file);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("running");
                for (RunningFile running : outcome.running()) {
                  json.writeStartObject();
                  json.writeNumberField("pid", running.process());
                  json.writeStringField("comm", running.command());
                  json.writeStringField("path", running.path());
                  json.writeEndObject();
                }
                json.writeEndArray();
              });
    }
  }
}
