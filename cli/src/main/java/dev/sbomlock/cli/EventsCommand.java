// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.RejectedException;
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
      "Writes the denials that nobody has read yet, one JSON object a line in either format, or explained.",
      "What was read is gone from the kernel: a log keeps it, not this command."
    },
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {

  private static final int WAIT_MILLISECONDS = 1000;

  @Option(
      names = {"-f", "--follow"},
      description = "Keep waiting for more, until interrupted.")
  private boolean follow;

  @Option(
      names = "--explain",
      description = "Say in words what each denial means and what to do, instead of JSON.")
  private boolean explain;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(Objects.requireNonNull(spec));
    do {
      read(console);
    } while (follow);
    return ExitCode.DONE;
  }

  private void read(Console console) throws RejectedException {
    try (Events events = Loader.events()) {
      int read = events.drain(event -> write(event, console));
      if (output.verbose) {
        console.note(read + " events");
      }
      while (follow && events.areCurrent()) {
        events.await(WAIT_MILLISECONDS, event -> write(event, console));
      }
      events.drain(event -> write(event, console));
    }
  }

  private void write(Events.Event event, Console console) {
    if (explain) {
      Explanation.of(event).lines().forEach(console::data);
    } else {
      console.json(json -> EventJson.write(event, json));
    }
  }
}
