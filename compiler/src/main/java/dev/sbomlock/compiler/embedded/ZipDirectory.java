// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The central directory of a zip archive, which is what Java runs a jar by (PKWARE's APPNOTE
 * 6.3.10, sections 4.3 and 4.4). What stands before the archive, such as a script, is passed over.
 */
final class ZipDirectory {

  static final int MAX_ENTRIES = 1 << 18;

  private static final int MAX_SIZE = 64 << 20;
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_SIZE = 56;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_SIZE = 20;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final int MAX_COMMENT = 0xffff;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final long IN_EXTRA = 0xffffffffL;

  private final RandomBytes archive;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long start;
  private long count;
  private long offset;
  private long size;

  private ZipDirectory(RandomBytes archive) {
    this.archive = archive;
  }

  /**
   * Reads the entries with the names that are wanted.
   *
   * @throws IllegalArgumentException when it is no archive, malformed, or over a limit
   */
  static ZipDirectory read(RandomBytes archive, Predicate<String> wanted) throws IOException {
    ZipDirectory directory = new ZipDirectory(archive);
    directory.find();
    directory.readEntries(wanted);
    return directory;
  }

  /** How many entries there are, wanted or not. */
  int count() {
    return (int) count;
  }

  /** The wanted entries, by name, in the archive's order. */
  Map<String, Entry> entries() {
    return entries;
  }

  private void find() throws IOException {
    int tail = (int) Math.min(archive.size(), END_SIZE + MAX_COMMENT);
    require(tail >= END_SIZE, "it is no zip archive");
    long from = archive.size() - tail;
    ByteBuffer bytes = littleEndian(archive.read(from, tail));
    int at = tail - END_SIZE;
    while (bytes.getInt(at) != END || at + END_SIZE + unsigned(bytes, at + 20) != tail) {
      require(--at >= 0, "it is no zip archive");
    }
    count = unsigned(bytes, at + 10);
    size = unsignedInt(bytes, at + 12);
    offset = unsignedInt(bytes, at + 16);
    long end = from + at;
    boolean large = count == 0xffff || size == IN_EXTRA || offset == IN_EXTRA;
    if (large && end >= LOCATOR_64_SIZE + END_64_SIZE) {
      end = findLarge(end);
    }
    start = end - size - offset;
    require(count <= MAX_ENTRIES, Text.format("it has more than %d entries", MAX_ENTRIES));
    require(size <= MAX_SIZE, Text.format("its directory has more than %d bytes", MAX_SIZE));
    require(start >= 0, "its directory does not lie where it says");
  }

  /** Where the directory ends, when numbers of it do not fit the end's own fields. */
  private long findLarge(long end) throws IOException {
    long at = end - LOCATOR_64_SIZE - END_64_SIZE;
    ByteBuffer bytes = littleEndian(archive.read(at, END_64_SIZE + LOCATOR_64_SIZE));
    if (bytes.getInt(END_64_SIZE) != LOCATOR_64 || bytes.getInt(0) != END_64) {
      return end;
    }
    count = bytes.getLong(32);
    size = bytes.getLong(40);
    offset = bytes.getLong(48);
    require(count >= 0 && size >= 0 && offset >= 0, "its directory has an impossible size");
    return at;
  }

  private void readEntries(Predicate<String> wanted) throws IOException {
    byte[] directory = archive.read(start + offset, (int) size);
    ByteBuffer bytes = littleEndian(directory);
    for (long i = 0; i < count; i++) {
      require(
          bytes.remaining() >= ENTRY_SIZE && bytes.getInt(bytes.position()) == ENTRY,
          "its directory is damaged");
      int at = bytes.position();
      int nameLength = unsigned(bytes, at + 28);
      int next = ENTRY_SIZE + nameLength + unsigned(bytes, at + 30) + unsigned(bytes, at + 32);
      require(bytes.remaining() >= next, "its directory is damaged");
      String name = new String(directory, at + ENTRY_SIZE, nameLength, StandardCharsets.UTF_8);
      if (wanted.test(name)) {
        Entry entry =
            new Entry(
                name,
                unsigned(bytes, at + 8),
                unsigned(bytes, at + 10),
                unsignedInt(bytes, at + 16),
                unsignedInt(bytes, at + 20),
                unsignedInt(bytes, at + 24),
                unsignedInt(bytes, at + 42));
        require(entries.put(name, entry) == null, Text.format("it has an entry '%s' twice", name));
      }
      bytes.position(at + next);
    }
  }

  /**
   * The content of an entry.
   *
   * @throws IllegalArgumentException when it has more than {@code limit} bytes, or others than the
   *     directory says
   */
  byte[] content(Entry entry, int limit) throws IOException {
    require(
        entry.size <= limit,
        Text.format("its entry '%s' has more than %d bytes", entry.name, limit));
    RandomBytes stored = stored(entry);
    byte[] bytes = stored.read(0, (int) stored.size());
    byte[] content = entry.isStored() ? bytes : inflate(entry, bytes);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    require(
        checksum.getValue() == entry.checksum,
        Text.format("its entry '%s' does not have its checksum", entry.name));
    return content;
  }

  /** The bytes of an entry as the archive stores them. */
  RandomBytes stored(Entry entry) throws IOException {
    require((entry.flags & ENCRYPTED) == 0, Text.format("its entry '%s' is encrypted", entry.name));
    require(
        entry.isStored() || entry.method == DEFLATED,
        Text.format("its entry '%s' is compressed in an unknown way", entry.name));
    require(
        !entry.isStored() || entry.size == entry.storedSize,
        Text.format("its entry '%s' has two sizes", entry.name));
    long at = start + entry.header;
    ByteBuffer local = littleEndian(archive.read(at, LOCAL_SIZE));
    byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
    int nameLength = unsigned(local, 26);
    require(
        local.getInt(0) == LOCAL
            && nameLength == name.length
            && Arrays.equals(archive.read(at + LOCAL_SIZE, nameLength), name),
        Text.format("its entry '%s' does not lie where its directory says", entry.name));
    long content = at + LOCAL_SIZE + nameLength + unsigned(local, 28);
    return archive.part(content, entry.storedSize);
  }

  private static byte[] inflate(Entry entry, byte[] bytes) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes);
      byte[] content = new byte[(int) entry.size];
      int filled = 0;
      int got;
      while (filled < content.length
          && (got = inflater.inflate(content, filled, content.length - filled)) > 0) {
        filled += got;
      }
      // One byte more than stated is one too many.
      require(
          filled == content.length && inflater.inflate(new byte[1]) == 0 && inflater.finished(),
          Text.format("its entry '%s' has not the size that it says", entry.name));
      return content;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(
          Text.format("its entry '%s' cannot be decompressed", entry.name), e);
    } finally {
      inflater.end();
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xffff;
  }

  private static long unsignedInt(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * A file in the archive, as the directory describes it.
   *
   * @param storedSize its bytes in the archive
   * @param size its bytes once decompressed
   * @param header where its own header starts, from the archive's start
   */
  record Entry(
      String name, int flags, int method, long checksum, long storedSize, long size, long header) {

    boolean isStored() {
      return method == STORED;
    }
  }
}
