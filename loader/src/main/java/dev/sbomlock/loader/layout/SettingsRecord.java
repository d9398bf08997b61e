// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is fixed when the guard is loaded: {@code struct sbomlock_settings}.
 *
 * @param mode 0 audit, 1 enforce
 * @param mountNamespace inode number of the namespace whose names are guarded
 * @param gateFlags {@link #GATE_NODE} and {@link #GATE_BPF}, or 0
 * @param gatedCgroups used entries of the map of gated cgroups
 * @param sealed whether the guard stays until reboot
 * @param gatedFileSystems used entries of the map of gates
 * @param updateRing serial of the keyring that holds the key for updates, 0 without updates
 * @param updateKey serial of that key
 */
public record SettingsRecord(
    int mode,
    int mountNamespace,
    int gateFlags,
    int gatedCgroups,
    boolean sealed,
    int gatedFileSystems,
    int updateRing,
    int updateKey) {

  public static final int AUDIT = 0;
  public static final int ENFORCE = 1;

  /** Every task of this kernel is gated. */
  public static final int GATE_NODE = 1;

  /** bpf(2) is for programs with the grant only. */
  public static final int GATE_BPF = 1 << 1;

  /** More cgroups than this cannot be gated. */
  public static final int MAX_CGROUPS = 16;

  /** More file systems than this cannot be gated. */
  public static final int MAX_FILE_SYSTEMS = 16;

  public static final int SIZEOF = 32;
  static final int MODE = 0;
  static final int MOUNT_NAMESPACE = 4;
  static final int GATE_FLAGS = 8;
  static final int GATED_CGROUPS = 12;
  static final int SEALED = 16;
  static final int GATED_FILE_SYSTEMS = 20;
  static final int UPDATE_RING = 24;
  static final int UPDATE_KEY = 28;

  /** The settings in the bytes of the map. */
  public static SettingsRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new SettingsRecord(
        bytes.getInt(MODE),
        bytes.getInt(MOUNT_NAMESPACE),
        bytes.getInt(GATE_FLAGS),
        bytes.getInt(GATED_CGROUPS),
        bytes.getInt(SEALED) != 0,
        bytes.getInt(GATED_FILE_SYSTEMS),
        bytes.getInt(UPDATE_RING),
        bytes.getInt(UPDATE_KEY));
  }

  /** Whether signed updates change what was loaded. */
  public boolean takesUpdates() {
    return updateRing != 0;
  }

  /** The bytes of the map. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(MODE, mode)
        .putInt(MOUNT_NAMESPACE, mountNamespace)
        .putInt(GATE_FLAGS, gateFlags)
        .putInt(GATED_CGROUPS, gatedCgroups)
        .putInt(SEALED, sealed ? 1 : 0)
        .putInt(GATED_FILE_SYSTEMS, gatedFileSystems)
        .putInt(UPDATE_RING, updateRing)
        .putInt(UPDATE_KEY, updateKey)
        .array();
  }
}
