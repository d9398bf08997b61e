// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsServerTest {

  @TempDir private Path directory;
  private Path socket;
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    socket = directory.resolve("metrics");
    Files.writeString(socket, "left by an earlier one");
    server = MetricsServer.at(new MetricsAddress.Socket(socket), () -> "a 1\n");
    Thread thread = new Thread(server::run);
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void answersMetrics() throws IOException {
    assertThat(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.0 200 OK\r\n")
        .contains("Content-Length: 4\r\n")
        .endsWith("\r\n\r\na 1\n");
  }

  @Test
  void answersNothingElse() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 404 ");
    assertThat(ask("POST /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 404 ");
    assertThat(ask("x".repeat(10_000))).isNotNull();
  }

  @Test
  void goesOnAfterWhoeverDawdles() throws IOException {
    try (SocketChannel idle = connect()) {
      assertThat(idle.isConnected()).isTrue();
      assertThat(ask("GET /metrics HTTP/1.0\r\n\r\n")).contains("200 OK");
    }
  }

  @Test
  void isItsOwnersOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
  }

  private SocketChannel connect() throws IOException {
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    client.connect(UnixDomainSocketAddress.of(socket));
    return client;
  }

  private String ask(String request) throws IOException {
    try (SocketChannel client = connect()) {
      client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      try {
        return new String(
            Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII);
      } catch (IOException cutOff) {
        return "";
      }
    }
  }
}
