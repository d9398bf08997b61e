// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/**
 * Answers GET /metrics, on a unix socket or on loopback, one request at a time: whoever dawdles is
 * cut off, so nobody keeps others waiting for long.
 */
final class MetricsServer implements AutoCloseable {

  private static final int MAX_REQUEST = 8 * 1024;
  private static final int PATIENCE_MILLISECONDS = 1000;
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final ServerSocketChannel listener;
  private final Supplier<String> metrics;

  private MetricsServer(ServerSocketChannel listener, Supplier<String> metrics) {
    this.listener = listener;
    this.metrics = metrics;
  }

  /**
   * Listens there; a unix socket is its owner's only, and one left by an earlier agent is replaced.
   */
  static MetricsServer at(MetricsAddress address, Supplier<String> metrics) throws IOException {
    ServerSocketChannel listener =
        address instanceof MetricsAddress.Socket socket
            ? onSocket(socket.path())
            : onLoopback(((MetricsAddress.Loopback) address).port());
    return new MetricsServer(listener, metrics);
  }

  private static ServerSocketChannel onSocket(Path path) throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return listener;
  }

  private static ServerSocketChannel onLoopback(int port) throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  SocketAddress address() throws IOException {
    return listener.getLocalAddress();
  }

  /** Answers until closed. */
  void run() {
    while (listener.isOpen()) {
      try (SocketChannel client = listener.accept()) {
        answer(client);
      } catch (IOException gone) {
        // The client's business. The listener's own end shows in the loop's condition.
      }
    }
  }

  private void answer(SocketChannel client) throws IOException {
    String request = request(client);
    String status;
    String body;
    if (request.startsWith("GET /metrics ") || request.startsWith("GET /metrics?")) {
      status = "200 OK";
      body = metrics.get();
    } else {
      status = "404 Not Found";
      body = "GET /metrics is all there is.\n";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.0 "
            + status
            + "\r\nContent-Type: "
            + TYPE
            + "\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    client.configureBlocking(true);
    write(client, head.getBytes(StandardCharsets.US_ASCII));
    write(client, bytes);
  }

  private static void write(SocketChannel client, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }

  // Up to the empty line; what comes later than it should is an empty request.
  private static String request(SocketChannel client) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_REQUEST);
    long deadline = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000L;
    client.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      SelectionKey key = client.register(selector, SelectionKey.OP_READ);
      while (buffer.hasRemaining()) {
        long left = (deadline - System.nanoTime()) / 1_000_000L;
        if (left <= 0 || selector.select(left) == 0 || client.read(buffer) < 0) {
          break;
        }
        selector.selectedKeys().clear();
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        if (text.contains("\r\n\r\n") || text.contains("\n\n")) {
          key.cancel();
          return text;
        }
      }
      key.cancel();
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
