// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.MeasurementManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to guard and how.
 *
 * @param manifests whose accounted files are guarded, at least one
 * @param allowed manifests whose accounted files may run wherever they lie, and are not guarded
 * @param root the directory that holds all files of the former
 * @param mode whether to deny or only to tell
 * @param gating where only blessed files may run
 * @param sealed whether the guard then stays until reboot
 * @param updateKey whose signature may change a sealed guard
 * @param replace whether a guard that stands is replaced
 * @param force enforce even where this locks out what runs now
 */
public record LoadRequest(
    List<NamedManifest> manifests,
    List<NamedManifest> allowed,
    Path root,
    Mode mode,
    Gating gating,
    boolean sealed,
    Optional<UpdateKey> updateKey,
    boolean replace,
    boolean force) {

  /** Copies the lists. */
  public LoadRequest {
    manifests = List.copyOf(manifests);
    allowed = List.copyOf(allowed);
    if (manifests.isEmpty()) {
      throw new IllegalArgumentException("nothing to load");
    }
    if (updateKey.isPresent() && !sealed) {
      throw new IllegalArgumentException("only a sealed guard needs updates");
    }
  }

  /** The same request, for the place of the guard that stands. */
  public LoadRequest replacing() {
    return new LoadRequest(manifests, allowed, root, mode, gating, sealed, updateKey, true, force);
  }

  /** The manifests in the order in which the guard counts their files: those to guard first. */
  List<MeasurementManifest> all() {
    return Stream.concat(manifests.stream(), allowed.stream())
        .map(NamedManifest::manifest)
        .toList();
  }

  /**
   * A manifest and what to call it in diagnostics.
   *
   * @param name such as its file name
   * @param manifest read and checked
   */
  public record NamedManifest(String name, MeasurementManifest manifest) {}
}
