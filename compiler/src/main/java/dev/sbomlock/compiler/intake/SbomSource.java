// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intake;

import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.image.compression.DamagedCompressionException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an SBOM's bytes come from: opened as often as needed, decompressed on the way, never held
 * in memory as a whole but for those of standard input.
 */
public final class SbomSource {

  /** Far above any published SBOM, compressed or not. */
  public static final long MAX_SIZE = 256 << 20;

  /** What {@code -} stands for. */
  private static final String STANDARD_INPUT = "-";

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
    return Compression.of(stored.readNBytes(Compression.MAGIC_LENGTH));
  }

  /**
   * The document in {@code stored}.
   *
   * @throws IOException in reading, a {@link DamagedCompressionException} or an {@link
   *     OverLimitException}
   */
  public static InputStream decompress(InputStream stored, Compression compression)
      throws IOException {
    return compression == Compression.NONE
        ? stored
        : new BoundedStream(compression.document(stored), MAX_SIZE, "decompressed, it");
  }

  private static InputStream bounded(InputStream in) {
    return new BoundedStream(in, MAX_SIZE, "it");
  }

  private interface Opener {
    InputStream open() throws IOException;
  }
}
