// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes the fs-verity file digest of a stream in one pass and in memory of a few blocks
 * (Documentation/filesystems/fsverity.rst, "File digest computation").
 *
 * <p>One digester serves one file after another: {@link #finish} starts it anew.
 */
public final class VerityDigester {

  private static final int DESCRIPTOR_SIZE = 256;
  private static final int ROOT_OFFSET = 16;
  private static final int SALT_OFFSET = 80;

  private final VerityParameters parameters;
  private final MessageDigest hash;
  private final byte[] paddedSalt;
  private final byte[] block;
  private int blockFill;
  private long size;
  private final List<TreeLevel> levels = new ArrayList<>();

  /** A digester for trees of the given shape. */
  public VerityDigester(VerityParameters parameters) {
    this.parameters = parameters;
    this.hash = Hashing.of(parameters.hash().jcaName());
    byte[] salt = parameters.salt();
    this.paddedSalt = salt.length == 0 ? salt : Arrays.copyOf(salt, parameters.hash().inputBlock());
    this.block = new byte[parameters.blockSize()];
  }

  /** Takes the next bytes of the file. */
  public void update(byte[] bytes, int offset, int length) {
    size += length;
    int from = offset;
    int left = length;
    if (blockFill > 0) {
      int taken = Math.min(left, block.length - blockFill);
      System.arraycopy(bytes, from, block, blockFill, taken);
      blockFill += taken;
      from += taken;
      left -= taken;
      if (blockFill < block.length) {
        return;
      }
      append(0, hashBlock(block, 0, block.length));
      blockFill = 0;
    }
    while (left >= block.length) {
      append(0, hashBlock(bytes, from, block.length));
      from += block.length;
      left -= block.length;
    }
    System.arraycopy(bytes, from, block, 0, left);
    blockFill = left;
  }

  /** The file digest, raw: the hash of the 256-byte descriptor. */
  public byte[] finish() {
    byte[] digest = hash.digest(descriptor(rootHash()));
    blockFill = 0;
    size = 0;
    levels.forEach(level -> level.fill = 0);
    return digest;
  }

  private byte[] rootHash() {
    if (size == 0) {
      return new byte[parameters.hash().length()];
    }
    if (blockFill > 0) {
      Arrays.fill(block, blockFill, block.length, (byte) 0);
      append(0, hashBlock(block, 0, block.length));
    }
    for (int i = 0; ; i++) {
      TreeLevel level = levels.get(i);
      boolean top = i + 1 == levels.size() || levels.get(i + 1).fill == 0;
      if (top && level.fill == parameters.hash().length()) {
        return Arrays.copyOf(level.digests, level.fill);
      }
      append(i + 1, level.close());
    }
  }

  private byte[] descriptor(byte[] root) {
    ByteBuffer descriptor = ByteBuffer.allocate(DESCRIPTOR_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    byte[] salt = parameters.salt();
    descriptor.put((byte) 1);
    descriptor.put((byte) parameters.hash().number());
    descriptor.put((byte) Integer.numberOfTrailingZeros(parameters.blockSize()));
    descriptor.put((byte) salt.length);
    descriptor.putInt(0);
    descriptor.putLong(size);
    descriptor.put(ROOT_OFFSET, root);
    descriptor.put(SALT_OFFSET, salt);
    return descriptor.array();
  }

  /** Adds a digest to a level; a full block of digests goes up only when one more arrives. */
  private void append(int number, byte[] digest) {
    if (number == levels.size()) {
      levels.add(new TreeLevel());
    }
    TreeLevel level = levels.get(number);
    if (level.fill == level.digests.length) {
      append(number + 1, level.close());
    }
    System.arraycopy(digest, 0, level.digests, level.fill, digest.length);
    level.fill += digest.length;
  }

  private byte[] hashBlock(byte[] bytes, int offset, int length) {
    hash.update(paddedSalt);
    hash.update(bytes, offset, length);
    return hash.digest();
  }

  /** The last, still open block of one level of the tree. */
  private final class TreeLevel {
    private final byte[] digests = new byte[parameters.blockSize()];
    private int fill;

    /** Pads and hashes the block, and starts the next one. */
    private byte[] close() {
      Arrays.fill(digests, fill, digests.length, (byte) 0);
      fill = 0;
      return hashBlock(digests, 0, digests.length);
    }
  }
}
