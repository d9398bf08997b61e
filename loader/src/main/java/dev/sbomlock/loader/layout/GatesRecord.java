// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gated file systems: {@code struct sbomlock_gates}.
 *
 * @param devices as the kernel encodes them, those first that are not only watched
 */
public record GatesRecord(List<Integer> devices) {

  /** More file systems than this cannot be gated. */
  public static final int MAX = 16;

  public static final int SIZEOF = MAX * Integer.BYTES;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException when there are too many
   */
  public GatesRecord {
    devices = List.copyOf(devices);
    if (devices.size() > MAX) {
      throw new IllegalArgumentException(devices.size() + " file systems");
    }
  }

  /**
   * The gates in the bytes of the map.
   *
   * @param count how many there are, which the settings say
   */
  public static GatesRecord read(byte[] value, int count) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new GatesRecord(IntStream.range(0, count).mapToObj(i -> bytes.getInt()).toList());
  }

  /** The bytes of the map. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZEOF).order(ByteOrder.nativeOrder());
    devices.forEach(bytes::putInt);
    return bytes.array();
  }
}
