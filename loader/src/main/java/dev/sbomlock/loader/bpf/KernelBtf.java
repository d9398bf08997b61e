// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.NativeException;
import jnr.ffi.Pointer;

/** The running kernel's own description of its types and functions. */
public final class KernelBtf implements AutoCloseable {

  private static final int BTF_KIND_FUNC = 12;

  private final Pointer handle;

  private KernelBtf(Pointer handle) {
    this.handle = handle;
  }

  /**
   * Reads it.
   *
   * @throws NativeException when the kernel has none
   */
  public static KernelBtf read() throws NativeException {
    if (!LoadLog.isInstalled()) {
      LoadLog.install();
    }
    Pointer btf = LibBpfLibrary.get().btf__load_vmlinux_btf();
    return new KernelBtf(LibBpfLibrary.check(btf, "btf__load_vmlinux_btf", "kernel"));
  }

  /** Whether the kernel has a function of that name, such as a kfunc. */
  public boolean hasFunction(String name) {
    int id =
        LibBpfLibrary.get()
            .btf__find_by_name_kind(handle, LibBpfLibrary.cString(name), BTF_KIND_FUNC);
    return id > 0;
  }

  @Override
  public void close() {
    LibBpfLibrary.get().btf__free(handle);
  }
}
