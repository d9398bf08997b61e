// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a device has to do with blessed files, in the order of {@code enum sbomlock_device_role}.
 */
public enum DeviceRole {
  UNRELATED,
  /** Its bytes are theirs. */
  HOLDS,
  /** Commands to it reach a device that holds them. */
  STEERS,
  /** It holds them, and btrfs opens it whenever it is mounted once more. */
  HOLDS_BTRFS;

  /** What a device is that is both. */
  public DeviceRole or(DeviceRole other) {
    return this == HOLDS ? this : other;
  }

  /** The bytes of a map value. */
  @SuppressWarnings("EnumOrdinal") // A test compares the order with the kernel's.
  public byte[] bytes() {
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.nativeOrder())
        .putInt(ordinal())
        .array();
  }
}
