// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The only thing that changes while the guard is attached: {@code struct sbomlock_control}.
 *
 * @param unloading whether the pins may go
 */
public record ControlRecord(boolean unloading) {

  public static final int SIZEOF = 8;
  static final int UNLOADING = 0;

  /** The bytes of a map value. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(UNLOADING, unloading ? 1 : 0)
        .array();
  }
}
