// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.ProgressRecord;
import dev.sbomlock.loader.layout.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the guard stands, as the kernel tells it.
 *
 * @param mode whether it denies
 * @param sealed whether it stays until reboot
 * @param programs the hooks that are guarded, with their decisions since loading
 * @param maps its maps
 * @param gates what is gated: the node, bpf(2), how many cgroups, and file systems as {@code
 *     major:minor}
 * @param watched the same of gates that only tell, in enforce mode too
 * @param unblessedRuns whether behind gates also runs what no manifest names
 * @param updates how far signed updates are, where there are any
 * @param eventsLost denials that nobody was told of, since the ring was full
 */
public record Status(
    Mode mode,
    boolean sealed,
    List<ProgramStatus> programs,
    List<MapStatus> maps,
    List<String> gates,
    List<String> watched,
    boolean unblessedRuns,
    Optional<ProgressRecord> updates,
    long eventsLost) {

  /** Copies the lists. */
  public Status {
    programs = List.copyOf(programs);
    maps = List.copyOf(maps);
    gates = List.copyOf(gates);
    watched = List.copyOf(watched);
  }

  /**
   * One attached program.
   *
   * @param hook where
   * @param decisions how often it decided what; where there was nothing to decide is not counted
   */
  public record ProgramStatus(Hook hook, Map<Verdict, Long> decisions) {

    /** Copies the map. */
    public ProgramStatus {
      decisions = Map.copyOf(decisions);
    }

    /** How often that was decided. */
    public long count(Verdict verdict) {
      return decisions.getOrDefault(verdict, 0L);
    }
  }

  /**
   * One map.
   *
   * @param name as in bpf/maps.bpf.h
   * @param entries how many it holds
   * @param maxEntries how many it could hold
   */
  public record MapStatus(String name, int entries, int maxEntries) {}
}
