// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry on a port of the loopback, until it is closed. */
final class LocalRegistry implements AutoCloseable {

  private static final long STARTING = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final int port;

  private LocalRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one.
   *
   * @param http more lines of the configuration's section http, indented by two
   * @param auth its section auth, or nothing
   */
  static LocalRegistry start(Path directory, String http, String auth) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration = Files.createDirectories(directory).resolve("registry.yml");
    Files.writeString(
        configuration,
        """
        version: 0.1
        log:
          level: error
        storage:
          filesystem:
            rootdirectory: %s
        %shttp:
          addr: 127.0.0.1:%d
        %s"""
            .formatted(directory.resolve("blobs"), auth, port, http));
    Process process =
        new ProcessBuilder("docker-registry", "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    LocalRegistry registry = new LocalRegistry(process, port);
    long start = System.nanoTime();
    while (!registry.answers()) {
      if (!process.isAlive() || System.nanoTime() - start > STARTING) {
        registry.close();
        throw new IOException(Files.readString(directory.resolve("log"), StandardCharsets.UTF_8));
      }
      Thread.sleep(50);
    }
    return registry;
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
  }

  private boolean answers() {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
