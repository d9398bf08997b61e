// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.Loader;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.DatagramSocket;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads the guard's events for as long as there is a guard, and tells how that stands. */
public final class Agent {

  private static final int WAIT_MILLISECONDS = 500;
  private static final Path PROC = Path.of("/proc");

  private final AtomicLong read = new AtomicLong();
  private final Cgroups cgroups = new Cgroups(Path.of("/sys/fs/cgroup"));
  private final Optional<DatagramSocket> manager;
  private final String version;

  /**
   * An agent.
   *
   * @param version what the metrics call this program
   * @param notifySocket the variable NOTIFY_SOCKET, where systemd set it
   */
  public Agent(String version, Optional<String> notifySocket) {
    this.version = version;
    this.manager = notifySocket.flatMap(DatagramSocket::at);
  }

  /** A denial, and who did it. */
  public record Report(Events.Event event, Attribution attribution) {}

  /**
   * Reads events until the guard is gone.
   *
   * @throws RejectedException L031 then; L042 when there can be no metrics; L043 when the service
   *     manager does not hear
   */
  public void run(Optional<MetricsAddress> metrics, Consumer<Report> reader)
      throws RejectedException {
    Loader.status();
    if (metrics.isPresent()) {
      serve(metrics.get());
    }
    tell("READY=1");
    while (true) {
      readOneGuard(reader);
    }
  }

  // Until another one has taken its place; L031 when none has.
  private void readOneGuard(Consumer<Report> reader) throws RejectedException {
    try (Events events = Loader.events()) {
      while (events.areCurrent()) {
        events.await(WAIT_MILLISECONDS, event -> report(event, reader));
        tell("WATCHDOG=1");
      }
      events.drain(event -> report(event, reader));
    }
  }

  private void report(Events.Event event, Consumer<Report> reader) {
    read.incrementAndGet();
    reader.accept(new Report(event, Attribution.of(event.record(), PROC, cgroups)));
  }

  private void serve(MetricsAddress address) throws RejectedException {
    MetricsServer server;
    try {
      server = MetricsServer.at(address, this::metrics);
    } catch (IOException e) {
      throw new RejectedException(AgentProblems.noMetrics(address.toString(), String.valueOf(e)));
    }
    Thread thread = new Thread(server::run, "metrics");
    thread.setDaemon(true);
    thread.start();
  }

  private String metrics() {
    try {
      return Metrics.of(Loader.status(), version, read.get());
    } catch (RejectedException e) {
      return "# "
          + e.diagnostics().stream().map(Diagnostic::fact).findFirst().orElse("no guard")
          + "\n";
    }
  }

  private void tell(String state) throws RejectedException {
    if (manager.isPresent()) {
      try {
        manager.get().send(state.getBytes(StandardCharsets.UTF_8));
      } catch (NativeException e) {
        throw new RejectedException(AgentProblems.noManager(e.call() + ": " + e.reason()));
      }
    }
  }
}
