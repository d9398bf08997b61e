// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is fixed when the guard is loaded: {@code struct sbomlock_settings}.
 *
 * @param mode 0 audit, 1 enforce
 * @param mountNamespace inode number of the namespace whose names are guarded
 */
public record SettingsRecord(int mode, int mountNamespace) {

  public static final int AUDIT = 0;
  public static final int ENFORCE = 1;

  public static final int SIZEOF = 8;
  static final int MODE = 0;
  static final int MOUNT_NAMESPACE = 4;

  /** The settings in the bytes of the map. */
  public static SettingsRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new SettingsRecord(bytes.getInt(MODE), bytes.getInt(MOUNT_NAMESPACE));
  }

  /** The bytes of the map. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(MODE, mode)
        .putInt(MOUNT_NAMESPACE, mountNamespace)
        .array();
  }
}
