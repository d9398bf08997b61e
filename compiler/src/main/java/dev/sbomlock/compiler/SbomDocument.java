// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.intake.SbomSource;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.manifest.RejectedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An SBOM as it is, and the form that its content says it has; for who reads it otherwise. */
public final class SbomDocument {

  private final String name;
  private final SbomFormat format;
  private final byte[] bytes;

  private SbomDocument(String name, SbomFormat format, byte[] bytes) {
    this.name = name;
    this.format = format;
    this.bytes = bytes;
  }

  /**
   * Reads a file, or standard input when it is called {@code -}.
   *
   * @throws RejectedException when it cannot be read, is damaged or too large
   */
  public static SbomDocument read(Path file) throws RejectedException {
    try {
      SbomSource source = SbomSource.of(file);
      Compression compression;
      try (InputStream stored = source.openStored()) {
        compression = SbomSource.compression(stored);
      }
      byte[] bytes;
      try (InputStream stored = source.openStored()) {
        bytes = SbomSource.decompress(stored, compression).readAllBytes();
      }
      return new SbomDocument(
          source.name(), SbomFormat.of(() -> new ByteArrayInputStream(bytes)), bytes);
    } catch (NoSuchFileException e) {
      throw new RejectedException(
          CompilerProblems.unreadable(file.toString(), "there is no such file"));
    } catch (IOException e) {
      throw new RejectedException(SbomReader.explain(e, file.toString()));
    }
  }

  /** The file's name, without its directory. */
  public String name() {
    return name;
  }

  /** What the content says it is. */
  public SbomFormat format() {
    return format;
  }

  /** All of it, decompressed. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
