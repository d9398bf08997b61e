// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.bpf.RingBuffer;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The guard's denials, each with the file and the components that its manifest names. */
public final class Events implements AutoCloseable {

  private final BpfMap map;
  private final Optional<PolicyIndex> policy;
  private final Object identity;

  private Events(BpfMap map, Object identity, Optional<PolicyIndex> policy) {
    this.map = map;
    this.identity = identity;
    this.policy = policy;
  }

  static Events open(Optional<PolicyIndex> policy) throws RejectedException {
    try {
      Object identity = identity();
      return new Events(BpfMap.pinned(Pins.GUARD.map(MapName.EVENTS)), identity, policy);
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  /** Whether these are still the guard's: another one may have taken its place, or none. */
  public boolean areCurrent() {
    return identity().equals(identity);
  }

  // The pin's inode number, which bpffs gives out once; nothing when there is no pin.
  private static Object identity() {
    try {
      return Files.getAttribute(Pins.GUARD.map(MapName.EVENTS), "unix:ino");
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * One denial.
   *
   * @param record what the kernel told
   * @param file the path in the manifest, when it was about a file of one
   * @param components that own the file
   */
  public record Event(EventRecord record, Optional<String> file, List<Component> components) {

    /** Copies the list. */
    public Event {
      components = List.copyOf(components);
    }
  }

  /** Reads what is there; gives the number of events. */
  public int drain(Consumer<Event> reader) throws RejectedException {
    return read(reader, RingBuffer::drain);
  }

  /** Waits for events and reads them; gives their number, 0 when none came in time. */
  public int await(int milliseconds, Consumer<Event> reader) throws RejectedException {
    return read(reader, ring -> ring.await(milliseconds));
  }

  private int read(Consumer<Event> reader, Reading reading) throws RejectedException {
    Consumer<byte[]> each = sample -> reader.accept(named(EventRecord.read(sample), policy));
    try (RingBuffer ring = RingBuffer.over(map, each)) {
      return reading.take(ring);
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  static Event named(EventRecord record, Optional<PolicyIndex> policy) {
    if (record.file() == BlessedRecord.NONE || policy.isEmpty()) {
      return new Event(record, Optional.empty(), List.of());
    }
    try {
      PolicyIndex.Entry file = policy.get().file(record.file());
      List<Component> owners = new ArrayList<>();
      for (int component : file.components()) {
        owners.add(policy.get().component(component));
      }
      return new Event(record, Optional.of(file.path().text()), owners);
    } catch (IOException damaged) {
      return new Event(record, Optional.empty(), List.of());
    }
  }

  private static RejectedException unreadable(NativeException e) {
    return new RejectedException(
        LoaderProblems.unreadableGuard(e.path(), e.call() + ": " + e.reason()));
  }

  @Override
  public void close() {
    map.close();
    try {
      if (policy.isPresent()) {
        policy.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing what was only read", e);
    }
  }

  /** One way to read the ring. */
  private interface Reading {
    int take(RingBuffer ring) throws NativeException;
  }
}
