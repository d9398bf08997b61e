// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.manifest.signing.Passphrase;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A passphrase from a file descriptor, or from the terminal; never from an argument, which every
 * user of the machine could read.
 *
 * @param descriptor the file descriptor, or none for the terminal
 */
record SignPassphrase(Optional<Integer> descriptor) implements Passphrase {

  private static final int MAX_LENGTH = 4096;

  /** The option that names the descriptor of a key's passphrase. */
  static Supplier<Optional<Integer>> option(Options options) {
    return option(options, "an encrypted key's passphrase");
  }

  /** The option that names the descriptor of such a secret. */
  static Supplier<Optional<Integer>> option(Options options, String secret) {
    return options
        .option("--passphrase-fd")
        .takes("N", Integer.class)
        .says(
            "The file descriptor to read "
                + secret
                + " from, up to a line feed (default: ask at the terminal).")
        .optional();
  }

  // From JDK 22 on there is a console without a terminal, too: it reads what is piped in, as well.
  @SuppressWarnings("SystemConsoleNull")
  @Override
  public char[] ask() {
    if (descriptor.isEmpty()) {
      Console terminal = System.console();
      char[] typed = terminal == null ? null : terminal.readPassword("Passphrase: ");
      return typed == null ? new char[0] : typed;
    }
    byte[] line = new byte[MAX_LENGTH];
    try (InputStream in = Files.newInputStream(Path.of("/proc/self/fd/" + descriptor.get()))) {
      int length = in.readNBytes(line, 0, MAX_LENGTH);
      int end = 0;
      while (end < length && line[end] != '\n') {
        end++;
      }
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, end));
      char[] secret = new char[text.remaining()];
      text.get(secret);
      Arrays.fill(text.array(), ' ');
      return secret;
    } catch (IOException closed) {
      return new char[0];
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
