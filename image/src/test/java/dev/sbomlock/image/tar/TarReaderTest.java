// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.image.testing.TarBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every form in which names, sizes and holes are written. */
final class TarReaderTest {

  private static final String LONG = "d/".repeat(90) + "file";

  @Test
  void readsUstar() throws IOException {
    byte[] prefixed = TarBuilder.header('0', "file", "", 04755);
    TarBuilder.put(prefixed, 345, bytes("some/dir"));
    TarBuilder.put(prefixed, 124, TarBuilder.octal(3, 11));
    assertThat(
            list(
                new TarBuilder()
                    .entry('5', "./d/", "", 0755)
                    .raw(TarBuilder.checked(prefixed))
                    .raw(TarBuilder.padded(bytes("abc")))
                    .entry('7', "contiguous", "", 0644, 1, bytes("x"))
                    .entry('2', "link", "../target", 0777)
                    // Some writers state the size of the target; no content follows.
                    .entry('1', "hard", "some/dir/file", 0644, 3, new byte[0])
                    .entry((char) 0, "old/", "", 0755)
                    .entry('3', "dev", "", 0600)
                    .build()))
        .isEqualTo(
            """
            DIRECTORY ./d/ 755
            FILE some/dir/file 4755 [abc]
            FILE contiguous 644 [x]
            SYMLINK link 777 -> ../target
            HARD_LINK hard 644 -> some/dir/file
            DIRECTORY old/ 755
            SPECIAL dev 600
            """);
  }

  @Test
  void readsLongNames() throws IOException {
    assertThat(
            list(
                new TarBuilder()
                    .gnuLong('K', LONG + "-target")
                    .gnuLong('L', LONG)
                    .entry('2', "short", "short", 0777)
                    .pax('x', "path=" + LONG, "SCHILY.xattr.security.ima=\0=\n\0", "size=2")
                    .file("short", 0644, bytes("ab"))
                    .pax('g', "comment=commit")
                    .file("after", "")
                    .build()))
        .isEqualTo(
            "SYMLINK %s 777 -> %s-target\nFILE %s 644 [ab]\nFILE after 644 []\n"
                .formatted(LONG, LONG, LONG));
  }

