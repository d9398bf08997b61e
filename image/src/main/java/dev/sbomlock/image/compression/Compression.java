// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.compression;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * How bytes are stored, told by their first ones. Media types lie now and then without anybody
 * noticing, because runtimes look at the bytes as well.
 */
public enum Compression {
  /** Not at all. */
  NONE("none"),
  /** RFC 1952. */
  GZIP("gzip"),
  /** RFC 8878. */
  ZSTD("zstd");

  /** How many bytes tell. */
  public static final int MAGIC_LENGTH = 4;

  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  /** 8 MiB of memory, which is what decompressors must support (RFC 8878, section 3.1.1.1.2). */
  private static final int DOCUMENT_WINDOW_LOG = 23;

  /** 128 MiB, which is what the tools that write layers go up to (zstd --ultra -22). */
  private static final int LAYER_WINDOW_LOG = 27;

  /** As small as gzip makes it, in half the time of zstd's own default (3) and 6 % larger. */
  private static final int ZSTD_LEVEL = 2;

  private final String key;

  Compression(String key) {
    this.key = key;
  }

  /** The name used on the command line and in media types. */
  public String key() {
    return key;
  }

  /** How the bytes that start like that are compressed. */
  public static Compression of(byte[] start) {
    if (startsWith(start, GZIP_MAGIC)) {
      return GZIP;
    }
    // zstd:chunked puts a skippable frame (0x184d2a50 and following) at the end, never first.
    return startsWith(start, ZSTD_MAGIC) ? ZSTD : NONE;
  }

  /**
   * What a compressed document holds: one gzip member, or zstd frames, and nothing after.
   *
   * @throws IOException of {@code stored}, or in reading a {@link DamagedCompressionException}
   */
  public InputStream document(InputStream stored) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case GZIP -> GzipStream.oneMember(stored);
      case ZSTD -> new ZstdStream(stored, DOCUMENT_WINDOW_LOG);
    };
  }

  /**
   * What a compressed layer holds: gzip members (estargz makes one of each file) or zstd frames.
   *
   * @throws IOException of {@code stored}, or in reading a {@link DamagedCompressionException}
   */
  public InputStream layer(InputStream stored) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case GZIP -> GzipStream.members(stored);
      case ZSTD -> new ZstdStream(stored, LAYER_WINDOW_LOG);
    };
  }

  /**
   * Compresses what is written, the same for any number of threads, and closes {@code out} with it.
   *
   * @param threads how many to keep busy, at least one
   */
  public OutputStream compress(OutputStream out, int threads) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> new GzipWriter(out, threads);
      // Without a worker the bytes would be others than with one or more.
      case ZSTD ->
          new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL).setChecksum(true).setWorkers(threads);
    };
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }
}
