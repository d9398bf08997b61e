// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The program that makes an erofs image of a dump. It gets no file but by its standard streams.
 *
 * @param program its name, looked for on the PATH, or its path
 */
record Mkcomposefs(String program) {

  static final String PROGRAM = "mkcomposefs";

  /** LCFS_EROFS_MAGIC, at the beginning of each image. */
  private static final int MAGIC = 0xd078629a;

  private static final int MAX_SAID = 400;

  /** Debian's. */
  Mkcomposefs() {
    this(PROGRAM);
  }

  /**
   * Makes an image, the same for the same dump.
   *
   * @param dump of all that is to be in it
   * @param image is written
   * @param said is overwritten by what the program says
   * @throws MissingPrerequisiteException B056 when there is no such program
   * @throws RejectedException B057 when it fails
   */
  void make(Path dump, Path image, Path said)
      throws IOException, MissingPrerequisiteException, RejectedException {
    // Later versions of the format would give equal trees other digests.
    ProcessBuilder process =
        new ProcessBuilder(program, "--min-version=0", "--max-version=1", "--from-file", "-", "-");
    process.environment().keySet().retainAll(Set.of("PATH"));
    process
        .redirectInput(dump.toFile())
        .redirectOutput(image.toFile())
        .redirectError(said.toFile());
    Process running;
    try {
      running = process.start();
    } catch (IOException e) {
      throw new MissingPrerequisiteException(
          ComposefsProblems.noProgram(String.valueOf(e.getMessage())));
    }
    int status;
    try {
      status = running.waitFor();
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an image is made", e);
    }
    if (status != 0) {
      throw new RejectedException(
          ComposefsProblems.programFailed("status " + status + ", '" + words(said) + "'"));
    }
    if (!isImage(image)) {
      throw new RejectedException(
          ComposefsProblems.programFailed("what it wrote does not begin as one"));
    }
  }

  private static boolean isImage(Path image) throws IOException {
    try (InputStream in = Files.newInputStream(image)) {
      byte[] magic = in.readNBytes(Integer.BYTES);
      return magic.length == Integer.BYTES
          && ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
    }
  }

  private static String words(Path said) throws IOException {
    try (InputStream in = Files.newInputStream(said)) {
      return new String(in.readNBytes(MAX_SAID), StandardCharsets.UTF_8).strip();
    }
  }
}
