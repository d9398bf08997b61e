// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import java.util.Locale;

/** The guard's maps that outlive the loader, under their names in bpf/maps.bpf.h. */
enum MapName {
  VERDICTS(Kind.POLICY),
  BLESSED(Kind.POLICY),
  GUARDED_DEVICES(Kind.POLICY),
  GUARDED_MOUNTS(Kind.POLICY),
  GATES(Kind.POLICY),
  GATED_CGROUPS(Kind.POLICY),
  CONTENTS(Kind.POLICY),
  ORIGINS(Kind.POLICY),
  TASKS(Kind.MEMORY),
  VETTED(Kind.MEMORY),
  UNSETTLED(Kind.MEMORY),
  OPENINGS(Kind.MEMORY),
  PROPOSAL(Kind.MEMORY),
  SIGNATURE(Kind.MEMORY),
  ADDED(Kind.MEMORY),
  RECALLED(Kind.MEMORY),
  PROGRESS(Kind.MEMORY),
  SETTINGS(Kind.CONSTANT),
  REVOKED(Kind.CONTROL),
  CONTROL(Kind.CONTROL),
  INBOX(Kind.REPORT),
  UPDATES(Kind.REPORT),
  COUNTERS(Kind.REPORT),
  EVENTS(Kind.REPORT);

  /** Who changes a map, and when. */
  enum Kind {
    /** The loader fills it; then it is frozen. */
    POLICY,
    /** The guard alone. Frozen, and without a name: nobody else has business there. */
    MEMORY,
    /** Nobody: libbpf itself freezes it. */
    CONSTANT,
    /** Whoever is root, until the guard is sealed. */
    CONTROL,
    /** Anybody, for nothing rests on it: what the guard tells, and what it is told. */
    REPORT
  }

  private final Kind kind;

  MapName(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** The name of its pin. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in the object. */
  String inObject() {
    return switch (this) {
      case SETTINGS -> ".rodata.settings";
      case GATES, CONTROL -> ".data." + key();
      default -> key();
    };
  }
}
