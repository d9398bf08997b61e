// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.bpf.RingBuffer;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.NativeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The guard's denials, each with the file and the components that its manifest names. */
public final class Events implements AutoCloseable {

  private final BpfMap map;
  private final List<MeasurementManifest> manifests;

  private Events(BpfMap map, List<MeasurementManifest> manifests) {
    this.map = map;
    this.manifests = List.copyOf(manifests);
  }

  static Events open(List<MeasurementManifest> manifests) throws RejectedException {
    try {
      return new Events(BpfMap.pinned(Pins.map(MapName.EVENTS)), manifests);
    } catch (NativeException e) {
      throw unreadable(e);
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
    Consumer<byte[]> each = sample -> reader.accept(named(EventRecord.read(sample), manifests));
    try (RingBuffer ring = RingBuffer.over(map, each)) {
      return reading.take(ring);
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  static Event named(EventRecord record, List<MeasurementManifest> manifests) {
    if (record.file() == BlessedRecord.NONE) {
      return new Event(record, Optional.empty(), List.of());
    }
    int index = record.file();
    for (MeasurementManifest manifest : manifests) {
      if (index < manifest.files().size()) {
        Measurement file = manifest.files().get(index);
        List<Component> owners =
            file.components().stream().map(manifest.components()::get).toList();
        return new Event(record, Optional.of(file.path().text()), owners);
      }
      index -= manifest.files().size();
    }
    return new Event(record, Optional.empty(), List.of());
  }

  private static RejectedException unreadable(NativeException e) {
    return new RejectedException(
        LoaderProblems.unreadableGuard(e.path(), e.call() + ": " + e.reason()));
  }

  @Override
  public void close() {
    map.close();
  }

  /** One way to read the ring. */
  private interface Reading {
    int take(RingBuffer ring) throws NativeException;
  }
}
