// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * How a layer is stored: plain, gzip or zstd, told by its first bytes. Media types lie now and then
 * without anybody noticing, because runtimes look at the bytes as well; the diff_id decides.
 */
final class Compression {

  private static final int BUFFER = 1 << 16;
  private static final int[] GZIP = {0x1f, 0x8b};
  private static final int[] ZSTD = {0x28, 0xb5, 0x2f, 0xfd};

  private Compression() {}

  /** The decompressed bytes of a stored layer. */
  static InputStream decompress(InputStream stored) throws IOException {
    BufferedInputStream in = new BufferedInputStream(stored, BUFFER);
    in.mark(ZSTD.length);
    byte[] start = in.readNBytes(ZSTD.length);
    in.reset();
    if (startsWith(start, GZIP)) {
      return new GZIPInputStream(in, BUFFER);
    }
    // zstd:chunked puts a skippable frame (0x184d2a50 and following) at the end, never first.
    return startsWith(start, ZSTD) ? new ZstdInputStreamNoFinalizer(in) : in;
  }

  private static boolean startsWith(byte[] bytes, int[] magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
