// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;
import java.util.Arrays;

/** One header block of 512 bytes: ustar, old GNU, or older (tar(5)). */
final class TarHeader {

  static final int BLOCK = 512;

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int SIZE = 124;
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

  char type() {
    return (char) (block[TYPE] & 0xff);
  }

  long size() throws MalformedTarException {
    return TarNumber.parse(block, SIZE, 12, "size");
  }

  int mode() throws MalformedTarException {
    return (int) (TarNumber.parse(block, MODE, 8, "mode") & PERMISSIONS);
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
