// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whose digest may run: {@code struct sbomlock_allowed}.
 *
 * @param file index over the files of all manifests
 * @param component index over their components, or {@link BlessedRecord#NONE}
 * @param grants what the program may do beside running, as {@link BlessedRecord#GRANT_JIT}
 */
public record AllowedRecord(int file, int component, int grants) {

  public static final int SIZEOF = 12;
  static final int FILE = 0;
  static final int COMPONENT = 4;
  static final int GRANTS = 8;

  /** The record in the bytes of a map value. */
  public static AllowedRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new AllowedRecord(bytes.getInt(FILE), bytes.getInt(COMPONENT), bytes.getInt(GRANTS));
  }

  /** Two files with the same digest are one program, and what is granted to one both may do. */
  public AllowedRecord merge(AllowedRecord other) {
    return new AllowedRecord(file, component, grants | other.grants);
  }

  /** The bytes of a map value. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(FILE, file)
        .putInt(COMPONENT, component)
        .putInt(GRANTS, grants)
        .array();
  }
}
