// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.NativeException;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** A BPF object file: open to be adjusted, then loaded into the kernel. */
public final class BpfObject implements AutoCloseable {

  private final Pointer handle;
  private final LoadLog log;

  private BpfObject(Pointer handle, LoadLog log) {
    this.handle = handle;
    this.log = log;
  }

  /**
   * Opens an object; nothing reaches the kernel yet.
   *
   * @throws NativeException when libbpf cannot make sense of it
   */
  public static BpfObject open(byte[] image) throws NativeException {
    LoadLog log = LoadLog.install();
    Pointer bytes = Memory.allocateDirect(LibBpfLibrary.runtime(), image.length);
    bytes.put(0, image, 0, image.length);
    Pointer handle = LibBpfLibrary.get().bpf_object__open_mem(bytes, image.length, null);
    return new BpfObject(LibBpfLibrary.check(handle, "bpf_object__open_mem", "guard"), log);
  }

  /** Its programs, in the order of the file. */
  public List<BpfProgram> programs() {
    List<BpfProgram> programs = new ArrayList<>();
    @Nullable Pointer program = LibBpfLibrary.get().bpf_object__next_program(handle, null);
    while (program != null) {
      programs.add(new BpfProgram(program));
      program = LibBpfLibrary.get().bpf_object__next_program(handle, program);
    }
    return programs;
  }

  /**
   * The map of that name.
   *
   * @throws NativeException ENOENT when there is none
   */
  public BpfMapSpec map(String name) throws NativeException {
    Pointer map =
        LibBpfLibrary.get().bpf_object__find_map_by_name(handle, LibBpfLibrary.cString(name));
    return new BpfMapSpec(LibBpfLibrary.check(map, "bpf_object__find_map_by_name", name), name);
  }

  /**
   * Creates the maps and lets the kernel verify the programs; {@link #log} tells why it did not.
   *
   * @throws NativeException what the kernel answered
   */
  public void load() throws NativeException {
    LibBpfLibrary.check(LibBpfLibrary.get().bpf_object__load(handle), "bpf_object__load", "guard");
  }

  /** What was said on the way. */
  public LoadLog log() {
    return log;
  }

  /** Gives up what is not pinned. */
  @Override
  public void close() {
    LibBpfLibrary.get().bpf_object__close(handle);
  }
}
