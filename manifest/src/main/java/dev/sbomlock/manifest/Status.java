// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Optional;

/** What is known of one file. */
public enum Status {
  /** It was measured, and evidence names its owner. It may be blessed. */
  ACCOUNTED("accounted"),
  /** It was measured, and nobody claims it. */
  UNACCOUNTED("unaccounted"),
  /** It was measured, and differs from what evidence states. */
  CONTRADICTED("contradicted"),
  /** Evidence states it, and the content does not hold it. */
  MISSING("missing"),
  /** Evidence states it, and no content was given to measure. */
  STATED("stated");

  private final String key;

  Status(String key) {
    this.key = key;
  }

  /** The name used in manifests. */
  public String key() {
    return key;
  }

  /** Whether a file of this status has a size, a mode and both digests. */
  public boolean measured() {
    return switch (this) {
      case ACCOUNTED, UNACCOUNTED, CONTRADICTED -> true;
      case MISSING, STATED -> false;
    };
  }

  /** The status of that exact key. */
  public static Optional<Status> ofKey(String key) {
    for (Status status : values()) {
      if (status.key.equals(key)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