  @Test
  void readsSizesInBase256() throws IOException {
    byte[] header = TarBuilder.header('0', "big", "", 0644);
    TarBuilder.put(header, 124, new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
    assertThat(
            list(
                new TarBuilder()
                    .raw(TarBuilder.checked(header))
                    .raw(TarBuilder.padded(bytes("ab")))
                    .build()))
        .isEqualTo("FILE big 644 [ab]\n");
  }

  @Test
  void readsHoles() throws IOException {
    String expected = "FILE s 644 [0000ab0000c0]\n".replace('0', '\0').replace("\0 ", "0 ");
    byte[] old = TarBuilder.header('S', "s", "", 0644);
    TarBuilder.put(old, 257, bytes("ustar  \0"));
    TarBuilder.put(old, 124, TarBuilder.octal(3, 11));
    TarBuilder.put(old, 386, TarBuilder.octal(4, 11));
    TarBuilder.put(old, 398, TarBuilder.octal(2, 11));
    TarBuilder.put(old, 410, TarBuilder.octal(10, 11));
    TarBuilder.put(old, 422, TarBuilder.octal(1, 11));
    TarBuilder.put(old, 483, TarBuilder.octal(12, 11));
    TarBuilder gnu = new TarBuilder().raw(TarBuilder.checked(old));
    assertThat(list(gnu.raw(TarBuilder.padded(bytes("abc"))).build())).isEqualTo(expected);
    assertThat(
            list(
                new TarBuilder()
                    .pax(
                        'x',
                        "GNU.sparse.size=12",
                        "GNU.sparse.numblocks=2",
                        "GNU.sparse.offset=4",
                        "GNU.sparse.numbytes=2",
                        "GNU.sparse.offset=10",
                        "GNU.sparse.numbytes=1")
                    .file("s", "abc")
                    .build()))
        .isEqualTo(expected);
    assertThat(
            list(
                new TarBuilder()
                    .pax('x', "GNU.sparse.name=s", "GNU.sparse.size=12", "GNU.sparse.map=4,2,10,1")
                    .file("GNUSparseFile.0/s", "abc")
                    .build()))
        .isEqualTo(expected);
    byte[] map = TarBuilder.padded(bytes("2\n4\n2\n10\n1\n"));
    assertThat(
            list(
                new TarBuilder()
                    .pax(
                        'x',
                        "GNU.sparse.major=1",
                        "GNU.sparse.minor=0",
                        "GNU.sparse.name=s",
                        "GNU.sparse.realsize=12")
                    .entry('0', "GNUSparseFile.0/s", "", 0644, 515, join(map, bytes("abc")))
                    .build()))
        .isEqualTo(expected);
  }

  /** As 'umoci insert' of Debian 12 leaves a layer, and all of Go takes it. */
  @Test
  void takesALastEntryWithoutItsPadding() throws IOException {
    byte[] whole = new TarBuilder().file("a", "abc").unfinished();

    assertThat(list(Arrays.copyOf(whole, 512 + 3))).isEqualTo(list(whole));
    refused("within an entry", Arrays.copyOf(whole, 512 + 4));
    refused("within an entry", Arrays.copyOf(whole, 512 + 2));
  }

  @Test
  void refusesWhatReadersTakeDifferently() {
    TarBuilder some = new TarBuilder().file("a", "a");
    refused("unknown type", new TarBuilder().entry('Q', "q", "", 0).build());
    refused("global PAX", new TarBuilder().pax('g', "path=other").file("a", "a").build());
    refused("sparse map", new TarBuilder().pax('x', "GNU.sparse.map=0,1").file("a", "a").build());
    refused(
        "out of order",
        new TarBuilder()
            .pax('x', "GNU.sparse.size=2", "GNU.sparse.map=0,9")
            .file("a", "a")
            .build());
    refused("something follows", join(join(some.unfinished(), new byte[512]), some.build()));
    refused(
        "within an entry", new TarBuilder().entry('0', "a", "", 0, 600, new byte[0]).unfinished());
    refused("after a long name", new TarBuilder().gnuLong('L', "x").build());
    byte[] changed = some.build();
    changed[0] ^= 1;
    refused("checksum", changed);
    byte[] negative = TarBuilder.header('0', "a", "", 0);
    TarBuilder.put(negative, 124, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
    refused("negative", new TarBuilder().raw(TarBuilder.checked(negative)).build());
    refused("PAX record", new TarBuilder().entry('x', "x", "", 0, 9, bytes("99 path=x")).build());
    refused("more than", new TarBuilder().entry('x', "x", "", 0, 2 << 20, bytes("")).build());
  }

  private static void refused(String why, byte[] archive) {
    assertThatThrownBy(() -> list(archive))
        .isInstanceOf(MalformedTarException.class)
        .hasMessageContaining(why);
  }

  private static String list(byte[] archive) throws IOException {
    TarReader tar = new TarReader(new ByteArrayInputStream(archive));
    StringBuilder list = new StringBuilder();
    for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
      TarEntry entry = next.get();
      list.append(entry.type()).append(' ').append(entry.name());
      list.append(' ').append(Integer.toOctalString(entry.mode()));
      if (!entry.linkName().isEmpty()) {
        list.append(" -> ").append(entry.linkName());
      }
      if (entry.type() == TarEntry.Type.FILE) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[5];
        for (int read = tar.read(buffer, 0, 5); read >= 0; read = tar.read(buffer, 0, 5)) {
          content.write(buffer, 0, read);
        }
        list.append(" [").append(text(content.toByteArray())).append(']');
      }
      list.append('\n');
    }
    return list.toString();
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
