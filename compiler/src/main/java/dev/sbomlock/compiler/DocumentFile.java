// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A document in memory: what is parsed is what was digested, even when the file changes. */
final class DocumentFile {

  /** Far above any published SBOM; reading takes up to twice as much, which the heap must hold. */
  static final int MAX_SIZE = 256 << 20;

  private final String name;
  private final byte[] bytes;

  private DocumentFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * Reads a file whole.
   *
   * @throws RejectedException C001 when it cannot be read, C002 when it holds nothing, C003 when it
   *     is too large
   */
  static DocumentFile read(Path file) throws RejectedException {
    String name = String.valueOf(file.getFileName());
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    } catch (NoSuchFileException e) {
      throw new RejectedException(
          CompilerProblems.unreadable(file.toString(), "there is no such file"));
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unreadable(file.toString(), "reading failed: " + e.getMessage()));
    }
    if (bytes.length > MAX_SIZE) {
      throw new RejectedException(
          CompilerProblems.overLimit(name, Text.format("it has more than %d bytes", MAX_SIZE)));
    }
    if (isBlank(bytes)) {
      throw new RejectedException(CompilerProblems.empty(name));
    }
    return new DocumentFile(name, bytes);
  }

  /** The file's name, without its directory. */
  String name() {
    return name;
  }

  /** The content; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The document as an input of a manifest. */
  Input input(String kind, String format) {
    return new Input(kind, format, name, Hashing.sha256(bytes));
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
