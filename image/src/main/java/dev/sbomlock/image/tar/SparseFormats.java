// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The four ways in which GNU tar writes sparse files (GNU tar manual, "Storing Sparse Files"). */
final class SparseFormats {

  private static final int OLD_MAP = 386;
  private static final int OLD_PAIRS = 4;
  private static final int EXTENSION_PAIRS = 21;
  private static final int OLD_EXTENDED = 482;
  private static final int EXTENSION_EXTENDED = 504;
  private static final int OLD_REAL_SIZE = 483;
  private static final int NUMBER = 12;
  private static final int MAX_DIGITS = 20;

  private SparseFormats() {}

  /** Gives the blocks that follow a header. */
  interface Blocks {
    byte[] next() throws IOException;
  }

  /** The map of an old GNU header (type {@code S}), whose extension blocks are taken. */
  static SparseMap old(TarHeader header, Blocks blocks) throws IOException {
    List<Long> pairs = new ArrayList<>();
    byte[] block = header.block();
    addPairs(block, OLD_MAP, OLD_PAIRS, pairs);
    boolean extended = block[OLD_EXTENDED] != 0;
    while (extended) {
      byte[] extension = blocks.next();
      addPairs(extension, 0, EXTENSION_PAIRS, pairs);
      extended = extension[EXTENSION_EXTENDED] != 0;
      if (pairs.size() > SparseMap.MAX_NUMBERS) {
        throw new MalformedTarException("a sparse map is too long");
      }
    }
    return SparseMap.of(pairs, TarNumber.parse(block, OLD_REAL_SIZE, NUMBER, "realsize"));
  }

  /** The map that PAX records of versions 0.0 and 0.1 hold; empty when they hold none. */
  static Optional<SparseMap> inRecords(PaxRecords records) throws MalformedTarException {
    Optional<String> map = records.sparse("map");
    if (map.isEmpty() && records.sparsePairs().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> size = records.sparse("size").or(() -> records.sparse("realsize"));
    if (size.isEmpty()) {
      throw new MalformedTarException("a sparse map comes without the file's size");
    }
    List<Long> pairs = map.isPresent() ? SparseMap.parseList(map.get()) : records.sparsePairs();
    return Optional.of(SparseMap.of(pairs, TarNumber.decimal(size.get(), "GNU.sparse.size")));
  }

  /** Whether the map stands at the start of the content (version 1.0). */
  static boolean isInContent(PaxRecords records) {
    return records.sparse("major").equals(Optional.of("1"))
        && records.sparse("minor").equals(Optional.of("0"));
  }

  /** The map at the start of the content: decimal numbers, a line each, padded to whole blocks. */
  static SparseMap inContent(PaxRecords records, Blocks content) throws IOException {
    Lines lines = new Lines(content);
    long count = lines.number();
    if (count > SparseMap.MAX_NUMBERS / 2) {
      throw new MalformedTarException("a sparse map is too long");
    }
    List<Long> pairs = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      pairs.add(lines.number());
    }
    String size =
        records
            .sparse("realsize")
            .orElseThrow(() -> new MalformedTarException("a sparse file states no real size"));
    return SparseMap.of(pairs, TarNumber.decimal(size, "GNU.sparse.realsize"));
  }

  private static void addPairs(byte[] block, int offset, int count, List<Long> pairs)
      throws MalformedTarException {
    for (int i = 0; i < count; i++) {
      int at = offset + 2 * NUMBER * i;
      if (block[at] == 0) {
        return;
      }
      pairs.add(TarNumber.parse(block, at, NUMBER, "sparse offset"));
      pairs.add(TarNumber.parse(block, at + NUMBER, NUMBER, "sparse length"));
    }
  }

  private static final class Lines {

    private final Blocks blocks;
    private byte[] block = new byte[0];
    private int position;

    private Lines(Blocks blocks) {
      this.blocks = blocks;
    }

    private long number() throws IOException {
      StringBuilder digits = new StringBuilder();
      while (true) {
        if (position == block.length) {
          block = blocks.next();
          position = 0;
        }
        char c = (char) (block[position++] & 0xff);
        if (c == '\n') {
          return TarNumber.decimal(digits.toString(), "sparse map");
        }
        if (digits.length() == MAX_DIGITS) {
          throw new MalformedTarException("a sparse map holds no number where one is expected");
        }
        digits.append(c);
      }
    }
  }
}
