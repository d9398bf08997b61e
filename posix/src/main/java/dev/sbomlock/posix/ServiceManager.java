// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells the service manager how this process is: sd_notify(3), in datagrams that Java cannot send.
 */
public final class ServiceManager {

  // struct sockaddr_un, and socket(2)'s constants on Linux.
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int FAMILY_SIZEOF = 2;
  private static final int PATH_MAX = 108;

  private final byte[] address;

  private ServiceManager(byte[] address) {
    this.address = address;
  }

  /** The one that started this process, by the value of its variable NOTIFY_SOCKET. */
  public static Optional<ServiceManager> at(String socket) {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
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
    return Optional.of(new ServiceManager(address));
  }

  /** Sends variables such as {@code READY=1}. */
  public void tell(String state) throws NativeException {
    byte[] message = state.getBytes(StandardCharsets.UTF_8);
    int number =
        Native.check(Native.LIBC.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0), "socket", "NOTIFY_SOCKET");
    try (FileDescriptor socket = FileDescriptor.adopt(number, "NOTIFY_SOCKET")) {
      Native.check(
          Native.LIBC.sendto(socket.number(), message, message.length, 0, address, address.length),
          "sendto",
          "NOTIFY_SOCKET");
    }
  }
}
