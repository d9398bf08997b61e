// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that hold a key or a certificate. */
final class SmallFile {

  private static final int MAX_SIZE = 64 * 1024;

  private SmallFile() {}

  /** Why there is nothing to read, in words for its user. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String fact;

    private UnreadableException(String fact) {
      super(fact);
      this.fact = fact;
    }

    String fact() {
      return fact;
    }
  }

  /** All of a file. */
  static byte[] read(Path file) throws UnreadableException {
    if (Files.isDirectory(file)) {
      throw new UnreadableException("it is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_SIZE + 1);
      if (content.length > MAX_SIZE) {
        throw new UnreadableException(Text.format("it has more than %d bytes", MAX_SIZE));
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableException("this user may not read it");
    } catch (IOException e) {
      throw new UnreadableException("reading failed: " + e.getMessage());
    }
  }
}
