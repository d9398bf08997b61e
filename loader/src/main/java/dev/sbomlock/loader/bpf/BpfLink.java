// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.NativeException;
import java.nio.file.Path;
import jnr.ffi.Pointer;

/** A program's attachment. It ends with this handle unless it is pinned. */
public final class BpfLink implements AutoCloseable {

  private final Pointer handle;
  private final String name;

  BpfLink(Pointer handle, String name) {
    this.handle = handle;
    this.name = name;
  }

  /** Gives it a name in bpffs, by which it outlives this process. */
  public void pin(Path path) throws NativeException {
    int result = LibBpfLibrary.get().bpf_link__pin(handle, LibBpfLibrary.cString(path.toString()));
    LibBpfLibrary.check(result, "bpf_link__pin", name + " " + path);
  }

  @Override
  public void close() {
    // Only closes a descriptor and frees memory: there is no failure to act on.
    LibBpfLibrary.get().bpf_link__destroy(handle);
  }
}
