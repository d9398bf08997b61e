// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.manifest.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A package's header as rpm's database stores it: counts, an index of tags, and their data, in big
 * endian (rpm's docs/manual/hregions.md and format_header.md).
 */
final class RpmHeader {

  static final int NAME = 1000;
  static final int VERSION = 1001;
  static final int RELEASE = 1002;
  static final int EPOCH = 1003;
  static final int ARCH = 1022;
  static final int FILE_STATES = 1029;
  static final int FILE_DIGESTS = 1035;
  static final int FILE_FLAGS = 1037;
  static final int DIR_INDEXES = 1116;
  static final int BASE_NAMES = 1117;
  static final int DIR_NAMES = 1118;
  static final int FILE_DIGEST_ALGORITHM = 5011;

  /** Below are signatures and the marks of regions. */
  private static final int FIRST_TAG = 1000;

  private static final int INDEX_ENTRY = 16;
  private static final int MAX_ENTRIES = 1 << 16;
  private static final int MAX_COUNT = 1 << 22;
  private static final int CHAR = 1;
  private static final int INT8 = 2;
  private static final int INT16 = 3;
  private static final int INT32 = 4;
  private static final int STRING = 6;
  private static final int STRING_ARRAY = 8;

  private final ByteBuffer data;
  private final Map<Integer, Entry> entries = new HashMap<>();

  /**
   * Takes a header apart.
   *
   * @throws IllegalArgumentException when it is none, with the reason
   */
  RpmHeader(byte[] blob) {
    ByteBuffer bytes = ByteBuffer.wrap(blob);
    require(blob.length >= 8, "a header is cut off");
    int count = bytes.getInt();
    int length = bytes.getInt();
    require(count >= 0 && count <= MAX_ENTRIES, "a header has too many tags");
    require(
        length >= 0 && 8L + (long) INDEX_ENTRY * count + length == blob.length,
        "a header is not as long as it says");
    for (int i = 0; i < count; i++) {
      int tag = bytes.getInt();
      Entry entry = new Entry(bytes.getInt(), bytes.getInt(), bytes.getInt());
      if (tag >= FIRST_TAG) {
        require(
            entry.offset >= 0
                && entry.offset <= length
                && entry.count <= MAX_COUNT
                && entry.count > 0,
            Text.format("tag %d lies outside its header", tag));
        require(entries.putIfAbsent(tag, entry) == null, Text.format("tag %d is there twice", tag));
      }
    }
    data = bytes.slice();
  }

  /** The texts of a tag, one character a byte; none when it is absent. */
  List<String> texts(int tag) {
    Entry entry = entries.get(tag);
    List<String> texts = new ArrayList<>();
    if (entry == null) {
      return texts;
    }
    require(
        entry.type == STRING || entry.type == STRING_ARRAY, Text.format("tag %d is no text", tag));
    int start = entry.offset;
    for (int i = 0; i < entry.count; i++) {
      int end = start;
      while (end < data.limit() && data.get(end) != 0) {
        end++;
      }
      require(end < data.limit(), Text.format("a text of tag %d does not end", tag));
      byte[] bytes = new byte[end - start];
      data.get(start, bytes);
      texts.add(new String(bytes, StandardCharsets.ISO_8859_1));
      start = end + 1;
    }
    return texts;
  }

  /** The one text of a tag, or an empty one. */
  String text(int tag) {
    List<String> texts = texts(tag);
    return texts.isEmpty() ? "" : texts.get(0);
  }

  /** The numbers of a tag; none when it is absent. */
  List<Integer> numbers(int tag) {
    Entry entry = entries.get(tag);
    List<Integer> numbers = new ArrayList<>();
    if (entry == null) {
      return numbers;
    }
    int width =
        switch (entry.type) {
          case CHAR, INT8 -> 1;
          case INT16 -> 2;
          case INT32 -> 4;
          default -> throw new IllegalArgumentException(Text.format("tag %d is no number", tag));
        };
    require(
        entry.offset + (long) width * entry.count <= data.limit(),
        Text.format("tag %d is cut off", tag));
    for (int i = 0; i < entry.count; i++) {
      int at = entry.offset + width * i;
      numbers.add(
          width == 1
              ? data.get(at) & 0xff
              : width == 2 ? data.getShort(at) & 0xffff : data.getInt(at));
    }
    return numbers;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private record Entry(int type, int offset, int count) {}
}
