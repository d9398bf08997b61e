// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel says of this process. */
public final class CurrentProcess {

  // struct __user_cap_header_struct and two __user_cap_data_struct, version 3.
  static final int CAP_VERSION = 0x20080522;
  static final int CAP_HEADER_SIZEOF = 8;
  static final int CAP_DATA_SIZEOF = 12;
  private static final int WORD_BITS = 32;

  private CurrentProcess() {}

  /** Its process id. */
  public static int pid() {
    return Math.toIntExact(ProcessHandle.current().pid());
  }

  /** The user whose rights it has. */
  public static int effectiveUser() {
    return Native.LIBC.geteuid();
  }

  /** Whether it has that capability in effect, in whatever user namespace it lives. */
  public static boolean has(Capability capability) throws NativeException {
    byte[] header =
        ByteBuffer.allocate(CAP_HEADER_SIZEOF)
            .order(ByteOrder.nativeOrder())
            .putInt(CAP_VERSION)
            .array();
    byte[] data = new byte[2 * CAP_DATA_SIZEOF];
    Native.check(Native.LIBC.capget(header, data), "capget", "self");
    int word = capability.number() / WORD_BITS;
    int effective =
        ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).getInt(word * CAP_DATA_SIZEOF);
    return (effective >>> capability.number() % WORD_BITS & 1) == 1;
  }
}
