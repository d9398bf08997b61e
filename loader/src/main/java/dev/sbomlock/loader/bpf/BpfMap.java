// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map in the kernel. Keys and values are raw bytes of exactly the map's sizes. */
public final class BpfMap implements AutoCloseable {

  /** Creates or replaces the entry. */
  private static final long BPF_ANY = 0;

  private static final int BATCH = 4096;

  // Of the kernel, not of libc: some kinds of maps, which are never large, give no batches.
  private static final int ENOTSUPP = 524;

  // struct bpf_obj_get_opts, bpf.h of libbpf: its size, the flags, padding.
  private static final int OPTIONS_SIZEOF = 16;
  private static final int OPTIONS_FLAGS = 8;
  private static final int BPF_F_RDONLY = 1 << 3;

  // struct bpf_map_info, include/uapi/linux/bpf.h.
  private static final int INFO_SIZEOF = 88;
  private static final int INFO_KEY_SIZE = 8;
  private static final int INFO_VALUE_SIZE = 12;
  private static final int INFO_MAX_ENTRIES = 16;

  private final int fd;
  private final String name;
  private final @Nullable FileDescriptor owned;

  private BpfMap(int fd, String name, @Nullable FileDescriptor owned) {
    this.fd = fd;
    this.name = name;
    this.owned = owned;
  }

  static BpfMap borrowed(int fd, String name) {
    return new BpfMap(fd, name, null);
  }

  /**
   * Opens a pinned map.
   *
   * @throws NativeException ENOENT when nothing is pinned there, EPERM without the privilege
   */
  public static BpfMap pinned(Path pin) throws NativeException {
    int fd = LibBpfLibrary.get().bpf_obj_get(LibBpfLibrary.cString(pin.toString()));
    LibBpfLibrary.check(fd, "bpf_obj_get", pin.toString());
    return new BpfMap(fd, pin.toString(), FileDescriptor.adopt(fd, pin.toString()));
  }

  /**
   * Opens a pinned map for reading only, which a gate around bpf(2) grants to everybody.
   *
   * @throws NativeException ENOENT when nothing is pinned there, EPERM without the privilege
   */
  public static BpfMap pinnedForReading(Path pin) throws NativeException {
    byte[] options =
        ByteBuffer.allocate(OPTIONS_SIZEOF)
            .order(ByteOrder.nativeOrder())
            .putLong(0, OPTIONS_SIZEOF)
            .putInt(OPTIONS_FLAGS, BPF_F_RDONLY)
            .array();
    int fd = LibBpfLibrary.get().bpf_obj_get_opts(LibBpfLibrary.cString(pin.toString()), options);
    LibBpfLibrary.check(fd, "bpf_obj_get_opts", pin.toString());
    return new BpfMap(fd, pin.toString(), FileDescriptor.adopt(fd, pin.toString()));
  }

  /** Its descriptor, while this is open. */
  int fd() {
    return fd;
  }

  /** Creates or replaces an entry. */
  public void put(byte[] key, byte[] value) throws NativeException {
    int result = LibBpfLibrary.get().bpf_map_update_elem(fd, key, value, BPF_ANY);
    LibBpfLibrary.check(result, "bpf_map_update_elem", name);
  }

  /**
   * Creates or replaces many entries, many at a time (BPF_MAP_UPDATE_BATCH, Linux 5.6).
   *
   * @throws NativeException which names the first entry that the kernel did not take; E2BIG when
   *     the map is full, and those before it stay
   */
  public <K, V> void putAll(Map<K, V> entries, Function<K, byte[]> key, Function<V, byte[]> value)
      throws NativeException {
    Sizes sizes = sizes();
    int size = Math.min(BATCH, entries.size());
    ByteBuffer keys = ByteBuffer.allocate(size * sizes.key());
    ByteBuffer values = ByteBuffer.allocate(size * sizes.value());
    int done = 0;
    int filled = 0;
    for (Map.Entry<K, V> entry : entries.entrySet()) {
      keys.put(key.apply(entry.getKey()));
      values.put(value.apply(entry.getValue()));
      filled++;
      if (filled == size) {
        putBatch(keys.array(), values.array(), filled, done, entries.size());
        done += filled;
        filled = 0;
        keys.clear();
        values.clear();
      }
    }
    if (filled > 0) {
      putBatch(keys.array(), values.array(), filled, done, entries.size());
    }
  }

