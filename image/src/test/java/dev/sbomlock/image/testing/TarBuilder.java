// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar archives entry by entry, well-formed or not, always the same bytes. */
public final class TarBuilder {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a regular file. */
  public TarBuilder file(String name, int mode, byte[] content) {
    return entry('0', name, "", mode, content.length, content);
  }

  /** Adds a regular file of that text. */
  public TarBuilder file(String name, String content) {
    return file(name, 0644, bytes(content));
  }

  /** Adds an entry without content. */
  public TarBuilder entry(char type, String name, String link, int mode) {
    return entry(type, name, link, mode, 0, new byte[0]);
  }

  /** Adds an entry whose header states that size, whatever the content is. */
  public TarBuilder entry(
      char type, String name, String link, int mode, long size, byte[] content) {
    byte[] header = header(type, name, link, mode);
    put(header, 124, octal(size, 11));
    return raw(checked(header)).raw(padded(content));
  }

  /** Adds a PAX header of these {@code key=value} records. */
  public TarBuilder pax(char type, String... records) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String record : records) {
      body.writeBytes(record(record));
    }
    byte[] bytes = body.toByteArray();
    return entry(type, "PaxHeaders/x", "", 0644, bytes.length, bytes);
  }

  /** Adds a GNU long name ({@code L}) or long link ({@code K}). */
  public TarBuilder gnuLong(char type, String name) {
    byte[] bytes = bytes(name + "\0");
    return entry(type, "././@LongLink", "", 0644, bytes.length, bytes);
  }

  /** Adds bytes as they are. */
  public TarBuilder raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** The archive, with the two blocks that end it. */
  public byte[] build() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.writeBytes(new byte[2 * BLOCK]);
    return whole.toByteArray();
  }

  /** What was added so far. */
  public byte[] unfinished() {
    return out.toByteArray();
  }

  /** A ustar header without size and checksum. */
  public static byte[] header(char type, String name, String link, int mode) {
    byte[] header = new byte[BLOCK];
    put(header, 0, bytes(name));
    put(header, 100, octal(mode, 7));
    put(header, 108, octal(0, 7));
    put(header, 116, octal(0, 7));
    put(header, 136, octal(0, 11));
    header[156] = (byte) type;
    put(header, 157, bytes(link));
    put(header, 257, bytes("ustar\00000"));
    return header;
  }

  /** The header with its checksum. */
  public static byte[] checked(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    long sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, octal(sum, 6));
    header[154] = 0;
    return header;
  }

  /** The content in whole blocks. */
  public static byte[] padded(byte[] content) {
    return Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK);
  }

  /** Puts bytes at a place of a header. */
  public static void put(byte[] target, int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  /** Octal digits. */
  public static byte[] octal(long value, int digits) {
    String text = Long.toOctalString(value);
    return bytes("0".repeat(Math.max(0, digits - text.length())) + text);
  }

  private static byte[] record(String record) {
    byte[] body = bytes(" " + record + "\n");
    int length = body.length;
    while (String.valueOf(length).length() + body.length != length) {
      length = String.valueOf(length).length() + body.length;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(bytes(String.valueOf(length)));
    whole.writeBytes(body);
    return whole.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
