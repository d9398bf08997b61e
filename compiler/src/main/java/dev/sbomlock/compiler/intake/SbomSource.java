// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where an SBOM's bytes come from: opened as often as needed, decompressed on the way, never held
 * in memory as a whole but for those of standard input.
 */
public final class SbomSource {

  /** Far above any published SBOM, compressed or not. */
  public static final long MAX_SIZE = 256 << 20;

  /** What {@code -} stands for. */
  private static final String STANDARD_INPUT = "-";

  private static final int MAGIC = 4;

  /** 8 MiB of memory, which is what decompressors must support (RFC 8878, section 3.1.1.1.2). */
  private static final int MAX_WINDOW_LOG = 23;

  private final String name;
  private final Opener opener;

  private SbomSource(String name, Opener opener) {
    this.name = name;
    this.opener = opener;
  }

  /** A file, or standard input when it is called {@code -}. */
  public static SbomSource of(Path file) throws IOException {
    if (file.toString().equals(STANDARD_INPUT)) {
      return of(STANDARD_INPUT, bounded(System.in).readAllBytes());
    }
    return new SbomSource(String.valueOf(file.getFileName()), () -> Files.newInputStream(file));
  }

  /** Bytes in memory, called {@code name} in diagnostics. */
  public static SbomSource of(String name, byte[] bytes) {
    return new SbomSource(name, () -> new ByteArrayInputStream(bytes));
  }

  /** The file's name, without its directory. */
  public String name() {
    return name;
  }

  /** The bytes as they are stored, from the start. */
  public InputStream openStored() throws IOException {
    return bounded(new BufferedInputStream(opener.open(), 64 << 10));
  }

  /** How the bytes at the start of {@code stored} are compressed. */
  public static Compression compression(InputStream stored) throws IOException {
    return Compression.of(stored.readNBytes(MAGIC));
  }

  /**
   * The document in {@code stored}.
   *
   * @throws IOException in reading, a {@link DamagedCompressionException} or an {@link
   *     OverLimitException}
   */
  public static InputStream decompress(InputStream stored, Compression compression)
      throws IOException {
    return switch (compression) {
      case NONE -> stored;
      case GZIP -> new BoundedStream(GzipStream.of(stored), MAX_SIZE, "decompressed, it");
      case ZSTD -> new BoundedStream(new ZstdStream(stored), MAX_SIZE, "decompressed, it");
    };
  }

  private static InputStream bounded(InputStream in) {
    return new BoundedStream(in, MAX_SIZE, "it");
  }

  private interface Opener {
    InputStream open() throws IOException;
  }

  /** How a document is compressed. */
  public enum Compression {
    /** Not at all. */
    NONE(""),
    /** RFC 1952. */
    GZIP(", gzip"),
    /** RFC 8878. */
    ZSTD(", zstd");

    private final String suffix;

    Compression(String suffix) {
      this.suffix = suffix;
    }

    /** What the name of a format ends in. */
    public String suffix() {
      return suffix;
    }

    private static Compression of(byte[] magic) {
      if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
        return GZIP;
      }
      byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
      return Arrays.equals(magic, zstd) ? ZSTD : NONE;
    }
  }

  /** A zstd frame or several; garbage after them is an error. */
  private static final class ZstdStream extends FilterInputStream {

    ZstdStream(InputStream stored) throws IOException {
      super(new ZstdInputStreamNoFinalizer(stored).setLongMax(MAX_WINDOW_LOG));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (ZstdIOException e) {
        throw new DamagedCompressionException("its zstd data are damaged: " + e.getMessage());
      }
    }
  }
}
