// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.Counters;
import dev.sbomlock.loader.layout.Coverage;
import dev.sbomlock.loader.layout.GatesRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.loader.layout.ProgressRecord;
import dev.sbomlock.loader.layout.SettingsRecord;
import dev.sbomlock.loader.layout.Verdict;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
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
      SettingsRecord record = settings(settings);
      List<Status.ProgramStatus> programs = new ArrayList<>();
      for (Hook hook : Pins.GUARD.pinnedHooks()) {
        programs.add(new Status.ProgramStatus(hook, decisions(counters, hook)));
      }
      return new Status(
          Mode.ofNumber(record.mode()),
          record.sealed(),
          programs,
          maps(record),
          gates(record, Coverage.GATED),
          gates(record, Coverage.WATCHED),
          record.unblessedRuns(),
          record.takesUpdates() ? Optional.of(updates()) : Optional.empty(),
          sum(counters, Counters.LOST));
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  /** Whether the guard stays until reboot; a guard that was loaded in part does not. */
  static boolean isSealed() throws RejectedException {
    return settings().map(SettingsRecord::sealed).orElse(false);
  }

  /** Whether signed updates change it. */
  static boolean takesUpdates() throws RejectedException {
    return settings().map(SettingsRecord::takesUpdates).orElse(false);
  }

  /** Whether an update has allowed to unload it. */
  static boolean isUnlocked() throws RejectedException {
    try {
      return takesUpdates() && updates().unlocked();
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  private static Optional<SettingsRecord> settings() throws RejectedException {
    if (!Files.exists(Pins.GUARD.map(MapName.SETTINGS))) {
      return Optional.empty();
    }
    try (BpfMap settings = open(MapName.SETTINGS)) {
      return Optional.of(settings(settings));
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  private static ProgressRecord updates() throws NativeException {
    try (BpfMap updates = open(MapName.UPDATES)) {
      return ProgressRecord.read(
          updates
              .get(new byte[Integer.BYTES], ProgressRecord.SIZEOF)
              .orElseThrow(StatusReader::impossible));
    }
  }

  private static RejectedException unreadable(NativeException e) {
    return new RejectedException(
        LoaderProblems.unreadableGuard(e.path(), e.call() + ": " + e.reason()));
  }

  private static SettingsRecord settings(BpfMap map) throws NativeException {
    return SettingsRecord.read(
        map.get(new byte[Integer.BYTES], SettingsRecord.SIZEOF)
            .orElseThrow(StatusReader::impossible));
  }

  private static BpfMap open(MapName name) throws NativeException {
    return BpfMap.pinnedForReading(Pins.GUARD.map(name));
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
    byte[] values =
        counters
            .get(intBytes(index), BpfMap.possibleCpus() * Long.BYTES)
            .orElseThrow(StatusReader::impossible);
    ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.nativeOrder());
    long sum = 0;
    while (buffer.hasRemaining()) {
      sum += buffer.getLong();
    }
    return sum;
  }

  // Nobody opens a sealed guard's list of what is revoked.
  private static List<Status.MapStatus> maps(SettingsRecord settings) throws NativeException {
    List<Status.MapStatus> maps = new ArrayList<>();
    for (MapName name : MapName.values()) {
      if (!isShown(name, settings)) {
        continue;
      }
      try (BpfMap map = open(name)) {
        maps.add(new Status.MapStatus(name.key(), map.count(), map.sizes().maxEntries()));
      }
    }
    return maps;
  }

  private static boolean isShown(MapName name, SettingsRecord settings) {
    return switch (name) {
      case CONTENTS -> settings.takesUpdates();
      case REVOKED -> !settings.sealed();
      // An array counts all its entries, always.
      case GATES, ORIGINS -> false;
      default -> name.kind() == MapName.Kind.POLICY;
    };
  }

  private static List<String> gates(SettingsRecord settings, Coverage wanted)
      throws NativeException {
    List<String> gates = new ArrayList<>();
    if (settings.node() == wanted) {
      gates.add(Gate.NODE);
    }
    if (settings.bpf() == wanted) {
      gates.add(Gate.BPF);
    }
    SettingsRecord.Gates cgroups = settings.cgroups();
    int count = wanted == Coverage.GATED ? cgroups.gated() : cgroups.all() - cgroups.gated();
    if (count > 0) {
      gates.add(Text.format("%d cgroups", count));
    }
    List<Integer> devices = gatesRecord(settings).devices();
    for (int i = 0; i < devices.size(); i++) {
      if (settings.fileSystems().coverage(i) == wanted) {
        gates.add(InodeKey.deviceName(devices.get(i)));
      }
    }
    return gates;
  }

  private static GatesRecord gatesRecord(SettingsRecord settings) throws NativeException {
    try (BpfMap map = open(MapName.GATES)) {
      byte[] value = map.get(intBytes(0), GatesRecord.SIZEOF).orElseThrow(StatusReader::impossible);
      return GatesRecord.read(value, settings.fileSystems().all());
    }
  }

  private static byte[] intBytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static IllegalStateException impossible() {
    return new IllegalStateException("an array map has all its entries");
  }
}
