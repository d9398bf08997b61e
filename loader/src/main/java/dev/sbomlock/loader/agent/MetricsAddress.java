// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where metrics are served: a unix socket, or a port on loopback. Never on a network. */
public sealed interface MetricsAddress {

  /**
   * A unix socket.
   *
   * @param path absolute
   */
  record Socket(Path path) implements MetricsAddress {

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A TCP port of the loopback interface.
   *
   * @param port 1 to 65535
   */
  record Loopback(int port) implements MetricsAddress {

    @Override
    public String toString() {
      return Integer.toString(port);
    }
  }

  /** The highest port. */
  int MAX_PORT = 65535;

  /**
   * Reads an absolute path or a port.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static MetricsAddress parse(String text) {
    if (text.startsWith("/")) {
      try {
        return new Socket(Path.of(text));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("'" + text + "' is no path", e);
      }
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= MAX_PORT) {
        return new Loopback(port);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a port nor an absolute path", e);
    }
    throw new IllegalArgumentException("'" + text + "' is no port");
  }
}
