// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Locale;
import java.util.Optional;

/** What a person says of a program: what it may do behind a gate beside running, or what it is. */
public enum Grant {
  /** Pass the gate around bpf(2), as systemd, container runtimes and bpftool must. */
  BPF,
  /** Runs what it reads, as shells and Python do, and so reads blessed files only. */
  INTERPRETER,
  /** Make code at run time, as the just-in-time compilers of Java and Node.js do. */
  JIT;

  /** The name used in manifests. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The grant of that exact key. */
  public static Optional<Grant> ofKey(String key) {
    for (Grant grant : values()) {
      if (grant.key().equals(key)) {
        return Optional.of(grant);
      }
    }
    return Optional.empty();
  }
}
