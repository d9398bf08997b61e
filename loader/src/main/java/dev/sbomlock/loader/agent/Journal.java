// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.posix.DatagramSocket;
import dev.sbomlock.posix.NativeException;
import java.nio.charset.StandardCharsets;

/**
 * systemd's journal, which keeps a denial with fields to search by: {@code journalctl
 * SBOMLOCK_COMPONENT=pkg:…}.
 *
 * <p>Protocol: <a href="https://systemd.io/JOURNAL_NATIVE_PROTOCOL/">native journal protocol</a>.
 * No value has a line feed, since names are escaped, so its simple form is enough.
 */
public final class Journal {

  /** Where journald listens. */
  public static final String SOCKET = "/run/systemd/journal/socket";

  /** The journal's name for this kind of entry, made once at random. */
  private static final String MESSAGE_ID = "6f2c1f2a5d3b4b8e9a70c4e1d2b3f546";

  private static final int WARNING = 4;

  private final DatagramSocket socket;

  /** The journal behind that socket. */
  public Journal(String socket) {
    this.socket =
        DatagramSocket.at(socket)
            .orElseThrow(() -> new IllegalArgumentException("'" + socket + "' names no socket"));
  }

  /**
   * Hands an entry over: the fields of the denial, and that line as its message. Not when nobody
   * listens: then the caller has to keep it.
   */
  public boolean takes(Agent.Report report, String line) {
    try {
      socket.send(entry(report, line).getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (NativeException e) {
      return false;
    }
  }

  static String entry(Agent.Report report, String line) {
    EventRecord record = report.event().record();
    StringBuilder entry = new StringBuilder();
    field(entry, "MESSAGE", line);
    field(entry, "MESSAGE_ID", MESSAGE_ID);
    field(entry, "PRIORITY", WARNING);
    field(entry, "SYSLOG_IDENTIFIER", "sbomlock");
    field(entry, "OBJECT_PID", record.pid());
    field(entry, "SBOMLOCK_HOOK", record.hook().key());
    field(entry, "SBOMLOCK_ACTION", record.action().key());
    field(entry, "SBOMLOCK_VERDICT", record.verdict().key());
    field(entry, "SBOMLOCK_PATH", EscapedName.encode(record.path()));
    report.event().file().ifPresent(file -> field(entry, "SBOMLOCK_FILE", file));
    for (Component component : report.event().components()) {
      field(entry, "SBOMLOCK_COMPONENT", component.label());
    }
    field(entry, "SBOMLOCK_COMM", EscapedName.encode(record.comm()));
    field(entry, "SBOMLOCK_CGROUP", report.attribution().cgroup());
    report.attribution().container().ifPresent(id -> field(entry, "SBOMLOCK_CONTAINER", id));
    return entry.toString();
  }

  private static void field(StringBuilder entry, String name, Object value) {
    // A component's label is the SBOM's text.
    entry.append(name).append('=').append(String.valueOf(value).replace('\n', ' ')).append('\n');
  }
}
