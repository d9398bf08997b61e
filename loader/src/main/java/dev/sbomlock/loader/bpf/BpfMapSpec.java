// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.posix.NativeException;
import java.nio.file.Path;
import jnr.ffi.Pointer;

/** A map of an object: adjusted before the object is loaded, used after. */
public final class BpfMapSpec {

  private final Pointer handle;
  private final String name;

  BpfMapSpec(Pointer handle, String name) {
    this.handle = handle;
    this.name = name;
  }

  /** Sets how many entries it can hold; before loading. */
  public void setMaxEntries(int entries) throws NativeException {
    int result = LibBpfLibrary.get().bpf_map__set_max_entries(handle, entries);
    LibBpfLibrary.check(result, "bpf_map__set_max_entries", name);
  }

  /** Sets its flags, of {@code BPF_F_…}, in place of those that it has; before loading. */
  public void setFlags(int flags) throws NativeException {
    int result = LibBpfLibrary.get().bpf_map__set_map_flags(handle, flags);
    LibBpfLibrary.check(result, "bpf_map__set_map_flags", name);
  }

  /** Sets what its memory holds from the first instruction on; before loading. */
  public void setInitialValue(byte[] value) throws NativeException {
    int result = LibBpfLibrary.get().bpf_map__set_initial_value(handle, value, value.length);
    LibBpfLibrary.check(result, "bpf_map__set_initial_value", name);
  }

  /** Gives it a name in bpffs, by which it outlives this process; after loading. */
  public void pin(Path path) throws NativeException {
    int result = LibBpfLibrary.get().bpf_map__pin(handle, LibBpfLibrary.cString(path.toString()));
    LibBpfLibrary.check(result, "bpf_map__pin", path.toString());
  }

  /** The map in the kernel; after loading. It lives as long as the object. */
  public BpfMap created() throws NativeException {
    int fd = LibBpfLibrary.check(LibBpfLibrary.get().bpf_map__fd(handle), "bpf_map__fd", name);
    return BpfMap.borrowed(fd, name);
  }
}
