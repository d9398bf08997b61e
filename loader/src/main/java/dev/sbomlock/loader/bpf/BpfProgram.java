// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** A program of an object. */
public final class BpfProgram {

  // struct bpf_iter_attach_opts of libbpf; union bpf_iter_link_info of the kernel.
  private static final int OPTIONS_SIZEOF = 24;
  private static final int OPTIONS_LINK_INFO = 8;
  private static final int OPTIONS_LINK_INFO_LENGTH = 16;
  private static final int LINK_INFO_SIZEOF = 16;
  private static final int LINK_INFO_PID = 4;

  private final Pointer handle;

  BpfProgram(Pointer handle) {
    this.handle = handle;
  }

  /** Its function's name. */
  public String name() {
    return LibBpfLibrary.get().bpf_program__name(handle);
  }

  /** Leaves it out of the load, as for a hook that this kernel lacks; before loading. */
  public void leaveOut() throws NativeException {
    int result = LibBpfLibrary.get().bpf_program__set_autoload(handle, false);
    LibBpfLibrary.check(result, "bpf_program__set_autoload", name());
  }

  /** Attaches it to the function of the kernel that its section names, be that an LSM hook. */
  public BpfLink attachToFunction() throws NativeException {
    Pointer link = LibBpfLibrary.get().bpf_program__attach(handle);
    return new BpfLink(LibBpfLibrary.check(link, "bpf_program__attach", name()), name());
  }

  /** Gives it a name in bpffs, by which it outlives this process. */
  public void pin(Path path) throws NativeException {
    int result =
        LibBpfLibrary.get().bpf_program__pin(handle, LibBpfLibrary.cString(path.toString()));
    LibBpfLibrary.check(result, "bpf_program__pin", name() + " " + path);
  }

  /** Attaches an iterator, over everything there is. */
  public BpfLink attachIterator() throws NativeException {
    Pointer link = LibBpfLibrary.get().bpf_program__attach_iter(handle, null);
    return new BpfLink(LibBpfLibrary.check(link, "bpf_program__attach_iter", name()), name());
  }

  /** Attaches an iterator over tasks or their files, restricted to one process. */
  public BpfLink attachTaskIterator(int pid) throws NativeException {
    ByteBuffer info =
        ByteBuffer.allocate(LINK_INFO_SIZEOF)
            .order(ByteOrder.nativeOrder())
            .putInt(LINK_INFO_PID, pid);
    Pointer linkInfo = Memory.allocateDirect(LibBpfLibrary.runtime(), LINK_INFO_SIZEOF);
    linkInfo.put(0, info.array(), 0, LINK_INFO_SIZEOF);
    Pointer options = Memory.allocateDirect(LibBpfLibrary.runtime(), OPTIONS_SIZEOF, true);
    options.putLong(0, OPTIONS_SIZEOF);
    options.putPointer(OPTIONS_LINK_INFO, linkInfo);
    options.putInt(OPTIONS_LINK_INFO_LENGTH, LINK_INFO_SIZEOF);
    Pointer link = LibBpfLibrary.get().bpf_program__attach_iter(handle, options);
    return new BpfLink(LibBpfLibrary.check(link, "bpf_program__attach_iter", name()), name());
  }
}
