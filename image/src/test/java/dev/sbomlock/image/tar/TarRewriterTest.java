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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form of an entry keeps all that it has, and gets its attribute. */
final class TarRewriterTest {

  private static final String LONG = "d/".repeat(90) + "file";

  /** As binary as a signature: NUL, an equals sign, a line feed, and bytes that are no UTF-8. */
  private static final byte[] VALUE = bytes("\3\2\4=\n\0\u00ff\u00fe");

  private static final Map<String, Optional<byte[]>> WANTED =
      Map.of("security.ima", Optional.of(VALUE));

  static Stream<Arguments> entries() {
    byte[] prefixed = TarBuilder.header('0', "file", "", 04755);
    TarBuilder.put(prefixed, 345, bytes("some/dir"));
    byte[] base256 = TarBuilder.header('0', "big", "", 0644);
    TarBuilder.put(base256, 124, new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
    byte[] old = TarBuilder.header('S', "s", "", 0644);
    TarBuilder.put(old, 257, bytes("ustar  \0"));
    TarBuilder.put(old, 124, TarBuilder.octal(5, 11));
    for (int i = 0; i < 4; i++) {
      TarBuilder.put(old, 386 + 24 * i, TarBuilder.octal(2L * i, 11));
      TarBuilder.put(old, 398 + 24 * i, TarBuilder.octal(1, 11));
    }
    old[482] = 1;
    TarBuilder.put(old, 483, TarBuilder.octal(12, 11));
    byte[] extension = new byte[512];
    TarBuilder.put(extension, 0, TarBuilder.octal(10, 11));
    TarBuilder.put(extension, 12, TarBuilder.octal(1, 11));
    byte[] map = TarBuilder.padded(bytes("2\n4\n2\n10\n1\n"));
    byte[] v7 = TarBuilder.header((char) 0, "v7", "", 0644);
    TarBuilder.put(v7, 257, new byte[8]);
    TarBuilder.put(v7, 124, TarBuilder.octal(1, 11));
    return Stream.of(
        of("ustar", new TarBuilder().file("f", "content")),
        of("ustar's prefix", new TarBuilder().raw(TarBuilder.checked(prefixed))),
        of("before POSIX", new TarBuilder().raw(TarBuilder.checked(v7)).raw(padded("x"))),
        of("contiguous", new TarBuilder().entry('7', "c", "", 0644, 1, bytes("x"))),
        of("empty", new TarBuilder().file("f", "")),
        of("whole blocks", new TarBuilder().file("f", 0644, new byte[1024])),
        of("base 256", new TarBuilder().raw(TarBuilder.checked(base256)).raw(padded("ab"))),
        of("GNU long name", new TarBuilder().gnuLong('L', LONG).file("f", "x")),
        of(
            "GNU long name and link",
            new TarBuilder().gnuLong('K', LONG).gnuLong('L', LONG).file("f", "x")),
        of("PAX", new TarBuilder().pax('x', "path=" + LONG, "mtime=1.5").file("f", "x")),
        of("PAX size", new TarBuilder().pax('x', "size=3").entry('0', "f", "", 0, 0, bytes("abc"))),
        of(
            "PAX before a long name",
            new TarBuilder().pax('x', "a=b").gnuLong('L', LONG).file("f", "x")),
        of(
            "PAX after a long name",
            new TarBuilder().gnuLong('L', LONG).pax('x', "a=b").file("f", "x")),
        of("global PAX", new TarBuilder().pax('g', "comment=c").file("f", "x")),
        of("global and PAX", new TarBuilder().pax('g', "comment=c").pax('x', "a=b").file("f", "x")),
        of(
            "other attributes",
            new TarBuilder()
                .pax('x', "SCHILY.xattr.user.a=\0=\n", "SCHILY.xattr.security.capability=\1\0")
                .file("f", "x")),
        of(
            "a stale value, twice, in both forms",
            new TarBuilder()
                .pax(
                    'x',
                    "SCHILY.xattr.security.ima=\0old",
                    "a=b",
                    "LIBARCHIVE.xattr.security.ima=AAAA",
                    "SCHILY.xattr.security.ima=older")
                .file("f", "x")),
        of(
            "sparse, old GNU",
            new TarBuilder().raw(TarBuilder.checked(old)).raw(extension).raw(padded("abcde"))),
        of(
            "sparse 0.0",
            new TarBuilder()
                .pax(
                    'x',
                    "GNU.sparse.size=12",
                    "GNU.sparse.numblocks=2",
                    "GNU.sparse.offset=4",
                    "GNU.sparse.numbytes=2",
                    "GNU.sparse.offset=10",
                    "GNU.sparse.numbytes=1")
                .file("s", "abc")),
        of(
            "sparse 0.1",
            new TarBuilder()
                .pax('x', "GNU.sparse.name=s", "GNU.sparse.size=12", "GNU.sparse.map=4,2,10,1")
                .file("GNUSparseFile.0/s", "abc")),
        of(
            "sparse 1.0",
            new TarBuilder()
                .pax(
                    'x',
                    "GNU.sparse.major=1",
                    "GNU.sparse.minor=0",
                    "GNU.sparse.name=s",
                    "GNU.sparse.realsize=12")
                .entry('0', "GNUSparseFile.0/s", "", 0644, 515, join(map, bytes("abc")))));
  }

  @MethodSource("entries")
  @ParameterizedTest(name = "{0}")
  void keepsAllElse(String name, byte[] entry) throws IOException {
    byte[] archive = surrounded(entry);
    ArchiveListing before = ArchiveListing.of(archive);
    assertThat(rewrite(archive, Map.of())).as("without a change").isEqualTo(archive);

    byte[] changed = rewrite(archive, Map.of(before.files().get(1), WANTED));
    ArchiveListing after = ArchiveListing.of(changed);
    assertThat(after.entries()).isEqualTo(before.entries());
    assertThat(after.xattrs().get(2)).isEqualTo(text(VALUE) + " none");
    assertThat(occurrences(changed, "xattr.security.ima=")).isEqualTo(1);
    assertThat(differing(changed, archive)).as("bytes that are new").isEqualTo(1024);
    assertThat(differing(archive, changed))
        .as("bytes that are gone")
        .isEqualTo(occurrences(archive, "PaxHeaders/x") * 1024 - globalHeaders(archive) * 1024);

    byte[] again = rewrite(changed, Map.of(after.files().get(1), WANTED));
    assertThat(again).as("rewritten again").isEqualTo(changed);
  }

  @Test
  void takesAwayWhatIsNoLongerTrue() throws IOException {
    byte[] archive =
        surrounded(
            new TarBuilder()
                .pax('x', "SCHILY.xattr.security.evm=\5", "SCHILY.xattr.security.ima=\3")
                .file("f", "x")
                .unfinished());
    Map<String, Optional<byte[]>> wanted =
        Map.of("security.ima", Optional.of(VALUE), "security.evm", Optional.empty());
    long file = ArchiveListing.of(archive).files().get(1);
    assertThat(ArchiveListing.of(rewrite(archive, Map.of(file, wanted))).xattrs())
        .containsExactly("none none", "none none", text(VALUE) + " none", "none none");
  }

  @Test
  void keepsWhatFollowsTheEnd() throws IOException {
    byte[] archive = join(surrounded(new byte[0]), new byte[10240]);
    assertThat(rewrite(archive, Map.of())).isEqualTo(archive);
    byte[] unended = new TarBuilder().file("f", "x").unfinished();
    assertThat(rewrite(unended, Map.of())).isEqualTo(unended);
    byte[] unpadded = Arrays.copyOf(unended, 512 + 1);
    assertThat(rewrite(unpadded, Map.of())).isEqualTo(unpadded);
  }

  @Test
  void refusesMoreThanReadersTake() throws IOException {
    String large = "a=" + "b".repeat((1 << 20) - 20);
    byte[] archive = new TarBuilder().pax('x', large).file("f", "x").build();
    long file = ArchiveListing.of(archive).files().get(0);
    assertThatThrownBy(() -> rewrite(archive, Map.of(file, WANTED)))
        .isInstanceOf(MalformedTarException.class)
        .hasMessageContaining("more than 1048576");
  }

  @Test
  void refusesHeadersThatReadersAttachDifferently() {
    assertThatThrownBy(
            () ->
                rewrite(
                    new TarBuilder().pax('x', "a=b").pax('x', "c=d").file("f", "x").build(),
                    Map.of()))
        .hasMessageContaining("two extended PAX headers");
    assertThatThrownBy(
            () ->
                rewrite(
                    new TarBuilder().pax('x', "a=b").pax('g', "c=d").file("f", "x").build(),
                    Map.of()))
        .hasMessageContaining("global PAX header stands between");
  }

  private static byte[] rewrite(byte[] archive, Map<Long, Map<String, Optional<byte[]>>> changes)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarRewriter.rewrite(
        new ByteArrayInputStream(archive),
        out,
        position -> changes.getOrDefault(position, Map.of()));
    return out.toByteArray();
  }

  private static Arguments of(String name, TarBuilder entry) {
    return Arguments.of(name, entry.unfinished());
  }

  private static byte[] surrounded(byte[] entry) {
    return new TarBuilder()
        .entry('5', "d/", "", 0755)
        .file("before", "before")
        .raw(entry)
        .entry('1', "hard", "before", 0644)
        .build();
  }

  /** How many bytes of {@code one} are left when what it starts and ends with as the other goes. */
  private static int differing(byte[] one, byte[] other) {
    int start = Arrays.mismatch(one, other) / 512 * 512;
    int end = 0;
    while (Arrays.equals(
        one, one.length - end - 512, one.length, other, other.length - end - 512, other.length)) {
      end += 512;
    }
    return one.length - start - end;
  }

  private static int globalHeaders(byte[] archive) {
    return occurrences(archive, "comment=c");
  }

  private static int occurrences(byte[] archive, String text) {
    return text(archive).split(text, -1).length - 1;
  }

  private static byte[] padded(String content) {
    return TarBuilder.padded(bytes(content));
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
