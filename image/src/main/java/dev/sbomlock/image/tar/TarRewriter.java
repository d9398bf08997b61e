// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Copies an archive block by block and gives some of its entries other extended attributes. All
 * else stays as it is, to the byte: long names, holes, padding, and what follows the end.
 */
public final class TarRewriter {

  private static final String HEADER_NAME = "././@PaxHeader";
  private static final int BLOCK = TarHeader.BLOCK;

  private TarRewriter() {}

  /** Says what attributes an entry is to have. */
  public interface Attributes {

    /**
     * The attributes that change, by name; an empty value removes one.
     *
     * @param position of the entry's content, as {@link TarReader#position} tells it after {@link
     *     TarReader#next}
     */
    Map<String, Optional<byte[]>> of(long position);
  }

  /**
   * Copies from {@code in}, which is read to its end, to {@code out}.
   *
   * @throws MalformedTarException when what is read is malformed, or an entry's attributes become
   *     larger than any reader takes
   */
  public static void rewrite(InputStream in, OutputStream out, Attributes attributes)
      throws IOException {
    Tap tap = new Tap(in);
    TarReader tar = new TarReader(tap);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (true) {
      head.reset();
      tap.target = head;
      boolean ended = tar.next().isEmpty();
      tap.target = out;
      if (ended) {
        head.writeTo(out);
        tap.transferTo(OutputStream.nullOutputStream());
        return;
      }
      Map<String, Optional<byte[]>> wanted = attributes.of(tar.position());
      if (wanted.isEmpty()) {
        head.writeTo(out);
      } else {
        write(head.toByteArray(), wanted, out);
      }
      tar.skipContent();
    }
  }

  /** Writes all headers of an entry, the extended one replaced or added before the last. */
  private static void write(byte[] head, Map<String, Optional<byte[]>> wanted, OutputStream out)
      throws IOException {
    int at = 0;
    while (true) {
      TarHeader header = TarHeader.parse(block(head, at), at);
      if ("xgLK".indexOf(header.type()) < 0) {
        break;
      }
      int length = (int) header.size();
      int end = at + BLOCK + length + (int) TarReader.paddingOf(length);
      if (header.type() == 'x') {
        byte[] old = new byte[length];
        System.arraycopy(head, at + BLOCK, old, 0, length);
        out.write(head, 0, at);
        writeExtended(header.block(), PaxRecords.replaceXattrs(old, wanted), out);
        out.write(head, end, head.length - end);
        return;
      }
      at = end;
    }
    out.write(head, 0, at);
    byte[] records = PaxRecords.replaceXattrs(new byte[0], wanted);
    if (records.length > 0) {
      writeExtended(TarHeader.make('x', HEADER_NAME, 0), records, out);
    }
    out.write(head, at, head.length - at);
  }

  private static void writeExtended(byte[] header, byte[] records, OutputStream out)
      throws IOException {
    if (records.length > TarReader.MAX_SPECIAL_SIZE) {
      throw new MalformedTarException(
          Text.format(
              "an extended header would have %d bytes, more than %d",
              records.length, TarReader.MAX_SPECIAL_SIZE));
    }
    out.write(TarHeader.withSize(header, records.length));
    out.write(records);
    out.write(new byte[(int) TarReader.paddingOf(records.length)]);
  }

  private static byte[] block(byte[] head, int at) {
    byte[] block = new byte[BLOCK];
    System.arraycopy(head, at, block, 0, BLOCK);
    return block;
  }

  /** Writes to a target whatever is read or skipped. */
  private static final class Tap extends InputStream {

    private final InputStream in;
    private final byte[] skipped = new byte[1 << 16];
    private OutputStream target = OutputStream.nullOutputStream();

    private Tap(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      if (read > 0) {
        target.write(bytes, offset, read);
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      return Math.max(0, read(skipped, 0, (int) Math.min(count, skipped.length)));
    }
  }
}
