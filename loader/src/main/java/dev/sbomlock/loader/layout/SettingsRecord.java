// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is fixed when the guard is loaded: {@code struct sbomlock_settings}.
 *
 * @param mode 0 audit, 1 enforce
 * @param mountNamespace inode number of the namespace whose names are guarded
 * @param node how every task is covered
 * @param bpf how bpf(2) is
 * @param cgroups used entries of the map of gated cgroups
 * @param fileSystems used entries of the gates
 * @param unblessedRuns whether behind gates also runs what no manifest names
 * @param interpreters whether some program is an interpreter
 * @param sealed whether the guard stays until reboot
 * @param updateRing serial of the keyring of the key for updates; 0 where there are none
 * @param updateKey serial of that key
 * @param manifests of each gated cgroup, the bound manifests, a bit each, whose files run there;
 *     empty when no gate is bound
 */
public record SettingsRecord(
    int mode,
    int mountNamespace,
    Coverage node,
    Coverage bpf,
    Gates cgroups,
    Gates fileSystems,
    boolean unblessedRuns,
    boolean interpreters,
    boolean sealed,
    int updateRing,
    int updateKey,
    List<Long> manifests) {

  public static final int AUDIT = 0;
  public static final int ENFORCE = 1;

  /** More cgroups than this cannot be gated. */
  public static final int MAX_CGROUPS = 16;

  /** Manifests, whichever they are: a gate that is not bound. */
  public static final long ANY_MANIFEST = -1;

  public static final int SIZEOF = 184;
  static final int MODE = 0;
  static final int MOUNT_NAMESPACE = 4;
  static final int NODE = 8;
  static final int BPF = 12;
  static final int CGROUPS = 16;
  static final int GATED_CGROUPS = 20;
  static final int FILE_SYSTEMS = 24;
  static final int GATED_FILE_SYSTEMS = 28;
  static final int UNBLESSED_RUNS = 32;
  static final int INTERPRETERS = 36;
  static final int SEALED = 40;
  static final int UPDATE_RING = 44;
  static final int UPDATE_KEY = 48;
  static final int BOUND = 52;
  static final int MANIFESTS = 56;

  /** Copies the list. */
  public SettingsRecord {
    manifests = List.copyOf(manifests);
  }

  /**
   * How many gates of a kind there are.
   *
   * @param all used entries of their map
   * @param gated how many of these, the first ones, are not only watched
   */
  public record Gates(int all, int gated) {

    /** How the gate of that index covers. */
    public Coverage coverage(int index) {
      return index < gated ? Coverage.GATED : Coverage.WATCHED;
    }
  }

  /** The settings in the bytes of the map. */
  public static SettingsRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new SettingsRecord(
        bytes.getInt(MODE),
        bytes.getInt(MOUNT_NAMESPACE),
        Coverage.of(bytes.getInt(NODE)),
        Coverage.of(bytes.getInt(BPF)),
        new Gates(bytes.getInt(CGROUPS), bytes.getInt(GATED_CGROUPS)),
        new Gates(bytes.getInt(FILE_SYSTEMS), bytes.getInt(GATED_FILE_SYSTEMS)),
        bytes.getInt(UNBLESSED_RUNS) != 0,
        bytes.getInt(INTERPRETERS) != 0,
        bytes.getInt(SEALED) != 0,
        bytes.getInt(UPDATE_RING),
        bytes.getInt(UPDATE_KEY),
        readManifests(bytes));
  }

  private static List<Long> readManifests(ByteBuffer bytes) {
    int count = bytes.getInt(BOUND) == 0 ? 0 : bytes.getInt(CGROUPS);
    return IntStream.range(0, count)
        .mapToObj(gate -> bytes.getLong(MANIFESTS + gate * Long.BYTES))
        .toList();
  }

  /** Whether signed updates change what is sealed. */
  public boolean takesUpdates() {
    return updateRing != 0;
  }

  /** The bytes of the map. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZEOF).order(ByteOrder.nativeOrder());
    for (int gate = 0; gate < manifests.size(); gate++) {
      bytes.putLong(MANIFESTS + gate * Long.BYTES, manifests.get(gate));
    }
    return bytes
        .putInt(BOUND, manifests.isEmpty() ? 0 : 1)
        .putInt(MODE, mode)
        .putInt(MOUNT_NAMESPACE, mountNamespace)
        .putInt(NODE, node.number())
        .putInt(BPF, bpf.number())
        .putInt(CGROUPS, cgroups.all())
        .putInt(GATED_CGROUPS, cgroups.gated())
        .putInt(FILE_SYSTEMS, fileSystems.all())
        .putInt(GATED_FILE_SYSTEMS, fileSystems.gated())
        .putInt(UNBLESSED_RUNS, unblessedRuns ? 1 : 0)
        .putInt(INTERPRETERS, interpreters ? 1 : 0)
        .putInt(SEALED, sealed ? 1 : 0)
        .putInt(UPDATE_RING, updateRing)
        .putInt(UPDATE_KEY, updateKey)
        .array();
  }
}
