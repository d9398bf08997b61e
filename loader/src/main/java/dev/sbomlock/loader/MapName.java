// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import java.util.Locale;

/** The guard's maps that outlive the loader, under their names in bpf/maps.bpf.h. */
enum MapName {
  VERDICTS(true),
  BLESSED(true),
  GUARDED_DEVICES(true),
  GUARDED_MOUNTS(true),
  GATES(true),
  GATED_CGROUPS(true),
  SETTINGS(false),
  CONTROL(false),
  COUNTERS(false),
  EVENTS(false);

  private final boolean policy;

  MapName(boolean policy) {
    this.policy = policy;
  }

  /** Whether the loader fills and then freezes it; libbpf itself freezes the settings. */
  boolean isPolicy() {
    return policy;
  }

  /** The name of its pin. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in the object. */
  String inObject() {
    return this == SETTINGS ? ".rodata.settings" : key();
  }
}