  private void putBatch(byte[] keys, byte[] values, int size, int before, int all)
      throws NativeException {
    int[] count = {size};
    int result = LibBpfLibrary.get().bpf_map_update_batch(fd, keys, values, count, null);
    if (result == 0 && count[0] == size) {
      return;
    }
    // On errors before the first entry the kernel leaves the count as it was.
    int taken = count[0] < size ? count[0] : 0;
    LibBpfLibrary.check(
        result == 0 ? -Errno.EIO.number() : result,
        "bpf_map_update_batch",
        String.format(Locale.ROOT, "%s, entry %d of %d", name, before + taken + 1, all));
  }

  /** Removes an entry, if it is there. */
  public void remove(byte[] key) throws NativeException {
    int result = LibBpfLibrary.get().bpf_map_delete_elem(fd, key);
    if (result != -Errno.ENOENT.number()) {
      LibBpfLibrary.check(result, "bpf_map_delete_elem", name);
    }
  }

  /** The value of the key, of the given size (for per-CPU maps: of all CPUs in a row). */
  public Optional<byte[]> get(byte[] key, int valueSize) throws NativeException {
    byte[] value = new byte[valueSize];
    int result = LibBpfLibrary.get().bpf_map_lookup_elem(fd, key, value);
    if (result == -Errno.ENOENT.number()) {
      return Optional.empty();
    }
    LibBpfLibrary.check(result, "bpf_map_lookup_elem", name);
    return Optional.of(value);
  }

  private Optional<byte[]> nextKey(byte @Nullable [] key, int keySize) throws NativeException {
    byte[] next = new byte[keySize];
    int result = LibBpfLibrary.get().bpf_map_get_next_key(fd, key, next);
    if (result == -Errno.ENOENT.number()) {
      return Optional.empty();
    }
    LibBpfLibrary.check(result, "bpf_map_get_next_key", name);
    return Optional.of(next);
  }

  /** Every key. */
  public List<byte[]> keys() throws NativeException {
    int size = sizes().key();
    List<byte[]> keys = new ArrayList<>();
    Optional<byte[]> key = nextKey(null, size);
    while (key.isPresent()) {
      keys.add(key.get());
      key = nextKey(key.get(), size);
    }
    return keys;
  }

  /** How many entries it has; asks for many at a time, since a map may have a million. */
  public int count() throws NativeException {
    Sizes sizes = sizes();
    byte[] keys = new byte[BATCH * sizes.key()];
    byte[] values = new byte[BATCH * sizes.value()];
    byte @Nullable [] from = null;
    int total = 0;
    while (true) {
      byte[] next = new byte[Math.max(Integer.BYTES, sizes.key())];
      int[] count = {BATCH};
      int result =
          LibBpfLibrary.get().bpf_map_lookup_batch(fd, from, next, keys, values, count, null);
      if (result == -ENOTSUPP) {
        return keys().size();
      }
      if (result != -Errno.ENOENT.number()) {
        LibBpfLibrary.check(result, "bpf_map_lookup_batch", name);
      }
      total += count[0];
      if (result != 0) {
        return total;
      }
      from = next;
    }
  }

  /** Forbids every later change through bpf(2), to everybody and for good. */
  public void freeze() throws NativeException {
    LibBpfLibrary.check(LibBpfLibrary.get().bpf_map_freeze(fd), "bpf_map_freeze", name);
  }

  /** Its sizes, as the kernel tells them. */
  public Sizes sizes() throws NativeException {
    byte[] info = new byte[INFO_SIZEOF];
    int result = LibBpfLibrary.get().bpf_obj_get_info_by_fd(fd, info, new int[] {info.length});
    LibBpfLibrary.check(result, "bpf_obj_get_info_by_fd", name);
    ByteBuffer bytes = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
    return new Sizes(
        bytes.getInt(INFO_KEY_SIZE), bytes.getInt(INFO_VALUE_SIZE), bytes.getInt(INFO_MAX_ENTRIES));
  }

  /** How many CPUs' values a per-CPU map holds. */
  public static int possibleCpus() throws NativeException {
    int cpus = LibBpfLibrary.get().libbpf_num_possible_cpus();
    return LibBpfLibrary.check(cpus, "libbpf_num_possible_cpus", "self");
  }

  @Override
  public void close() {
    if (owned != null) {
      owned.close();
    }
  }

  /**
   * How large a map is.
   *
   * @param key bytes
   * @param value bytes
   * @param maxEntries how many entries it can hold
   */
  public record Sizes(int key, int value, int maxEntries) {}
}
