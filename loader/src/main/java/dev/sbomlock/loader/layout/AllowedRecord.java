// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whose digest may run: {@code struct sbomlock_allowed}.
 *
 * @param file index over the files of all manifests
 * @param component index over their components, or {@link BlessedRecord#NONE}
 */
public record AllowedRecord(int file, int component) {

  public static final int SIZEOF = 8;
  static final int FILE = 0;
  static final int COMPONENT = 4;

  /** The bytes of a map value. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(FILE, file)
        .putInt(COMPONENT, component)
        .array();
  }
}
