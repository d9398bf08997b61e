// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of a sealed guard's policy, as it is signed: {@code struct sbomlock_update}, and what it
 * is handed in with, {@code struct sbomlock_parcel}.
 *
 * @param sequence greater than that of every update before, as an unsigned number
 * @param unlock whether the guard may then be unloaded
 * @param entries each digest once, in the order of their bytes
 */
public record UpdateRecord(long sequence, boolean unlock, List<Entry> entries) {

  /** More entries than this need another update. */
  public static final int MAX_ENTRIES = 768;

  /** A larger signature is not looked at. */
  public static final int MAX_SIGNATURE = 4096;

  static final int SIZEOF = 58400;
  static final int MAGIC = 0;
  static final int VERSION = 8;
  static final int FLAGS = 12;
  static final int SEQUENCE = 16;
  static final int COUNT = 24;
  static final int ENTRIES = 32;

  static final int ENTRY_SIZEOF = 76;
  static final int DIGEST = 0;
  static final int OPERATION = 68;
  static final int GRANTS = 72;

  static final int PARCEL_SIZEOF = 16;
  static final int UPDATE_SIZE = 8;
  static final int SIGNATURE_SIZE = 12;

  /** The largest update. */
  public static final int MAX_SIZE = SIZEOF;

  private static final byte[] UPDATE_MAGIC = "sbomupdt".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PARCEL_MAGIC = "sbomlock".getBytes(StandardCharsets.US_ASCII);
  private static final int MAGIC_LENGTH = 8;
  private static final int VERSION_1 = 1;
  private static final int UNLOCK = 1;

  /** Copies the list. */
  public UpdateRecord {
    entries = List.copyOf(entries);
    if (entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("more than " + MAX_ENTRIES + " entries");
    }
  }

  /**
   * What shall be said of one digest.
   *
   * @param digest of the content
   * @param operation what shall be
   * @param grants what it may do beside running, with {@link Operation#ALLOW} only
   */
  public record Entry(DigestKey digest, Operation operation, int grants) {}

  /** In the order of {@code enum sbomlock_operation}. */
  public enum Operation {
    ALLOW,
    REVOKE,
    RESTORE;

    private static final Map<Operation, Integer> NUMBERS = Map.of(ALLOW, 0, REVOKE, 1, RESTORE, 2);

    private int number() {
      return NUMBERS.getOrDefault(this, -1);
    }
  }

  /** The bytes to be signed: little-endian on every machine. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(ENTRIES + entries.size() * ENTRY_SIZEOF)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC, UPDATE_MAGIC)
            .putInt(VERSION, VERSION_1)
            .putInt(FLAGS, unlock ? UNLOCK : 0)
            .putLong(SEQUENCE, sequence)
            .putInt(COUNT, entries.size());
    int at = ENTRIES;
    for (Entry entry : entries) {
      bytes
          .put(at + DIGEST, entry.digest().bytes())
          .putInt(at + OPERATION, entry.operation().number())
          .putInt(at + GRANTS, entry.grants());
      at += ENTRY_SIZEOF;
    }
    return bytes.array();
  }

  /** The update in those bytes, empty when they are none. */
  public static Optional<UpdateRecord> read(byte[] update) {
    ByteBuffer bytes = ByteBuffer.wrap(update).order(ByteOrder.LITTLE_ENDIAN);
    if (update.length < ENTRIES || bytes.mismatch(ByteBuffer.wrap(UPDATE_MAGIC)) < MAGIC_LENGTH) {
      return Optional.empty();
    }
    int count = bytes.getInt(COUNT);
    if (bytes.getInt(VERSION) != VERSION_1
        || count < 0
        || count > MAX_ENTRIES
        || update.length != ENTRIES + count * ENTRY_SIZEOF) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    for (int at = ENTRIES; at < update.length; at += ENTRY_SIZEOF) {
      int operation = bytes.getInt(at + OPERATION);
      if (operation < 0 || operation >= Operation.values().length) {
        return Optional.empty();
      }
      entries.add(
          new Entry(
              DigestKey.read(bytes, at + DIGEST),
              Operation.values()[operation],
              bytes.getInt(at + GRANTS)));
    }
    return Optional.of(
        new UpdateRecord(bytes.getLong(SEQUENCE), (bytes.getInt(FLAGS) & UNLOCK) != 0, entries));
  }

  /** What is written to the guard's inbox. */
  public static byte[] parcel(byte[] update, byte[] signature) {
    return ByteBuffer.allocate(PARCEL_SIZEOF + update.length + signature.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(PARCEL_MAGIC)
        .putInt(update.length)
        .putInt(signature.length)
        .put(update)
        .put(signature)
        .array();
  }
}
