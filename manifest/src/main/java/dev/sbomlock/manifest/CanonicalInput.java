// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a JSON document of which each value has one form only (RFC 8785): whoever asks for
 * what must come next has compared every byte when the end is reached.
 */
final class CanonicalInput {

  private static final int MAX_TEXT = 64 * 1024;

  /** A character takes at most six bytes, as an escape; and the quotes. */
  private static final int MAX_ENCODED = 6 * MAX_TEXT + 2;

  private static final int BUFFER = 1 << 20;
  private static final int MAX_DIGITS = 16;
  private static final int SHOWN = 24;
  private static final int ESCAPE_LENGTH = 6;

  /** The escapes of RFC 8785 section 3.2.2.2, and what they stand for. */
  private static final String SHORT_ESCAPES = "\"\\bfnrt";

  private static final String ESCAPED = "\"\\\b\f\n\r\t";

  private final InputStream in;
  private final long maxSize;
  private final MessageDigest digest;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private int digested;
  private long before;
  private boolean atEnd;

  CanonicalInput(InputStream in, long maxSize, MessageDigest digest) {
    this.in = in;
    this.maxSize = maxSize;
    this.digest = digest;
  }

  /** Takes exactly this ASCII text. */
  void expect(String ascii) throws IOException, MalformedException {
    if (!takes(ascii)) {
      throw malformed(Text.format("'%s' is expected here, not '%s'", ascii, ahead()));
    }
  }

  /** Takes this ASCII text if it comes next. */
  boolean takes(String ascii) throws IOException, MalformedException {
    int length = ascii.length();
    if (!fill(length)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer[position + i] != ascii.charAt(i)) {
        return false;
      }
    }
    position += length;
    return true;
  }

  /** How many bytes were taken. */
  long taken() {
    return before + position;
  }

  /** What was taken since then, byte for byte a character; null when that is too long ago. */
  @Nullable String takenSince(long begin) {
    return begin < before
        ? null
        : new String(
            buffer, (int) (begin - before), (int) (taken() - begin), StandardCharsets.ISO_8859_1);
  }

  /** A text in quotes. */
  String text() throws IOException, MalformedException {
    expect("\"");
    fill(MAX_ENCODED);
    int start = position;
    int end = start;
    boolean plain = true;
    while (end < limit && buffer[end] != '"') {
      byte b = buffer[end];
      if (b >= 0 && b < ' ') {
        throw malformed("a text holds a control character");
      }
      plain &= b > 0 && b != '\\';
      end += b == '\\' ? 2 : 1;
    }
    if (end >= limit) {
      throw malformed("a text does not end here, as far as one may go");
    }
    String text =
        plain
            ? new String(buffer, start, end - start, StandardCharsets.ISO_8859_1)
            : unescaped(utf8(start, end));
    if (text.length() > MAX_TEXT) {
      throw malformed("a text is too long");
    }
    position = end + 1;
    return text;
  }

  /** Lower-case hex digits in quotes, for that many bytes. */
  byte[] hex(int length) throws IOException, MalformedException {
    expect("\"");
    byte[] bytes = hexDigits(length);
    expect("\"");
    return bytes;
  }

  private byte[] hexDigits(int length) throws IOException, MalformedException {
    if (!fill(2 * length)) {
      throw malformed("a digest is cut off");
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (nibble(buffer[position++]) << 4 | nibble(buffer[position++]));
    }
    return bytes;
  }

  /** A whole number, not negative. */
  long number() throws IOException, MalformedException {
    long number = 0;
    int digits = 0;
    while (fill(1) && buffer[position] >= '0' && buffer[position] <= '9') {
      if (digits == MAX_DIGITS || (digits == 1 && number == 0)) {
        throw malformed("a number is too long");
      }
      number = 10 * number + buffer[position++] - '0';
      digits++;
    }
    if (digits == 0) {
      throw malformed("a number is expected here, not '" + ahead() + "'");
    }
    return number;
  }

  /** Takes the end. */
  void end() throws IOException, MalformedException {
    if (fill(1)) {
      throw malformed("something follows the end");
    }
  }

  /** As {@link #hex}, but the digits themselves are left out of the digest. */
  byte[] undigestedHex(int length) throws IOException, MalformedException {
    expect("\"");
    digest();
    byte[] bytes = hexDigits(length);
    digested = position;
    expect("\"");
    return bytes;
  }

  /** The digest of all that was taken, but for what was to be left out. */
  byte[] digested() {
    digest();
    return digest.digest();
  }

  MalformedException malformed(@Nullable String fact) {
    return new MalformedException(fact + " (byte " + taken() + ")");
  }

  private void digest() {
    digest.update(buffer, digested, position - digested);
    digested = position;
  }

  /** Whether so many bytes more are there. */
  private boolean fill(int length) throws IOException, MalformedException {
    if (limit - position >= length) {
      return true;
    }
    if (atEnd) {
      return false;
    }
    digest();
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    before += position;
    limit -= position;
    position = 0;
    digested = 0;
    while (!atEnd && limit < buffer.length) {
      int read = in.read(buffer, limit, buffer.length - limit);
      atEnd = read < 0;
      limit += Math.max(read, 0);
    }
    if (before + limit > maxSize) {
      throw malformed(Text.format("it is larger than %d bytes", maxSize));
    }
    return limit >= length;
  }

  private int nibble(byte digit) throws MalformedException {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
      return digit - 'a' + 10;
    }
    throw malformed("a digest is written in lower-case hex digits only, and has all of them");
  }

  private String utf8(int start, int end) throws MalformedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(buffer, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
  }

  private String unescaped(String text) throws MalformedException {
    StringBuilder unescaped = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\') {
        unescaped.append(c);
        i++;
        continue;
      }
      int known = SHORT_ESCAPES.indexOf(text.charAt(i + 1));
      if (known >= 0) {
        unescaped.append(ESCAPED.charAt(known));
        i += 2;
      } else {
        unescaped.append(controlCharacter(text, i));
        i += ESCAPE_LENGTH;
      }
    }
    return unescaped.toString();
  }

  private char controlCharacter(String text, int start) throws MalformedException {
    for (char c = 0; c < ' '; c++) {
      if (ESCAPED.indexOf(c) < 0 && text.startsWith(Text.format("\\u%04x", (int) c), start)) {
        return c;
      }
    }
    throw malformed("an escape is not the one that stands for its character");
  }

  private String ahead() {
    int end = Math.min(limit, position + SHOWN);
    return EscapedName.encode(Arrays.copyOfRange(buffer, position, end));
  }
}
