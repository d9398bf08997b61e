// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive entry by entry, in one pass: ustar, old GNU (long names, sparse files, base-256
 * numbers) and PAX. What readers are known to take differently is refused, not guessed.
 */
public final class TarReader {

  /** As much as Go's archive/tar takes, which container runtimes read with. */
  static final int MAX_SPECIAL_SIZE = 1 << 20;

  /** uid_t and gid_t have 32 bits. */
  private static final long MAX_ID = 0xffffffffL;

  private final InputStream in;
  private long position;
  private long stored;
  private long padding;
  private @Nullable SparseMap sparse;
  private PaxRecords records = PaxRecords.none();
  private @Nullable TarHeader header;
  private int part;
  private long logical;
  private long size;

  /** A reader of what {@code in} gives, from an archive's first byte. */
  public TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * Who owns a file.
   *
   * @param uid 32 bits of it
   * @param gid 32 bits of it
   */
  public record Owner(int uid, int gid) {}

  /** How many bytes of the archive were taken. */
  public long position() {
    return position;
  }

  /** Whether the present entry has holes that the archive does not store. */
  public boolean isSparse() {
    return sparse != null;
  }

  /**
   * The extended attribute of that name that the present entry brings, in the form that container
   * runtimes read ({@code SCHILY.xattr}).
   */
  public Optional<byte[]> xattr(String name) {
    return records.bytes(PaxRecords.XATTR + name);
  }

  /**
   * Who owns what the present entry makes.
   *
   * @throws MalformedTarException when that is no number that Linux has
   */
  public Owner owner() throws MalformedTarException {
    if (header == null) {
      throw new IllegalStateException("there is no present entry");
    }
    return new Owner(
        id(records.text(PaxRecords.UID), header.uid(), "uid"),
        id(records.text(PaxRecords.GID), header.gid(), "gid"));
  }

  private static int id(Optional<String> extended, long plain, String field)
      throws MalformedTarException {
    long id = extended.isPresent() ? TarNumber.decimal(extended.get(), field) : plain;
    if (id > MAX_ID) {
      throw new MalformedTarException(Text.format("'%s' of an entry is %d", field, id));
    }
    return (int) id;
  }

  /** Passes over the rest of the present entry, its padding too. */
  public void skipContent() throws IOException {
    skip(stored);
    skipPadding();
    stored = 0;
    padding = 0;
    sparse = null;
    logical = 0;
    size = 0;
  }

  /**
   * Passes over the rest of the present entry and takes the next.
   *
   * @return empty at the archive's end
   * @throws MalformedTarException when it is malformed
   */
  public Optional<TarEntry> next() throws IOException {
    skipContent();
    boolean extended = false;
    records = PaxRecords.none();
    byte @Nullable [] longName = null;
    byte @Nullable [] longLink = null;
    while (true) {
      byte[] block = new byte[TarHeader.BLOCK];
      if (!readBlock(block) || isZero(block)) {
        if (longName != null || longLink != null) {
          throw new MalformedTarException("the archive ends after a long name");
        }
        requireEnd(block);
        return Optional.empty();
      }
      TarHeader header = TarHeader.parse(block, position - TarHeader.BLOCK);
      switch (header.type()) {
        case 'x' -> {
          if (extended) {
            throw new MalformedTarException("an entry has two extended PAX headers");
          }
          extended = true;
          records = PaxRecords.parse(special(header));
        }
        case 'g' -> {
          if (extended || longName != null || longLink != null) {
            throw new MalformedTarException(
                "a global PAX header stands between an entry and what extends it");
          }
          if (PaxRecords.parse(special(header)).isStructural()) {
            throw new MalformedTarException(
                "a global PAX header renames or resizes the entries after it");
          }
        }
        case 'L' -> longName = untilNul(special(header));
        case 'K' -> longLink = untilNul(special(header));
        default -> {
          this.header = header;
          return Optional.of(entry(header, longName, longLink));
        }
      }
    }
  }

