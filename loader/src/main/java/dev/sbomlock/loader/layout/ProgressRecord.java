// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How far the updates are: {@code struct sbomlock_progress}.
 *
 * @param sequence of the last update, 0 before the first
 * @param added digests that may run beside those of the manifests
 * @param recalled digests that run no more
 * @param unlocked whether an update allowed to unload
 */
public record ProgressRecord(long sequence, int added, int recalled, boolean unlocked) {

  public static final int SIZEOF = 24;
  static final int SEQUENCE = 0;
  static final int ADDED = 8;
  static final int RECALLED = 12;
  static final int BUSY = 16;
  static final int UNLOCKED = 20;

  /** The record in the bytes of a map value. */
  public static ProgressRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new ProgressRecord(
        bytes.getLong(SEQUENCE),
        bytes.getInt(ADDED),
        bytes.getInt(RECALLED),
        bytes.getInt(UNLOCKED) != 0);
  }
}
