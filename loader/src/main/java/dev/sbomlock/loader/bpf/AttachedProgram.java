// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A program in the kernel behind a pinned link.
 *
 * @param id the kernel's number of it
 */
public record AttachedProgram(int id) {

  // struct bpf_link_info, include/uapi/linux/bpf.h: its head.
  private static final int LINK_INFO_SIZEOF = 64;
  private static final int LINK_INFO_PROGRAM = 8;

  /**
   * The program of a pinned link.
   *
   * @throws NativeException ENOENT when nothing is pinned there
   */
  public static AttachedProgram behind(Path pin) throws NativeException {
    int number = LibBpfLibrary.get().bpf_obj_get(LibBpfLibrary.cString(pin.toString()));
    LibBpfLibrary.check(number, "bpf_obj_get", pin.toString());
    try (FileDescriptor link = FileDescriptor.adopt(number, pin.toString())) {
      byte[] info = new byte[LINK_INFO_SIZEOF];
      int result =
          LibBpfLibrary.get().bpf_obj_get_info_by_fd(link.number(), info, new int[] {info.length});
      LibBpfLibrary.check(result, "bpf_obj_get_info_by_fd", pin.toString());
      return new AttachedProgram(
          ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(LINK_INFO_PROGRAM));
    }
  }

  /**
   * Whether the kernel still has it: it detaches a program some time after its last link went.
   * Asked without a descriptor, for which a gate around bpf(2) would want a grant.
   */
  public boolean exists() throws NativeException {
    int[] next = new int[1];
    int result = LibBpfLibrary.get().bpf_prog_get_next_id(id - 1, next);
    if (result == -Errno.ENOENT.number()) {
      return false;
    }
    LibBpfLibrary.check(result, "bpf_prog_get_next_id", "program " + id);
    return next[0] == id;
  }
}
