// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sends datagrams to a unix socket, as the service manager and the journal take them. Java itself
 * cannot.
 */
public final class DatagramSocket {

  // struct sockaddr_un, and socket(2)'s constants on Linux.
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int FAMILY_SIZEOF = 2;
  private static final int PATH_MAX = 108;

  private final byte[] address;

  private final String name;

  private DatagramSocket(String name, byte[] address) {
    this.name = name;
    this.address = address;
  }

  /**
   * The socket of that name, whether or not somebody listens there: an absolute path, or {@code @}
   * and an abstract name, as in the variable NOTIFY_SOCKET. Empty for anything else.
   */
  public static Optional<DatagramSocket> at(String name) {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    if (path.length < 2 || path.length >= PATH_MAX || (path[0] != '/' && path[0] != '@')) {
      return Optional.empty();
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    byte[] address =
        ByteBuffer.allocate(FAMILY_SIZEOF + path.length)
            .order(ByteOrder.nativeOrder())
            .putShort((short) AF_UNIX)
            .put(path)
            .array();
    return Optional.of(new DatagramSocket(name, address));
  }

  /** Sends one datagram. */
  public void send(byte[] message) throws NativeException {
    int number = Native.check(Native.LIBC.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0), "socket", name);
    try (FileDescriptor socket = FileDescriptor.adopt(number, name)) {
      Native.check(
          Native.LIBC.sendto(socket.number(), message, message.length, 0, address, address.length),
          "sendto",
          name);
    }
  }
}
