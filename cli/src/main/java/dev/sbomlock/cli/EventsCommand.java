// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.RejectedException;
import java.util.function.Supplier;

/** {@code sbomlock events}: the denials that nobody has read yet, one JSON object a line. */
final class EventsCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Writes the denials that nobody has read yet, one JSON object a line in either format, or"
              + " explained.",
          "What was read is gone from the kernel: a log keeps it, not this command.");

  private static final int WAIT_MILLISECONDS = 1000;

  private final Supplier<Boolean> follow =
      usage.option("-f", "--follow").says("Keep waiting for more, until interrupted.").flag();

  private final Supplier<Boolean> explain =
      usage
          .option("--explain")
          .says("Say in words what each denial means and what to do, instead of JSON.")
          .flag();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    do {
      read(console);
    } while (follow.get());
    return ExitCode.DONE;
  }

  private void read(Console console) throws RejectedException {
    try (Events events = Loader.events()) {
      int read = events.drain(event -> write(event, console));
      if (output.verbose()) {
        console.note(read + " events");
      }
      while (follow.get() && events.areCurrent()) {
        events.await(WAIT_MILLISECONDS, event -> write(event, console));
      }
      events.drain(event -> write(event, console));
    }
  }

  private void write(Events.Event event, Console console) {
    if (explain.get()) {
      Explanation.of(event).lines().forEach(console::data);
    } else {
      console.json(json -> EventJson.write(event, json));
    }
  }
}
