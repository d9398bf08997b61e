// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sbomlock events}: the denials that nobody has read yet, one JSON object a line. */
@Command(
    name = "events",
    description = {
      "Writes the denials that nobody has read yet, one JSON object a line in either format.",
      "What was read is gone from the kernel: a log keeps it, not this command."
    },
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {

  private static final int WAIT_MILLISECONDS = 1000;

  @Option(
      names = {"-f", "--follow"},
      description = "Keep waiting for more, until interrupted.")
  private boolean follow;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    try (Events events = Loader.events()) {
      int read = events.drain(event -> write(event, console));
      if (output.verbose) {
        console.note(read + " events");
      }
      while (follow) {
        events.await(WAIT_MILLISECONDS, event -> write(event, console));
      }
    }
    return ExitCode.DONE;
  }

  private static void write(Events.Event event, Console console) {
    EventRecord record = event.record();
    console.json(
        json -> {
          json.writeNumberField("time", record.time());
          json.writeStringField("hook", record.hook().key());
          json.writeStringField("action", record.action().key());
          json.writeStringField("verdict", record.verdict().key());
          writeFile(event, json);
          writeOwners(event, json);
          json.writeNumberField("pid", record.pid());
          json.writeNumberField("tid", record.tid());
          json.writeNumberField("uid", Integer.toUnsignedLong(record.uid()));
          json.writeStringField("comm", EscapedName.encode(record.comm()));
          json.writeNumberField("cgroup", record.cgroup());
        });
  }

  private static void writeFile(Events.Event event, JsonGenerator json) throws IOException {
    EventRecord record = event.record();
    json.writeStringField("path", EscapedName.encode(record.path()));
    if (record.pathCut()) {
      json.writeBooleanField("path_cut", true);
    }
    json.writeStringField("device", InodeKey.deviceName(record.inode().device()));
    // As text: JSON readers lose precision above 2^53.
    json.writeStringField("inode", Long.toUnsignedString(record.inode().inode()));
    json.writeNumberField("generation", Integer.toUnsignedLong(record.inode().generation()));
    if (!record.digest().hex().isEmpty()) {
      String algorithm =
          record.digest().algorithm() == DigestKey.SHA256
              ? "fsverity-sha256"
              : "fsverity-" + record.digest().algorithm();
      json.writeStringField("digest", algorithm + ":" + record.digest().hex());
    }
  }

  private static void writeOwners(Events.Event event, JsonGenerator json) throws IOException {
    if (event.file().isPresent()) {
      json.writeStringField("file", event.file().get());
    }
    json.writeArrayFieldStart("components");
    for (Component component : event.components()) {
      json.writeString(component.label());
    }
    json.writeEndArray();
  }
}
