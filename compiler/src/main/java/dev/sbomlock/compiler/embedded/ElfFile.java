// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sections and segments of an ELF file (System V gABI 4.1, chapters 4 and 5). */
final class ElfFile {

  private static final int MAGIC = 0x7f454c46;
  private static final int HEADER_32 = 52;
  private static final int HEADER_64 = 64;
  private static final int LOADED = 1;
  private static final int WRITABLE = 2;
  private static final int NO_BITS = 8;
  private static final int MAX_NAMES = 4 << 20;
  private static final int MAX_ENTRY = 256;

  private final RandomBytes file;
  private final boolean wide;
  private final ByteOrder order;
  private final List<Segment> segments = new ArrayList<>();
  private Optional<Range> data = Optional.empty();

  private ElfFile(RandomBytes file, boolean wide, ByteOrder order) {
    this.file = file;
    this.wide = wide;
    this.order = order;
  }

  /**
   * Opens a file, which is none when it does not start as one.
   *
   * @throws IllegalArgumentException when it is malformed
   * @throws java.io.EOFException when it is cut off
   */
  static Optional<ElfFile> open(RandomBytes file) throws IOException {
    if (file.size() < HEADER_32) {
      return Optional.empty();
    }
    byte[] identity = file.read(0, 6);
    if (ByteBuffer.wrap(identity).getInt() != MAGIC) {
      return Optional.empty();
    }
    ElfFile elf =
        new ElfFile(
            file,
            identity[4] == 2,
            identity[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    elf.readSegments();
    return Optional.of(elf);
  }

  /** The order of its bytes. */
  ByteOrder order() {
    return order;
  }

  /** Where data that the program may write starts: the first segment of that kind. */
  Optional<Range> data() {
    return data;
  }

  /** The section of that name. */
  Optional<Range> section(String name) throws IOException {
    ByteBuffer header = header();
    long table = wide ? header.getLong(40) : unsignedInt(header, 32);
    int entry = unsigned(header, wide ? 58 : 46);
    int count = unsigned(header, wide ? 60 : 48);
    int names = unsigned(header, wide ? 62 : 50);
    if (names >= count) {
      return Optional.empty();
    }
    requireEntry(entry, wide ? 64 : 40);
    ByteBuffer sections = read(table, count * entry);
    Range text = range(sections, names * entry);
    ByteBuffer strings = read(text.offset, (int) Math.min(text.size, MAX_NAMES));
    byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      long at = unsignedInt(sections, i * entry);
      boolean there = sections.getInt(i * entry + 4) != NO_BITS;
      if (there && startsWith(strings, at, wanted)) {
        return Optional.of(range(sections, i * entry));
      }
    }
    return Optional.empty();
  }

  /**
   * The bytes that the program would find at an address, zeros where a segment is longer than in
   * the file.
   *
   * @throws IllegalArgumentException when no segment covers them
   */
  byte[] at(long address, int length) throws IOException {
    for (Segment segment : segments) {
      long into = address - segment.file.address;
      if (into >= 0 && into < segment.memorySize && length <= segment.memorySize - into) {
        long there = Math.max(0, Math.min(length, segment.file.size - into));
        byte[] bytes =
            there == 0 ? new byte[0] : file.read(segment.file.offset + into, (int) there);
        return Arrays.copyOf(bytes, length);
      }
    }
    throw new IllegalArgumentException(Text.format("it holds nothing for address %d", address));
  }

  private void readSegments() throws IOException {
    ByteBuffer header = header();
    long table = wide ? header.getLong(32) : unsignedInt(header, 28);
    int entry = unsigned(header, wide ? 54 : 42);
    int count = unsigned(header, wide ? 56 : 44);
    if (count == 0) {
      return;
    }
    requireEntry(entry, wide ? 56 : 32);
    ByteBuffer entries = read(table, count * entry);
    for (int i = 0; i < count * entry; i += entry) {
      if (entries.getInt(i) == LOADED) {
        int flags = entries.getInt(i + (wide ? 4 : 24));
        Segment segment = segment(entries, i);
        segments.add(segment);
        if (data.isEmpty() && (flags & WRITABLE) != 0) {
          data = Optional.of(segment.file);
        }
      }
    }
  }

  private Segment segment(ByteBuffer entries, int at) {
    return wide
        ? new Segment(
            new Range(entries.getLong(at + 16), entries.getLong(at + 8), entries.getLong(at + 32)),
            entries.getLong(at + 40))
        : new Segment(
            new Range(
                unsignedInt(entries, at + 8),
                unsignedInt(entries, at + 4),
                unsignedInt(entries, at + 16)),
            unsignedInt(entries, at + 20));
  }

  private Range range(ByteBuffer sections, int at) {
    return wide
        ? new Range(sections.getLong(at + 16), sections.getLong(at + 24), sections.getLong(at + 32))
        : new Range(
            unsignedInt(sections, at + 12),
            unsignedInt(sections, at + 16),
            unsignedInt(sections, at + 20));
  }

  private ByteBuffer header() throws IOException {
    return read(0, wide ? HEADER_64 : HEADER_32);
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    return ByteBuffer.wrap(file.read(offset, length)).order(order);
  }

  private static void requireEntry(int size, int least) {
    if (size < least || size > MAX_ENTRY) {
      throw new IllegalArgumentException(
          Text.format("it describes its parts by %d bytes each", size));
    }
  }

  private static boolean startsWith(ByteBuffer strings, long at, byte[] wanted) {
    if (at + wanted.length > strings.limit()) {
      return false;
    }
    return strings.slice((int) at, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xffff;
  }

  private static long unsignedInt(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }

  /**
   * A part of the file.
   *
   * @param address where the program finds it
   * @param offset where it starts in the file
   * @param size its bytes in the file
   */
  record Range(long address, long offset, long size) {}

  private record Segment(Range file, long memorySize) {}
}
