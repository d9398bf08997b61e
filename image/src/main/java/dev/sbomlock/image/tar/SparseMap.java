// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the stored bytes of a sparse file lie; all else is zeros.
 *
 * @param offsets of the stored parts, ascending
 * @param lengths of the stored parts
 * @param size of the whole file
 */
record SparseMap(List<Long> offsets, List<Long> lengths, long size) {

  /** A disk image of a terabyte with a hole every 16 MiB. */
  static final int MAX_NUMBERS = 2 * 65536;

  /**
   * Checks that the parts are in order and within the file.
   *
   * @throws MalformedTarException when they are not
   */
  static SparseMap of(List<Long> pairs, long size) throws MalformedTarException {
    if (pairs.size() % 2 != 0 || pairs.size() > MAX_NUMBERS) {
      throw new MalformedTarException(
          Text.format("a sparse map has %d numbers, not pairs or too many", pairs.size()));
    }
    List<Long> offsets = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    long end = 0;
    for (int i = 0; i < pairs.size(); i += 2) {
      long offset = pairs.get(i);
      long length = pairs.get(i + 1);
      if (offset < end || offset > size || length > size - offset) {
        throw new MalformedTarException(
            Text.format("a sparse map has a part of %d bytes at %d, out of order", length, offset));
      }
      end = offset + length;
      if (length > 0) {
        offsets.add(offset);
        lengths.add(length);
      }
    }
    return new SparseMap(offsets, lengths, size);
  }

  /** A map of decimal numbers with commas between them (version 0.1). */
  static List<Long> parseList(String text) throws MalformedTarException {
    List<String> numbers = Arrays.asList(text.split(",", MAX_NUMBERS + 1));
    List<Long> pairs = new ArrayList<>();
    for (String number : numbers) {
      pairs.add(TarNumber.decimal(number, "GNU.sparse.map"));
    }
    return pairs;
  }

  /** How many bytes are stored. */
  long stored() {
    return lengths.stream().mapToLong(Long::longValue).sum();
  }
}
