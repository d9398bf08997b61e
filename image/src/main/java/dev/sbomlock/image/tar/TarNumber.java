// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;

/** Numbers of a tar header: octal digits, or base 256 where the first byte has its high bit set. */
final class TarNumber {

  private TarNumber() {}

  /**
   * The number in a field of a header.
   *
   * @throws MalformedTarException when it is no number, negative, or over 2^63-1
   */
  static long parse(byte[] header, int offset, int length, String field)
      throws MalformedTarException {
    return (header[offset] & 0x80) == 0
        ? octal(header, offset, length, field)
        : binary(header, offset, length, field);
  }

  private static long octal(byte[] header, int offset, int length, String field)
      throws MalformedTarException {
    int i = offset;
    int end = offset + length;
    while (i < end && header[i] == ' ') {
      i++;
    }
    long value = 0;
    for (; i < end && header[i] >= '0' && header[i] <= '7'; i++) {
      if (value >>> 60 != 0) {
        throw malformed(field, "is over 2^63");
      }
      value = value << 3 | (header[i] - '0');
    }
    for (; i < end; i++) {
      if (header[i] != ' ' && header[i] != 0) {
        throw malformed(field, "is no octal number");
      }
    }
    return value;
  }

  private static long binary(byte[] header, int offset, int length, String field)
      throws MalformedTarException {
    if (header[offset] != (byte) 0x80) {
      throw malformed(field, "is negative or far too large");
    }
    long value = 0;
    for (int i = offset + 1; i < offset + length; i++) {
      if (value >>> 55 != 0) {
        throw malformed(field, "is over 2^63");
      }
      value = value << 8 | (header[i] & 0xff);
    }
    return value;
  }

  /**
   * The number that a text of decimal digits is.
   *
   * @throws MalformedTarException when it is none of 0 to 2^63-1
   */
  static long decimal(String digits, String field) throws MalformedTarException {
    boolean plain = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!plain || digits.length() > 18) {
      throw malformed(field, Text.format("is '%s', no decimal number below 10^18", digits));
    }
    return Long.parseLong(digits);
  }

  private static MalformedTarException malformed(String field, String why) {
    return new MalformedTarException(Text.format("'%s' of an entry %s", field, why));
  }
}
