// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One header block of 512 bytes: ustar, old GNU, or older (tar(5)). */
final class TarHeader {

  static final int BLOCK = 512;

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int UID = 108;
  private static final int GID = 116;
  private static final int SIZE = 124;
  private static final int SIZE_DIGITS = 11;
  private static final int MODIFIED = 136;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};
  private static final byte[] GNU = {'u', 's', 't', 'a', 'r', ' ', ' ', 0};
  private static final int PERMISSIONS = 07777;

  private final byte[] block;

  private TarHeader(byte[] block) {
    this.block = block;
  }

  /**
   * The header in a block that is not all zeros.
   *
   * @throws MalformedTarException when its checksum does not fit
   */
  static TarHeader parse(byte[] block, long position) throws MalformedTarException {
    long stated = TarNumber.parse(block, CHECKSUM, 8, "checksum");
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    if (stated != unsigned && stated != signed) {
      throw new MalformedTarException(
          Text.format(
              "the header at byte %d has the checksum %d, not %d", position, stated, unsigned));
    }
    return new TarHeader(block);
  }

  /** The header of a member of our own: owned by root, from the start of 1970, always the same. */
  static byte[] make(char type, String name, long size) {
    byte[] block = new byte[BLOCK];
    put(block, NAME, name);
    put(block, MODE, "0000644");
    put(block, UID, "0000000");
    put(block, GID, "0000000");
    put(block, MODIFIED, "00000000000");
    block[TYPE] = (byte) type;
    put(block, MAGIC, "ustar\00000");
    return withSize(block, size);
  }

  /** The same header with another size. */
  static byte[] withSize(byte[] header, long size) {
    byte[] block = header.clone();
    String octal = Long.toOctalString(size);
    if (octal.length() <= SIZE_DIGITS) {
      put(block, SIZE, "0".repeat(SIZE_DIGITS - octal.length()) + octal);
      block[SIZE + SIZE_DIGITS] = 0;
    } else {
      block[SIZE] = (byte) 0x80;
      Arrays.fill(block, SIZE + 1, SIZE + 4, (byte) 0);
      ByteBuffer.wrap(block).putLong(SIZE + 4, size);
    }
    Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, CHECKSUM, Text.format("%06o\0", sum));
    return block;
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  char type() {
    return (char) (block[TYPE] & 0xff);
  }

  long size() throws MalformedTarException {
    return TarNumber.parse(block, SIZE, 12, "size");
  }

  int mode() throws MalformedTarException {
    return (int) (TarNumber.parse(block, MODE, 8, "mode") & PERMISSIONS);
  }

  long uid() throws MalformedTarException {
    return TarNumber.parse(block, UID, 8, "uid");
  }

  long gid() throws MalformedTarException {
    return TarNumber.parse(block, GID, 8, "gid");
  }

  byte[] linkName() {
    return string(LINK_NAME, NAME_LENGTH);
  }

  /** The name, with ustar's prefix; GNU has other things in its place. */
  byte[] name() {
    byte[] name = string(NAME, NAME_LENGTH);
    byte[] prefix = hasMagic(USTAR) ? string(PREFIX, PREFIX_LENGTH) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    whole[prefix.length] = '/';
    System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
    return whole;
  }

  boolean isGnu() {
    return hasMagic(GNU);
  }

  /** The block itself, for what only old GNU headers hold. */
  byte[] block() {
    return block;
  }

  private boolean hasMagic(byte[] magic) {
    return Arrays.equals(block, MAGIC, MAGIC + magic.length, magic, 0, magic.length);
  }

  private byte[] string(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, offset, end);
  }
}
