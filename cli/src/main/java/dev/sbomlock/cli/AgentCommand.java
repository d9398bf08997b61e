// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.loader.agent.Agent;
import dev.sbomlock.loader.agent.Attribution;
import dev.sbomlock.loader.agent.Journal;
import dev.sbomlock.loader.agent.MetricsAddress;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock agent}: events with who did it, and metrics, for as long as there is a guard. */
final class AgentCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Writes the guard's denials as JSON lines, each with the process, its ancestors and its"
              + " container, and serves metrics, until the guard is gone.",
          "The guard does not need it: while no agent runs, events wait in the kernel, and those"
              + " that find no room are counted as lost.");

  private final Supplier<Optional<MetricsAddress>> metrics =
      usage
          .option("--metrics")
          .takes("SOCKET|PORT", MetricsAddress::parse)
          .says(
              "Serve Prometheus metrics by HTTP at /metrics: on this unix socket (an absolute"
                  + " path), or on this port of the loopback interface.")
          .optional();

  private final Supplier<Boolean> journal =
      usage
          .option("--journal")
          .says(
              "Hand each line to systemd's journal instead of writing it, with fields to search by"
                  + " (SBOMLOCK_ACTION, SBOMLOCK_COMPONENT, SBOMLOCK_CONTAINER, …). What the"
                  + " journal does not take is written.")
          .flag();

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    Optional<Journal> taker =
        journal.get() ? Optional.of(new Journal(Journal.SOCKET)) : Optional.empty();
    new Agent(new Version().getVersion()[0], Optional.ofNullable(System.getenv("NOTIFY_SOCKET")))
        .run(metrics.get(), report -> tell(report, taker, console));
    return ExitCode.DONE;
  }

  private static void tell(Agent.Report report, Optional<Journal> journal, Console console) {
    Console.JsonBody body =
        json -> {
          EventJson.write(report.event(), json);
          write(report.attribution(), json);
        };
    boolean taken = journal.isPresent() && journal.get().takes(report, Console.render(body));
    if (!taken) {
      console.json(body);
    }
  }

  private static void write(Attribution attribution, JsonGenerator json) throws IOException {
    json.writeStringField("cgroup_path", attribution.cgroup());
    if (attribution.container().isPresent()) {
      json.writeStringField("container", attribution.container().get());
    }
    json.writeArrayFieldStart("processes");
    for (Attribution.Member process : attribution.processes()) {
      json.writeStartObject();
      json.writeNumberField("pid", process.pid());
      json.writeStringField("comm", process.comm());
      json.writeStringField("exe", process.exe());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
