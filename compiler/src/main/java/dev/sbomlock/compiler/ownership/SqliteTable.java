// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.manifest.Text;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one table of an SQLite database in memory: no SQL, no indexes, nothing is written (SQLite
 * database file format, sqlite.org/fileformat2.html).
 */
final class SqliteTable {

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 100;
  private static final int INTERIOR = 0x05;
  private static final int LEAF = 0x0d;
  private static final int MAX_RECORD = 256 << 20;
  private static final int UTF8 = 1;

  private final ByteBuffer file;
  private final int pageSize;
  private final int usable;
  private final int pages;

  private SqliteTable(byte[] bytes) {
    require(bytes.length >= HEADER, "it is shorter than its header");
    require(Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length), "it is no SQLite file");
    file = ByteBuffer.wrap(bytes);
    int stated = file.getShort(16) & 0xffff;
    pageSize = stated == 1 ? 65536 : stated;
    require(pageSize >= 512 && Integer.bitCount(pageSize) == 1, "its page size is impossible");
    usable = pageSize - (bytes[20] & 0xff);
    require(usable >= 480, "its pages have no room");
    require(file.getInt(56) == UTF8, "its text is not UTF-8");
    pages = bytes.length / pageSize;
  }

  /**
   * The rows of a table, each a list of values: {@code byte[]} for text and blobs, {@code Long} for
   * integers, and an empty {@code byte[]} for all else.
   *
   * @throws IllegalArgumentException when the file is malformed, with the reason
   */
  static List<List<Object>> rows(byte[] bytes, String table) {
    SqliteTable database = new SqliteTable(bytes);
    for (List<Object> row : database.rows(1)) {
      boolean wanted =
          row.size() >= 4 && text(row.get(0)).equals("table") && text(row.get(1)).equals(table);
      if (wanted && row.get(3) instanceof Long root) {
        require(root > 1 && root <= database.pages, "a table starts at a page that is not there");
        return database.rows(root.intValue());
      }
    }
    throw new IllegalArgumentException("it has no table '" + table + "'");
  }

  private List<List<Object>> rows(int root) {
    List<List<Object>> rows = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> ahead = new ArrayDeque<>(List.of(root));
    while (!ahead.isEmpty()) {
      int page = ahead.removeLast();
      require(page >= 1 && page <= pages && seen.add(page), "its pages form no tree");
      int start = (page - 1) * pageSize;
      int header = page == 1 ? start + HEADER : start;
      int type = file.get(header) & 0xff;
      require(type == INTERIOR || type == LEAF, "a page of a table is none");
      int cells = file.getShort(header + 3) & 0xffff;
      int pointers = header + (type == LEAF ? 8 : 12);
      require(pointers + 2L * cells <= start + pageSize, "a page has too many cells");
      if (type == INTERIOR) {
        ahead.addLast(file.getInt(header + 8));
      }
      for (int i = cells - 1; i >= 0 && type == INTERIOR; i--) {
        ahead.addLast(file.getInt(cell(start, pointers, i, 4)));
      }
      for (int i = 0; i < cells && type == LEAF; i++) {
        rows.add(record(payload(start, cell(start, pointers, i, 2))));
      }
    }
    return rows;
  }

  private int cell(int start, int pointers, int number, int least) {
    int offset = file.getShort(pointers + 2 * number) & 0xffff;
    require(offset >= 8 && offset + least <= pageSize, "a cell lies outside its page");
    return start + offset;
  }

  /** The bytes of a row, those on overflow pages too. */
  private byte[] payload(int start, int cell) {
    Varint length = Varint.read(file, cell);
    Varint rowId = Varint.read(file, length.end());
    require(length.value() >= 0 && length.value() <= MAX_RECORD, "a row has an impossible size");
    int size = (int) length.value();
    int most = usable - 35;
    int local = size;
    if (size > most) {
      int least = (usable - 12) * 32 / 255 - 23;
      int fitting = least + (size - least) % (usable - 4);
      local = fitting <= most ? fitting : least;
    }
    int from = rowId.end();
    require(from + local + (local < size ? 4 : 0) <= start + pageSize, "a row leaves its page");
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(size, file.capacity()));
    out.write(file.array(), from, local);
    int next = local < size ? file.getInt(from + local) : 0;
    int steps = 0;
    while (out.size() < size) {
      require(next >= 1 && next <= pages && steps++ < pages, "a row's overflow leads nowhere");
      int page = (next - 1) * pageSize;
      out.write(file.array(), page + 4, Math.min(usable - 4, size - out.size()));
      next = file.getInt(page);
    }
    return out.toByteArray();
  }

  private static List<Object> record(byte[] payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    Varint header = Varint.read(bytes, 0);
    require(header.value() >= header.end() && header.value() <= payload.length, "a row is cut off");
    List<Object> values = new ArrayList<>();
    int type = header.end();
    int body = (int) header.value();
    while (type < header.value()) {
      Varint serial = Varint.read(bytes, type);
      type = serial.end();
      int length = length(serial.value());
      require(length <= payload.length - body, "a value is longer than its row");
      boolean integer = serial.value() >= 1 && serial.value() <= 6;
      values.add(
          integer
              ? (Object) integer(payload, body, length)
              : serial.value() >= 8 && serial.value() <= 9
                  ? (Object) (serial.value() - 8)
                  : Arrays.copyOfRange(payload, body, body + length));
      body += length;
    }
    return values;
  }

  private static int length(long serial) {
    require(serial >= 0 && serial <= 2L * MAX_RECORD, "a value has an impossible type");
    if (serial >= 12) {
      return (int) ((serial - 12) / 2);
    }
    return switch ((int) serial) {
      case 0, 8, 9 -> 0;
      case 1, 2, 3, 4 -> (int) serial;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> throw new IllegalArgumentException("a value has a reserved type");
    };
  }

  private static long integer(byte[] bytes, int offset, int length) {
    long value = bytes[offset];
    for (int i = 1; i < length; i++) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** SQLite's integer of one to nine bytes, and where the next thing starts. */
  private record Varint(long value, int end) {

    private static Varint read(ByteBuffer bytes, int offset) {
      long value = 0;
      for (int i = 0; i < 9; i++) {
        require(
            offset + i < bytes.capacity(),
            Text.format("it ends within a number at byte %d", offset));
        byte b = bytes.get(offset + i);
        if (i == 8) {
          return new Varint(value << 8 | (b & 0xff), offset + 9);
        }
        value = value << 7 | (b & 0x7f);
        if (b >= 0) {
          return new Varint(value, offset + i + 1);
        }
      }
      throw new IllegalStateException("a number of nine bytes has ended");
    }
  }
}