  /**
   * Reads content of the present entry, zeros where it has holes.
   *
   * @return how many bytes, -1 at its end
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    if (logical == size || length == 0) {
      return logical == size ? -1 : 0;
    }
    int wanted = (int) Math.min(length, size - logical);
    SparseMap map = sparse;
    if (map != null) {
      boolean more = part < map.offsets().size();
      long start = more ? map.offsets().get(part) : size;
      if (logical < start) {
        int zeros = (int) Math.min(wanted, start - logical);
        Arrays.fill(target, offset, offset + zeros, (byte) 0);
        logical += zeros;
        return zeros;
      }
      wanted = (int) Math.min(wanted, start + map.lengths().get(part) - logical);
    }
    int read = in.read(target, offset, wanted);
    if (read < 0) {
      throw ended();
    }
    position += read;
    stored -= read;
    logical += read;
    if (map != null && logical == map.offsets().get(part) + map.lengths().get(part)) {
      part++;
    }
    return read;
  }

  private TarEntry entry(TarHeader header, byte @Nullable [] longName, byte @Nullable [] longLink)
      throws IOException {
    byte[] name = longName != null ? longName : header.name();
    name = records.sparseBytes("name").or(() -> records.bytes(PaxRecords.PATH)).orElse(name);
    byte[] link = longLink != null ? longLink : header.linkName();
    link = records.bytes(PaxRecords.LINK_PATH).orElse(link);
    TarEntry.Type type = type(header, name);
    long stated = header.size();
    Optional<String> size = records.text(PaxRecords.SIZE);
    if (size.isPresent()) {
      stated = TarNumber.decimal(size.get(), "size");
    }
    if (type != TarEntry.Type.FILE) {
      // Some writers state the size of a hard link's target; no content follows (POSIX).
      return new TarEntry(type, text(name), text(link), 0, header.mode());
    }
    begin(header, stated);
    return new TarEntry(type, text(name), text(link), this.size, header.mode());
  }

  private void begin(TarHeader header, long stated) throws IOException {
    stored = stated;
    padding = paddingOf(stated);
    size = stated;
    part = 0;
    Optional<SparseMap> map = SparseFormats.inRecords(records);
    if (header.type() == 'S') {
      map = Optional.of(SparseFormats.old(header, this::block));
    } else if (SparseFormats.isInContent(records)) {
      map = Optional.of(SparseFormats.inContent(records, this::contentBlock));
    } else if (map.isEmpty() && records.sparse("realsize").isPresent()) {
      throw new MalformedTarException("a sparse file has a map in no known form");
    }
    if (map.isPresent()) {
      if (map.get().stored() != stored) {
        throw new MalformedTarException(
            Text.format(
                "a sparse file stores %d bytes, and its map tells of %d",
                stored, map.get().stored()));
      }
      sparse = map.get();
      size = map.get().size();
    }
  }

  private static TarEntry.Type type(TarHeader header, byte[] name) throws MalformedTarException {
    boolean slash = name.length > 0 && name[name.length - 1] == '/';
    return switch (header.type()) {
      // Before POSIX a directory was a file whose name ends in a slash.
      case '0', 0 -> slash ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
      case '7', 'S' -> TarEntry.Type.FILE;
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMLINK;
      case '3', '4', '6' -> TarEntry.Type.SPECIAL;
      case '5' -> TarEntry.Type.DIRECTORY;
      default ->
          throw new MalformedTarException(
              Text.format("an entry has the unknown type 0x%02x", (int) header.type()));
    };
  }

  private byte[] special(TarHeader header) throws IOException {
    long length = header.size();
    if (length > MAX_SPECIAL_SIZE) {
      throw new MalformedTarException(
          Text.format("an extended header has %d bytes, more than %d", length, MAX_SPECIAL_SIZE));
    }
    byte[] bytes = in.readNBytes((int) length);
    position += bytes.length;
    if (bytes.length < length) {
      throw ended();
    }
    skip(paddingOf(length));
    return bytes;
  }

  private byte[] contentBlock() throws IOException {
    if (stored < TarHeader.BLOCK) {
      throw new MalformedTarException("a sparse map is longer than its file");
    }
    stored -= TarHeader.BLOCK;
    return block();
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    position += block.length;
    if (block.length < TarHeader.BLOCK) {
      throw ended();
    }
    return block;
  }

  /**
   * Two blocks of zeros end an archive, or its last byte; readers differ on a single such block.
   */
  private void requireEnd(byte[] block) throws IOException {
    if (readBlock(block) && !isZero(block)) {
      throw new MalformedTarException(
          Text.format("something follows the block of zeros before byte %d", position));
    }
  }

  /** Whether there is a block at all. */
  private boolean readBlock(byte[] block) throws IOException {
    int read = in.readNBytes(block, 0, block.length);
    position += read;
    if (read != 0 && read != block.length) {
      throw ended();
    }
    return read != 0;
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw ended();
    }
    position += count;
  }

  /** The archive may end without that of its last entry: 'umoci insert' leaves it out. */
  private void skipPadding() throws IOException {
    int read = in.readNBytes((int) padding).length;
    if (read != 0 && read != padding) {
      throw ended();
    }
    position += read;
  }

  private MalformedTarException ended() {
    return new MalformedTarException(
        Text.format("the archive ends at byte %d within an entry", position));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] untilNul(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  static long paddingOf(long length) {
    return -length & (TarHeader.BLOCK - 1);
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
