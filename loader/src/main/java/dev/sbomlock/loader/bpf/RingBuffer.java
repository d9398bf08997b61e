// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.bpf;

import dev.sbomlock.loader.libbpf.LibBpf;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.NativeException;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** The reading end of a ring buffer. What is read is gone for every other reader. */
public final class RingBuffer implements AutoCloseable {

  private static final int STOP = -1;

  private final Consumer<byte[]> reader;
  // libbpf keeps the function's address, so that it must live as long as the ring.
  private final LibBpf.SampleFunction function = (context, data, size) -> take(data, size);
  private final Pointer handle;
  private @Nullable RuntimeException failure;

  private RingBuffer(BpfMap map, Consumer<byte[]> reader) throws NativeException {
    this.reader = reader;
    Pointer ring = LibBpfLibrary.get().ring_buffer__new(map.fd(), function, null, null);
    this.handle = LibBpfLibrary.check(ring, "ring_buffer__new", "events");
  }

  /**
   * Reads the given map's records, each handed over as bytes of its own before it leaves the ring:
   * whoever is killed meanwhile reads it once more later.
   */
  public static RingBuffer over(BpfMap map, Consumer<byte[]> reader) throws NativeException {
    return new RingBuffer(map, reader);
  }

  private int take(Pointer data, long size) {
    byte[] sample = new byte[(int) size];
    data.get(0, sample, 0, sample.length);
    try {
      reader.accept(sample);
      return 0;
    } catch (RuntimeException e) {
      // It must not fly through libbpf.
      failure = e;
      return STOP;
    }
  }

  /** Reads what is there; gives the number of records. */
  public int drain() throws NativeException {
    int result = LibBpfLibrary.get().ring_buffer__consume(handle);
    rethrow();
    return LibBpfLibrary.check(result, "ring_buffer__consume", "events");
  }

  /** Waits for records and reads them; gives their number, 0 when none came in time. */
  public int await(int milliseconds) throws NativeException {
    int result = LibBpfLibrary.get().ring_buffer__poll(handle, milliseconds);
    rethrow();
    // The JVM's own signals end the wait early.
    if (result == -Errno.EINTR.number()) {
      return 0;
    }
    return LibBpfLibrary.check(result, "ring_buffer__poll", "events");
  }

  private void rethrow() {
    RuntimeException thrown = failure;
    failure = null;
    if (thrown != null) {
      throw thrown;
    }
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
