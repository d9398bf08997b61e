// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.MeasurementManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to guard and how.
 *
 * @param manifests whose accounted files are guarded, at least one
 * @param root the directory that holds all their files
 * @param mode whether to deny or only to tell
 * @param gates where only blessed files may run
 * @param sealed whether the guard then stays until reboot
 * @param updateKey whose signature may change a sealed guard
 * @param force enforce even where this locks out what runs now
 */
public record LoadRequest(
    List<NamedManifest> manifests,
    Path root,
    Mode mode,
    List<Gate> gates,
    boolean sealed,
    Optional<UpdateKey> updateKey,
    boolean force) {

  /** Copies the lists. */
  public LoadRequest {
    manifests = List.copyOf(manifests);
    gates = List.copyOf(gates);
    if (manifests.isEmpty()) {
      throw new IllegalArgumentException("nothing to load");
    }
    if (updateKey.isPresent() && !sealed) {
      throw new IllegalArgumentException("only a sealed guard needs updates");
    }
  }

  /** How many gates are of that kind. */
  int gated(Class<? extends Gate> kind) {
    return (int) gates.stream().filter(kind::isInstance).count();
  }

  /** Whether some gate covers tasks, and not just files. */
  boolean gatesTasks() {
    return gatesNode() || gated(Gate.Cgroup.class) > 0;
  }

  /** Whether every task is gated. */
  boolean gatesNode() {
    return gates.contains(new Gate.Node());
  }

  /** Whether bpf(2) is for some programs only. */
  boolean gatesBpf() {
    return gates.contains(new Gate.Bpf());
  }

  /**
   * A manifest and what to call it in diagnostics.
   *
   * @param name such as its file name
   * @param manifest read and checked
   */
  public record NamedManifest(String name, MeasurementManifest manifest) {}
}
