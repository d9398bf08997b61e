// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.composefs;

import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Text;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a dump for {@code mkcomposefs --from-file} (composefs-dump(5)), without line feeds.
 * Paths are raw bytes below the root, whose own path is empty; parents stand before what is in
 * them. Everything is of 1970, so that equal trees have equal images.
 */
public final class DumpLine {

  private static final String NOTHING = "-";

  private DumpLine() {}

  /** A directory. */
  public static String directory(byte[] path, DumpInode inode) {
    return line(path, 0, inode, NOTHING, NOTHING);
  }

  /**
   * A regular file, whose content is the object of its digest.
   *
   * @param size of the content, in bytes; without any there is no object
   * @param fsverity the fs-verity digest of the content
   */
  public static String file(byte[] path, long size, Digest fsverity, DumpInode inode) {
    return size == 0
        ? line(path, 0, inode, NOTHING, NOTHING)
        : line(path, size, inode, object(fsverity), fsverity.hex());
  }

  /**
   * A symbolic link.
   *
   * @param target raw bytes
   */
  public static String symlink(byte[] path, byte[] target, DumpInode inode) {
    return line(path, target.length, inode, escape("", target), NOTHING);
  }

  /** A FIFO. */
  public static String fifo(byte[] path, DumpInode inode) {
    return line(path, 0, inode, NOTHING, NOTHING);
  }

  /**
   * Another name of a file that has a line already.
   *
   * @param first the path of that line
   */
  public static String hardLink(byte[] path, byte[] first, DumpInode inode) {
    return Text.format(
        "%s 0 @%o %d %d %d 0 0.0 %s - -",
        escape("/", path),
        inode.mode(),
        inode.links(),
        inode.uid(),
        inode.gid(),
        escape("/", first));
  }

  /**
   * Where a digest store has the object of that content: {@code xx/yyyy…}, relative.
   *
   * @throws IllegalArgumentException when it is no fs-verity digest
   */
  public static String object(Digest fsverity) {
    if (fsverity.algorithm() != DigestAlgorithm.FSVERITY_SHA256) {
      throw new IllegalArgumentException("objects have fs-verity digests, not " + fsverity);
    }
    return fsverity.hex().substring(0, 2) + "/" + fsverity.hex().substring(2);
  }

  private static String line(
      byte[] path, long size, DumpInode inode, String payload, String digest) {
    StringBuilder line =
        new StringBuilder(
            Text.format(
                "%s %d %o %d %d %d 0 0.0 %s - %s",
                escape("/", path),
                size,
                inode.mode(),
                inode.links(),
                inode.uid(),
                inode.gid(),
                payload,
                digest));
    inode
        .attributes()
        .forEach(
            (name, value) ->
                line.append(' ')
                    .append(escape("", name.getBytes(StandardCharsets.US_ASCII)))
                    .append('=')
                    .append(escape("", value)));
    return line.toString();
  }

  private static String escape(String prefix, byte[] bytes) {
    StringBuilder text = new StringBuilder(prefix);
    for (byte b : bytes) {
      boolean plain = b > ' ' && b < 0x7f && b != '\\' && b != '=';
      if (plain) {
        text.append((char) b);
      } else {
        text.append(Text.format("\\x%02x", b));
      }
    }
    return text.length() == 1 && text.charAt(0) == '-' ? "\\x2d" : text.toString();
  }
}
