// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.Coverage;
import dev.sbomlock.loader.layout.SettingsRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where only blessed files run, and how strictly.
 *
 * @param gates behind them nothing else runs
 * @param watched gates that only tell what they would deny, whatever the mode
 * @param unblessedRuns whether behind gates also runs what no manifest names, unless it is revoked
 * @param data files, and directories with all below them, that interpreters read unblessed
 */
public record Gating(List<Gate> gates, List<Gate> watched, boolean unblessedRuns, List<Path> data) {

  /** No gate. */
  public static final Gating NONE = of(List.of());

  /** Copies the lists. */
  public Gating {
    gates = List.copyOf(gates);
    watched = List.copyOf(watched);
    data = List.copyOf(data);
  }

  /** Gates for blessed files only. */
  public static Gating of(List<Gate> gates) {
    return new Gating(gates, List.of(), false, List.of());
  }

  /** All gates; those that are only watched come last. */
  List<Gate> all() {
    List<Gate> all = new ArrayList<>(gates);
    all.addAll(watched);
    return all;
  }

  /** Every task. */
  Coverage node() {
    return coverage(new Gate.Node());
  }

  /** bpf(2). */
  Coverage bpf() {
    return coverage(new Gate.Bpf());
  }

  /** How many gates are of that kind. */
  SettingsRecord.Gates count(Class<? extends Gate> kind) {
    return new SettingsRecord.Gates(count(all(), kind), count(gates, kind));
  }

  private Coverage coverage(Gate gate) {
    if (gates.contains(gate)) {
      return Coverage.GATED;
    }
    return watched.contains(gate) ? Coverage.WATCHED : Coverage.UNCOVERED;
  }

  private static int count(List<Gate> gates, Class<? extends Gate> kind) {
    return (int) gates.stream().filter(kind::isInstance).count();
  }
}
