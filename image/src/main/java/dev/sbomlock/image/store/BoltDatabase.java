// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A bbolt database (go.etcd.io/bbolt, file format version 2), read without its lock, which
 * containerd holds as long as it runs.
 *
 * <p>Pages are never changed in place: a transaction writes to pages that the state before does not
 * use, and then a new meta page. What was read is one state when no transaction has ended
 * meanwhile.
 */
final class BoltDatabase implements AutoCloseable {

  private static final int MAGIC = 0xed0cdaed;
  private static final int VERSION = 2;
  private static final int PAGE_HEADER = 16;
  private static final int META_SIZE = 64;
  private static final int CHECKED = 56;
  private static final int META_FLAG = 0x04;
  private static final int MIN_PAGE = 1024;
  private static final int MAX_PAGE = 64 << 10;
  private static final int MAX_NODE = 16 << 20;
  private static final int MAX_READ = 1 << 17;
  private static final int ATTEMPTS = 10;

  private final FileChannel file;
  private final Meta meta;
  private int read;

  private BoltDatabase(FileChannel file, Meta meta) {
    this.file = file;
    this.meta = meta;
  }

  /** Where a state begins. */
  private record Meta(int pageSize, long root, long transaction) {}

  /** What is looked up in one state. */
  interface Query<T> {
    T in(BoltBucket root) throws IOException, DamagedBoltException, RejectedException;
  }

  /**
   * The answer, or the refusal, that one state of the database gives.
   *
   * @throws DamagedBoltException when it is no database, or transactions end faster than it is read
   */
  static <T> T ask(Path path, Query<T> query)
      throws IOException, DamagedBoltException, RejectedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try (BoltDatabase database = open(path)) {
        try {
          T answer = query.in(database.root());
          if (database.isNewest()) {
            return answer;
          }
        } catch (DamagedBoltException | RejectedException e) {
          if (database.isNewest()) {
            throw e;
          }
        }
      }
    }
    throw new DamagedBoltException("it changes all the time");
  }

  private boolean isNewest() throws IOException {
    return newest(file).equals(Optional.of(meta));
  }

  private static BoltDatabase open(Path path) throws IOException, DamagedBoltException {
    FileChannel file = FileChannel.open(path);
    try {
      Meta meta =
          newest(file).orElseThrow(() -> new DamagedBoltException("it has no valid meta page"));
      return new BoltDatabase(file, meta);
    } catch (IOException | DamagedBoltException e) {
      file.close();
      throw e;
    }
  }

  private BoltBucket root() throws IOException, DamagedBoltException {
    return new BoltBucket(this, node(meta.root()));
  }

  /** The page with that number, and those that it runs over into. */
  ByteBuffer node(long page) throws IOException, DamagedBoltException {
    int size = meta.pageSize();
    if (++read > MAX_READ) {
      throw new DamagedBoltException("its trees have too many pages, or lead back to themselves");
    }
    if (page < 2 || page > file.size() / size) {
      throw new DamagedBoltException(Text.format("it has no page %d", page));
    }
    ByteBuffer first = read(file, page * size, size);
    long whole = (Integer.toUnsignedLong(first.getInt(12)) + 1) * size;
    if (whole > MAX_NODE) {
      throw new DamagedBoltException(Text.format("page %d has %d bytes", page, whole));
    }
    return whole == size ? first : read(file, page * size, (int) whole);
  }

  private static Optional<Meta> newest(FileChannel file) throws IOException {
    Optional<Meta> first = meta(file, 0);
    if (first.isPresent()) {
      return newer(first, meta(file, first.get().pageSize()));
    }
    // A torn first page does not tell where the second is.
    for (int size = MIN_PAGE; size <= MAX_PAGE; size *= 2) {
      Optional<Meta> second = meta(file, size);
      if (second.isPresent() && second.get().pageSize() == size) {
        return second;
      }
    }
    return Optional.empty();
  }

  private static Optional<Meta> newer(Optional<Meta> first, Optional<Meta> second) {
    boolean later =
        second.isPresent()
            && second.get().pageSize() == first.orElseThrow().pageSize()
            && Long.compareUnsigned(second.get().transaction(), first.orElseThrow().transaction())
                > 0;
    return later ? second : first;
  }

  private static Optional<Meta> meta(FileChannel file, long offset) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(PAGE_HEADER + META_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    while (page.hasRemaining() && file.read(page, offset + page.position()) >= 0) {}
    if (page.hasRemaining() || (page.getShort(8) & META_FLAG) == 0) {
      return Optional.empty();
    }
    int pageSize = page.getInt(PAGE_HEADER + 8);
    boolean valid =
        page.getInt(PAGE_HEADER) == MAGIC
            && page.getInt(PAGE_HEADER + 4) == VERSION
            && Integer.bitCount(pageSize) == 1
            && pageSize >= MIN_PAGE
            && pageSize <= MAX_PAGE
            && page.getLong(PAGE_HEADER + CHECKED) == checksum(page);
    return valid
        ? Optional.of(
            new Meta(pageSize, page.getLong(PAGE_HEADER + 16), page.getLong(PAGE_HEADER + 48)))
        : Optional.empty();
  }

  /** FNV-1a of 64 bits. */
  private static long checksum(ByteBuffer page) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < CHECKED; i++) {
      hash = (hash ^ (page.get(PAGE_HEADER + i) & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  private static ByteBuffer read(FileChannel file, long offset, int size)
      throws IOException, DamagedBoltException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        throw new DamagedBoltException("it ends within a page");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
