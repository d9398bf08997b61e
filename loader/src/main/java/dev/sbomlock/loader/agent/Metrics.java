// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import dev.sbomlock.loader.Mode;
import dev.sbomlock.loader.Status;
import dev.sbomlock.loader.layout.Verdict;
import dev.sbomlock.manifest.Text;

/** The guard's status in the text format of Prometheus, version 0.0.4. */
final class Metrics {

  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  /** All metrics, each with its help and type. */
  static String of(Status status, String version, long eventsRead) {
    Metrics metrics = new Metrics();
    metrics.head("sbomlock_build_info", "gauge", "The version that reports this.");
    metrics.sample("sbomlock_build_info", "version=\"" + label(version) + "\"", 1);
    metrics.head("sbomlock_enforcing", "gauge", "1 when denials are enforced, 0 when only told.");
    metrics.sample("sbomlock_enforcing", "", status.mode() == Mode.ENFORCE ? 1 : 0);
    metrics.head("sbomlock_sealed", "gauge", "1 when the guard stays until reboot.");
    metrics.sample("sbomlock_sealed", "", status.sealed() ? 1 : 0);
    metrics.head(
        "sbomlock_decisions_total", "counter", "Decisions of the guard since it was loaded.");
    for (Status.ProgramStatus program : status.programs()) {
      for (Verdict verdict : Verdict.values()) {
        metrics.sample(
            "sbomlock_decisions_total",
            Text.format("hook=\"%s\",verdict=\"%s\"", program.hook().key(), verdict.key()),
            program.count(verdict));
      }
    }
    metrics.head(
        "sbomlock_events_lost_total", "counter", "Denials that found no room in the ring.");
    metrics.sample("sbomlock_events_lost_total", "", status.eventsLost());
    metrics.head("sbomlock_events_read_total", "counter", "Events that this agent has read.");
    metrics.sample("sbomlock_events_read_total", "", eventsRead);
    metrics.head("sbomlock_map_entries", "gauge", "Used entries of the guard's maps.");
    for (Status.MapStatus map : status.maps()) {
      metrics.sample("sbomlock_map_entries", "map=\"" + map.name() + "\"", map.entries());
    }
    metrics.head("sbomlock_map_max_entries", "gauge", "Entries that the guard's maps can hold.");
    for (Status.MapStatus map : status.maps()) {
      metrics.sample("sbomlock_map_max_entries", "map=\"" + map.name() + "\"", map.maxEntries());
    }
    return metrics.text.toString();
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, String labels, long value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
  }

  private static String label(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
