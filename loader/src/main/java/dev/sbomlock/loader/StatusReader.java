// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.Counters;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.loader.layout.SettingsRecord;
import dev.sbomlock.loader.layout.Verdict;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the guard's status from its pins. */
final class StatusReader {

  private StatusReader() {}

  /** Reads it from the pins. */
  static Status read() throws RejectedException {
    try (BpfMap settings = open(MapName.SETTINGS);
        BpfMap counters = open(MapName.COUNTERS)) {
      byte[] zero = new byte[Integer.BYTES];
      SettingsRecord record =
          SettingsRecord.read(
              settings.get(zero, SettingsRecord.SIZEOF).orElseThrow(StatusReader::impossible));
      List<Status.ProgramStatus> programs = new ArrayList<>();
      for (Hook hook : Pins.pinnedHooks()) {
        programs.add(new Status.ProgramStatus(hook, decisions(counters, hook)));
      }
      return new Status(
          Mode.ofNumber(record.mode()), programs, maps(), gates(), sum(counters, Counters.LOST));
    } catch (NativeException e) {
      throw new RejectedException(
          LoaderProblems.unreadableGuard(e.path(), e.call() + ": " + e.reason()));
    }
  }

  private static BpfMap open(MapName name) throws NativeException {
    return BpfMap.pinned(Pins.map(name));
  }

  private static Map<Verdict, Long> decisions(BpfMap counters, Hook hook) throws NativeException {
    Map<Verdict, Long> decisions = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      decisions.put(verdict, sum(counters, Counters.index(hook, verdict)));
    }
    return decisions;
  }

  // A per-CPU value is one u64 a possible CPU.
  private static long sum(BpfMap counters, int index) throws NativeException {
    byte[] key =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(index).array();
    byte[] values =
        counters.get(key, BpfMap.possibleCpus() * Long.BYTES).orElseThrow(StatusReader::impossible);
    ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.nativeOrder());
    long sum = 0;
    while (buffer.hasRemaining()) {
      sum += buffer.getLong();
    }
    return sum;
  }

  private static List<Status.MapStatus> maps() throws NativeException {
    List<Status.MapStatus> maps = new ArrayList<>();
    for (MapName name : MapName.values()) {
      if (!name.isPolicy()) {
        continue;
      }
      try (BpfMap map = open(name)) {
        maps.add(new Status.MapStatus(name.key(), keys(map).size(), map.sizes().maxEntries()));
      }
    }
    return maps;
  }

  private static List<String> gates() throws NativeException {
    try (BpfMap map = open(MapName.GATES)) {
      return keys(map).stream()
          .map(key -> ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt())
          .map(InodeKey::deviceName)
          .sorted()
          .toList();
    }
  }

  private static List<byte[]> keys(BpfMap map) throws NativeException {
    int size = map.sizes().key();
    List<byte[]> keys = new ArrayList<>();
    Optional<byte[]> key = map.nextKey(null, size);
    while (key.isPresent()) {
      keys.add(key.get());
      key = map.nextKey(key.get(), size);
    }
    return keys;
  }

  private static IllegalStateException impossible() {
    return new IllegalStateException("an array map has all its entries");
  }
}
