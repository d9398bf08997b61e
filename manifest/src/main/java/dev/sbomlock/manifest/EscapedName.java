// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text for the names that Linux has, which are any bytes: UTF-8, in which {@code %}, ASCII control
 * characters and every byte that is not part of well-formed UTF-8 stand as {@code %XX} (upper-case
 * hex).
 *
 * <p>Each name has exactly one text, a text is safe to print on one line, and nothing is lost.
 */
public final class EscapedName {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private EscapedName() {}

  /** The text of a name. */
  public static String encode(byte[] bytes) {
    if (isPlain(bytes)) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    StringBuilder text = new StringBuilder(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    int i = 0;
    while (i < bytes.length) {
      int length = utf8Length(bytes[i]);
      String character = length == 0 ? null : decodeStrictly(decoder, bytes, i, length);
      if (character == null || mustEscape(bytes[i])) {
        text.append('%').append(HEX.toHexDigits(bytes[i]));
        i++;
      } else {
        text.append(character);
        i += length;
      }
    }
    return text.toString();
  }

  /** Whether text and bytes are the same, as of most names. */
  private static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0 || mustEscape(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean mustEscape(byte b) {
    return b == '%' || (b >= 0 && b < 0x20) || b == 0x7f;
  }

  /** The length that a lead byte announces, 0 when no character starts with it. */
  private static int utf8Length(byte lead) {
    int b = lead & 0xff;
    if (b < 0x80) {
      return 1;
    }
    if (b >= 0xc2 && b < 0xe0) {
      return 2;
    }
    if (b >= 0xe0 && b < 0xf0) {
      return 3;
    }
    return b >= 0xf0 && b < 0xf5 ? 4 : 0;
  }

  private static @Nullable String decodeStrictly(
      CharsetDecoder decoder, byte[] bytes, int start, int length) {
    if (start + length > bytes.length) {
      return null;
    }
    try {
      return decoder.reset().decode(ByteBuffer.wrap(bytes, start, length)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  /**
   * The bytes of a name.
   *
   * @throws IllegalArgumentException when {@code text} is not what {@link #encode} gives
   */
  public static byte[] decode(String text) {
    Text.requireUnicode(text);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (isPlain(utf8)) {
      return utf8;
    }
    byte[] bytes = percentDecode(text);
    if (!encode(bytes).equals(text)) {
      throw new IllegalArgumentException("it is not in the one canonical form of its bytes");
    }
    return bytes;
  }

  /** The bytes of any percent-escaped text, canonical or not. */
  static byte[] percentDecode(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (text.indexOf('%') < 0) {
      return utf8;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(utf8.length);
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] != '%') {
        bytes.write(utf8[i]);
        continue;
      }
      if (i + 2 >= utf8.length || !isHex(utf8[i + 1]) || !isHex(utf8[i + 2])) {
        throw new IllegalArgumentException("'%' must be followed by two hex digits");
      }
      bytes.write(Character.digit(utf8[i + 1], 16) << 4 | Character.digit(utf8[i + 2], 16));
      i += 2;
    }
    return bytes.toByteArray();
  }

  private static boolean isHex(byte b) {
    return Character.digit(b, 16) >= 0;
  }
}
