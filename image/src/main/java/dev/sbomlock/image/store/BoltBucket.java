// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A bucket of a bbolt database: a B+ tree of values and further buckets under keys of bytes. */
final class BoltBucket {

  private static final int HEADER = 16;
  private static final int ELEMENT = 16;
  private static final int BRANCH = 0x01;
  private static final int LEAF = 0x02;
  private static final int IS_BUCKET = 0x01;
  private static final int MAX_DEPTH = 32;

  private final BoltDatabase database;
  private final ByteBuffer top;

  /**
   * A bucket.
   *
   * @param top the page at the top of its tree
   */
  BoltBucket(BoltDatabase database, ByteBuffer top) {
    this.database = database;
    this.top = top;
  }

  /** The element of a leaf that has the key. */
  private record Found(ByteBuffer leaf, int index) {}

  /** The bucket under that name. */
  Optional<BoltBucket> bucket(String name) throws IOException, DamagedBoltException {
    Optional<Found> found = find(name);
    return found.isPresent() && isBucket(found.get().leaf(), found.get().index())
        ? Optional.of(within(leafValue(found.get().leaf(), found.get().index())))
        : Optional.empty();
  }

  /** The bucket under those names, each within the one before. */
  Optional<BoltBucket> bucket(List<String> names) throws IOException, DamagedBoltException {
    Optional<BoltBucket> reached = Optional.of(this);
    for (String name : names) {
      reached = reached.isPresent() ? reached.get().bucket(name) : reached;
    }
    return reached;
  }

  /** The value under that name. */
  Optional<byte[]> value(String name) throws IOException, DamagedBoltException {
    Optional<Found> found = find(name);
    return found.isPresent() && !isBucket(found.get().leaf(), found.get().index())
        ? Optional.of(leafValue(found.get().leaf(), found.get().index()))
        : Optional.empty();
  }

  /** The text under that name. */
  Optional<String> text(String name) throws IOException, DamagedBoltException {
    return value(name).map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** The first so many names of buckets in it. */
  List<String> bucketNames(int atMost) throws IOException, DamagedBoltException {
    List<String> names = new ArrayList<>();
    collect(top, names, atMost, 0);
    return names;
  }

  private BoltBucket within(byte[] value) throws IOException, DamagedBoltException {
    if (value.length < HEADER) {
      throw new DamagedBoltException("a bucket is cut short");
    }
    ByteBuffer bucket = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    long root = bucket.getLong(0);
    // A small bucket lies in its own value.
    ByteBuffer page =
        root == 0
            ? ByteBuffer.wrap(Arrays.copyOfRange(value, HEADER, value.length))
                .order(ByteOrder.LITTLE_ENDIAN)
            : database.node(root);
    return new BoltBucket(database, page);
  }

  private Optional<Found> find(String name) throws IOException, DamagedBoltException {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer page = top;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      if (kind(page) == LEAF) {
        return findInLeaf(page, key);
      }
      int child = 0;
      for (int i = 1; i < count(page); i++) {
        if (Arrays.compareUnsigned(branchKey(page, i), key) <= 0) {
          child = i;
        }
      }
      page = database.node(child(page, child));
    }
    throw new DamagedBoltException("a tree is too deep");
  }

  private static Optional<Found> findInLeaf(ByteBuffer page, byte[] key)
      throws DamagedBoltException {
    for (int i = 0; i < count(page); i++) {
      if (Arrays.equals(leafKey(page, i), key)) {
        return Optional.of(new Found(page, i));
      }
    }
    return Optional.empty();
  }

  private void collect(ByteBuffer page, List<String> names, int atMost, int depth)
      throws IOException, DamagedBoltException {
    if (depth == MAX_DEPTH) {
      throw new DamagedBoltException("a tree is too deep");
    }
    boolean leaf = kind(page) == LEAF;
    for (int i = 0; i < count(page) && names.size() < atMost; i++) {
      if (!leaf) {
        collect(database.node(child(page, i)), names, atMost, depth + 1);
      } else if (isBucket(page, i)) {
        names.add(new String(leafKey(page, i), StandardCharsets.UTF_8));
      }
    }
  }

  private static int kind(ByteBuffer page) throws DamagedBoltException {
    int kind = page.limit() < HEADER ? 0 : page.getShort(8);
    if (kind != BRANCH && kind != LEAF) {
      throw new DamagedBoltException("a page of a tree is none");
    }
    return kind;
  }

  private static int count(ByteBuffer page) throws DamagedBoltException {
    int count = Short.toUnsignedInt(page.getShort(10));
    if (HEADER + (long) count * ELEMENT > page.limit()
        || (count == 0 && page.getShort(8) == BRANCH)) {
      throw new DamagedBoltException("a page has not the elements that it states");
    }
    return count;
  }

  private static int element(int index) {
    return HEADER + index * ELEMENT;
  }

  // A branch's element: position, size of the key, page. A leaf's: flags, position, sizes of both.

  private static byte[] branchKey(ByteBuffer page, int index) throws DamagedBoltException {
    int element = element(index);
    return bytes(page, element, page.getInt(element), 0, page.getInt(element + 4));
  }

  private static long child(ByteBuffer page, int index) {
    return page.getLong(element(index) + 8);
  }

  private static boolean isBucket(ByteBuffer page, int index) {
    return (page.getInt(element(index)) & IS_BUCKET) != 0;
  }

  private static byte[] leafKey(ByteBuffer page, int index) throws DamagedBoltException {
    int element = element(index);
    return bytes(page, element, page.getInt(element + 4), 0, page.getInt(element + 8));
  }

  private static byte[] leafValue(ByteBuffer page, int index) throws DamagedBoltException {
    int element = element(index);
    return bytes(
        page,
        element,
        page.getInt(element + 4),
        page.getInt(element + 8),
        page.getInt(element + 12));
  }

  private static byte[] bytes(ByteBuffer page, int element, int position, int skipped, int size)
      throws DamagedBoltException {
    long start = element + Integer.toUnsignedLong(position) + Integer.toUnsignedLong(skipped);
    long end = start + Integer.toUnsignedLong(size);
    if (end > page.limit()) {
      throw new DamagedBoltException("an element reaches beyond its page");
    }
    byte[] bytes = new byte[(int) (end - start)];
    page.get((int) start, bytes);
    return bytes;
  }
}
