// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What changes while the guard is attached: {@code struct sbomlock_control}.
 *
 * @param phase how far the loader is
 * @param revoking whether something is revoked
 */
public record ControlRecord(Phase phase, boolean revoking) {

  public static final int SIZEOF = 8;
  static final int PHASE = 0;
  static final int REVOKING = 4;

  /** The record in the bytes of a map value. */
  public static ControlRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new ControlRecord(Phase.values()[bytes.getInt(PHASE)], bytes.getInt(REVOKING) != 0);
  }

  /** The bytes of a map value. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(PHASE, phase.number)
        .putInt(REVOKING, revoking ? 1 : 0)
        .array();
  }

  /** How far the loader is: {@code enum sbomlock_phase}. */
  public enum Phase {
    LOADING(0),
    STANDING(1),
    UNLOADING(2),
    UNLOCKED(3);

    private final int number;

    Phase(int number) {
      this.number = number;
    }
  }
}
