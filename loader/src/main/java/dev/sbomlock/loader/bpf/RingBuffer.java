// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.loader.libbpf.LibBpf;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.NativeException;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import jnr.ffi.Pointer;

/** The reading end of a ring buffer. What is read is gone for every other reader. */
public final class RingBuffer implements AutoCloseable {

  private final Pointer handle;
  // libbpf keeps the function's address, so that it must live as long as the ring.
  private final LibBpf.SampleFunction function;

  private RingBuffer(Pointer handle, LibBpf.SampleFunction function) {
    this.handle = handle;
    this.function = function;
  }

  /** Reads the given map's records, each handed over as bytes of its own. */
  public static RingBuffer over(BpfMap map, Consumer<byte[]> reader) throws NativeException {
    LibBpf.SampleFunction function =
        (context, data, size) -> {
          byte[] sample = new byte[(int) size];
          data.get(0, sample, 0, sample.length);
          reader.accept(sample);
          return 0;
        };
    Pointer ring = LibBpfLibrary.get().ring_buffer__new(map.fd(), function, null, null);
    return new RingBuffer(LibBpfLibrary.check(ring, "ring_buffer__new", "events"), function);
  }

  /** Reads what is there; gives the number of records. */
  public int drain() throws NativeException {
    int result = LibBpfLibrary.get().ring_buffer__consume(handle);
    return LibBpfLibrary.check(result, "ring_buffer__consume", "events");
  }

  /** Waits for records and reads them; gives their number, 0 when none came in time. */
  public int await(int milliseconds) throws NativeException {
    int result = LibBpfLibrary.get().ring_buffer__poll(handle, milliseconds);
    // The JVM's own signals end the wait early.
    if (result == -Errno.EINTR.number()) {
      return 0;
    }
    return LibBpfLibrary.check(result, "ring_buffer__poll", "events");
  }

  @Override
  public void close() {
    try {
      LibBpfLibrary.get().ring_buffer__free(handle);
    } finally {
      Reference.reachabilityFence(function);
    }
  }
}
