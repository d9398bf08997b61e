// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

import dev.sbomlock.compiler.embedded.EmbeddedPackage.Ecosystem;
import dev.sbomlock.manifest.Text;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Go's linker leaves in a program: Go's version and the modules that it was built from (Go's
 * package debug/buildinfo). Before Go 1.18 the header points to both, since then they follow it.
 *
 * @param goVersion such as {@code go1.19.8}
 * @param modules a module a line, as {@code runtime/debug.ParseBuildInfo} takes it; perhaps empty
 */
record GoBuildInfo(String goVersion, String modules) {

  private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
  private static final String SECTION = ".go.buildinfo";
  private static final int ALIGNMENT = 16;
  private static final int HEADER = 32;
  private static final int INLINE = 2;
  private static final int MAX_SEARCHED = 1 << 20;
  private static final int MAX_TEXT = 4 << 20;

  /** cmd/go puts a mark of so many bytes before the modules and another one after them. */
  private static final int MARK = 16;

  private static final String UNVERSIONED = "(devel)";

  /**
   * Reads a file, which has none when it is no ELF file or not made by Go.
   *
   * @throws IllegalArgumentException when it is damaged, with the reason
   */
  static Optional<GoBuildInfo> read(RandomBytes file) throws IOException {
    Optional<ElfFile> elf;
    OptionalLong offset;
    try {
      elf = ElfFile.open(file);
      if (elf.isEmpty()) {
        return Optional.empty();
      }
      Optional<ElfFile.Range> place = elf.get().section(SECTION).or(elf.get()::data);
      offset = place.isPresent() ? find(file, place.get()) : OptionalLong.empty();
    } catch (IllegalArgumentException | EOFException damaged) {
      // Nothing told yet that Go made it, so it claims nothing.
      return Optional.empty();
    }
    if (offset.isEmpty()) {
      return Optional.empty();
    }
    byte[] header = file.read(offset.getAsLong(), HEADER);
    GoBuildInfo info =
        (header[15] & INLINE) != 0
            ? inline(file, offset.getAsLong() + HEADER)
            : pointedTo(elf.get(), header);
    return info.goVersion.isEmpty() ? Optional.empty() : Optional.of(info);
  }

  /** Where the header is in the file. */
  private static OptionalLong find(RandomBytes file, ElfFile.Range place) throws IOException {
    long there = Math.max(0, Math.min(place.size(), file.size() - place.offset()));
    byte[] searched = file.read(place.offset(), (int) Math.min(there, MAX_SEARCHED));
    int first = (int) Math.floorMod(-place.address(), (long) ALIGNMENT);
    for (int at = first; at + HEADER <= searched.length; at += ALIGNMENT) {
      if (Arrays.equals(searched, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return OptionalLong.of(place.offset() + at);
      }
    }
    return OptionalLong.empty();
  }

  private static GoBuildInfo inline(RandomBytes file, long offset) throws IOException {
    Inline version = Inline.read(file, offset);
    return new GoBuildInfo(version.text, unmarked(Inline.read(file, version.end).text));
  }

  private static GoBuildInfo pointedTo(ElfFile elf, byte[] header) throws IOException {
    int width = header[14];
    if (width != 4 && width != 8) {
      throw new IllegalArgumentException(
          Text.format("its build information has pointers of %d bytes", width));
    }
    ByteOrder order = header[15] == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer pointers = ByteBuffer.wrap(header).order(order);
    return new GoBuildInfo(
        text(elf, pointer(pointers, 16, width), width, order),
        unmarked(text(elf, pointer(pointers, 16 + width, width), width, order)));
  }

  /**
   * A string of Go, which is a pointer and a length; one character a byte, for marks are no text.
   */
  private static String text(ElfFile elf, long address, int width, ByteOrder order)
      throws IOException {
    if (address == 0) {
      return "";
    }
    ByteBuffer string = ByteBuffer.wrap(elf.at(address, 2 * width)).order(order);
    long length = pointer(string, width, width);
    requireLength(length);
    return length == 0
        ? ""
        : new String(elf.at(pointer(string, 0, width), (int) length), StandardCharsets.ISO_8859_1);
  }

  private static long pointer(ByteBuffer bytes, int at, int width) {
    return width == 8 ? bytes.getLong(at) : bytes.getInt(at) & 0xffffffffL;
  }

  private static void requireLength(long length) {
    if (length < 0 || length > MAX_TEXT) {
      throw new IllegalArgumentException(
          Text.format("its build information has more than %d bytes", MAX_TEXT));
    }
  }

  private static String unmarked(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean marked = bytes.length > 2 * MARK && bytes[bytes.length - MARK - 1] == '\n';
    return marked ? new String(bytes, MARK, bytes.length - 2 * MARK, StandardCharsets.UTF_8) : "";
  }

  /**
   * The modules: the program is its main module, and holds the others and Go's library. Of a
   * replaced module the replacement is what is in there.
   */
  List<EmbeddedPackage> packages() {
    List<EmbeddedPackage> packages = new ArrayList<>();
    for (String line : modules.split("\n", -1)) {
      String[] fields = line.split("\t", -1);
      if (fields.length < 2) {
        continue;
      }
      String version = fields.length > 2 ? fields[2] : "";
      switch (fields[0]) {
        case "mod" -> packages.add(module(fields[1], version, true));
        case "dep" -> packages.add(module(fields[1], version, false));
        case "=>" -> replaceLast(packages, fields[1], version);
        default -> {}
      }
    }
    String release = goVersion.split(" ", 2)[0];
    if (release.startsWith("go")) {
      packages.add(module("stdlib", release.substring(2), false));
    }
    return List.copyOf(new LinkedHashSet<>(packages));
  }

  private static void replaceLast(List<EmbeddedPackage> packages, String path, String version) {
    if (packages.isEmpty()) {
      throw new IllegalArgumentException("its build information replaces a module that is not");
    }
    EmbeddedPackage replaced = packages.remove(packages.size() - 1);
    // A directory has no version, and its path names nothing.
    packages.add(
        version.isEmpty()
            ? module(replaced.name(), UNVERSIONED, replaced.whole())
            : module(path, version, replaced.whole()));
  }

  private static EmbeddedPackage module(String path, String version, boolean whole) {
    return new EmbeddedPackage(
        Ecosystem.GO, path, version.isEmpty() ? UNVERSIONED : version, whole);
  }

  /** A string after its length, written as encoding/binary's Uvarint is; one character a byte. */
  private record Inline(String text, long end) {

    private static final int MAX_LENGTH_BYTES = 5;

    private static Inline read(RandomBytes file, long offset) throws IOException {
      long length = 0;
      for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
        byte b = file.read(offset + i, 1)[0];
        length |= (long) (b & 0x7f) << (7 * i);
        if (b >= 0) {
          requireLength(length);
          long start = offset + i + 1;
          return new Inline(
              new String(file.read(start, (int) length), StandardCharsets.ISO_8859_1),
              start + length);
        }
      }
      throw new IllegalArgumentException("a length in its build information does not end");
    }
  }
}
