// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A pinned program that judges how tasks of a cgroup open devices (BPF_PROG_TYPE_CGROUP_DEVICE).
 *
 * <p>It is attached without a link: whoever gets hold of a link to a cgroup, by its number, may
 * detach it (BPF_LINK_DETACH). This way only a descriptor of the program itself does.
 */
public final class CgroupProgram implements AutoCloseable {

  // include/uapi/linux/bpf.h.
  private static final int BPF_CGROUP_DEVICE = 6;
  private static final int BPF_F_ALLOW_MULTI = 1 << 1;
  // The head of struct bpf_prog_info.
  private static final int INFO_SIZEOF = 64;
  private static final int INFO_ID = 4;

  private final FileDescriptor program;

  private CgroupProgram(FileDescriptor program) {
    this.program = program;
  }

  /**
   * Opens a pinned one.
   *
   * @throws NativeException ENOENT when nothing is pinned there, EPERM while the guard does not let
   *     anybody have it
   */
  public static CgroupProgram pinned(Path pin) throws NativeException {
    int fd = LibBpfLibrary.get().bpf_obj_get(LibBpfLibrary.cString(pin.toString()));
    LibBpfLibrary.check(fd, "bpf_obj_get", pin.toString());
    return new CgroupProgram(FileDescriptor.adopt(fd, pin.toString()));
  }

  /**
   * Attaches it beside those of others, all of which have to agree; it stays when this process
   * ends.
   *
   * @throws NativeException EPERM where somebody else's program wants to be the only one
   */
  public void attach(FileDescriptor cgroup) throws NativeException {
    int result =
        LibBpfLibrary.get()
            .bpf_prog_attach(
                program.number(), cgroup.number(), BPF_CGROUP_DEVICE, BPF_F_ALLOW_MULTI);
    LibBpfLibrary.check(result, "bpf_prog_attach", cgroup.path());
  }

  /** Detaches it, if it is attached. */
  public void detach(FileDescriptor cgroup) throws NativeException {
    int result =
        LibBpfLibrary.get().bpf_prog_detach2(program.number(), cgroup.number(), BPF_CGROUP_DEVICE);
    if (result != -Errno.ENOENT.number()) {
      LibBpfLibrary.check(result, "bpf_prog_detach2", cgroup.path());
    }
  }

  /** The program, to be watched for its end. */
  public AttachedProgram inKernel() throws NativeException {
    byte[] info = new byte[INFO_SIZEOF];
    int result =
        LibBpfLibrary.get().bpf_obj_get_info_by_fd(program.number(), info, new int[] {info.length});
    LibBpfLibrary.check(result, "bpf_obj_get_info_by_fd", program.path());
    return new AttachedProgram(
        ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(INFO_ID));
  }

  @Override
  public void close() {
    program.close();
  }
}
