// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.ControlRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.posix.NativeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes permission to run from components, and gives it back.
 *
 * <p>The guard knows files by their index over all loaded manifests, and content that several files
 * share by the index of the first. So a file is recalled by its own index and by that of its
 * content.
 */
public final class Recall {

  private static final long INIT = 1;

  private final List<MeasurementManifest> manifests;

  private Recall(List<MeasurementManifest> manifests) {
    this.manifests = manifests;
  }

  /**
   * What was done.
   *
   * @param files their paths in the manifests
   * @param running what runs them now; revoking does not stop it
   */
  public record Outcome(List<String> files, List<RunningFile> running) {

    /** Copies the lists. */
    public Outcome {
      files = List.copyOf(files);
      running = List.copyOf(running);
    }
  }

  static Recall of(StateDirectory state) throws RejectedException {
    List<MeasurementManifest> manifests = state.read();
    if (manifests.isEmpty()) {
      throw new RejectedException(LoaderProblems.unknownManifests(state.directory()));
    }
    return new Recall(manifests);
  }

  Outcome revoke(List<String> selectors, boolean force) throws RejectedException {
    Map<Integer, String> files = select(selectors);
    try (BpfMap revoked = BpfMap.pinned(Pins.GUARD.map(MapName.REVOKED));
        BpfMap control = BpfMap.pinned(Pins.GUARD.map(MapName.CONTROL))) {
      Set<Integer> indices = withContents(files.keySet());
      List<RunningFile> running = RunningFile.find(inodes(indices));
      if (!force) {
        refuseLockout(running);
      }
      for (int index : indices) {
        revoked.put(intBytes(index), intBytes(1));
      }
      control.put(intBytes(0), new ControlRecord(ControlRecord.Phase.STANDING, true).bytes());
      return new Outcome(List.copyOf(files.values()), running);
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  Outcome restore(List<String> selectors) throws RejectedException {
    Map<Integer, String> files = select(selectors);
    try (BpfMap revoked = BpfMap.pinned(Pins.GUARD.map(MapName.REVOKED));
        BpfMap control = BpfMap.pinned(Pins.GUARD.map(MapName.CONTROL))) {
      for (int index : withContents(files.keySet())) {
        revoked.remove(intBytes(index));
      }
      boolean revoking = !revoked.keys().isEmpty();
      control.put(intBytes(0), new ControlRecord(ControlRecord.Phase.STANDING, revoking).bytes());
      return new Outcome(List.copyOf(files.values()), List.of());
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  /** Paths by index. */
  private Map<Integer, String> select(List<String> selectors) throws RejectedException {
    Map<Integer, String> selected = new TreeMap<>();
    Set<String> unused = new TreeSet<>(selectors);
    int index = 0;
    for (MeasurementManifest manifest : manifests) {
      for (Measurement file : manifest.files()) {
        for (String selector : selectors) {
          if (file.status() == Status.ACCOUNTED && answers(manifest, file, selector)) {
            selected.put(index, file.path().text());
            unused.remove(selector);
          }
        }
        index++;
      }
    }
    if (!unused.isEmpty()) {
      throw new RejectedException(unused.stream().map(LoaderProblems::nothingAnswers).toList());
    }
    return selected;
  }

  static boolean answers(MeasurementManifest manifest, Measurement file, String selector) {
    if (selector.startsWith("/")) {
      return selector.substring(1).equals(file.path().text());
    }
    return file.components().stream()
            .map(manifest.components()::get)
            .anyMatch(owner -> isCalled(owner, selector))
        || file.digests().digests().stream().anyMatch(digest -> digest.toString().equals(selector));
  }

  private static boolean isCalled(Component owner, String selector) {
    return owner.label().equals(selector)
        || owner.name().equals(selector)
        || withoutQualifiers(owner.purl()).equals(selector);
  }

  // People write pkg:deb/debian/openssl@3.0.15, and generators add ?arch=amd64&distro=…
  private static String withoutQualifiers(String purl) {
    int end = purl.indexOf('?');
    return end < 0 ? purl : purl.substring(0, end);
  }

  private Set<Integer> withContents(Set<Integer> files) throws NativeException {
    Set<Integer> indices = new TreeSet<>(files);
    try (BpfMap verdicts = BpfMap.pinnedForReading(Pins.GUARD.map(MapName.VERDICTS))) {
      int index = 0;
      for (MeasurementManifest manifest : manifests) {
        for (Measurement file : manifest.files()) {
          if (files.contains(index++)) {
            DigestKey content = DigestKey.of(file);
            verdicts
                .get(content.bytes(), AllowedRecord.SIZEOF)
                .map(AllowedRecord::read)
                .ifPresent(first -> indices.add(first.file()));
          }
        }
      }
    }
    return indices;
  }

  private static Set<InodeKey> inodes(Set<Integer> files) throws NativeException {
    Set<InodeKey> inodes = new HashSet<>();
    try (BpfMap blessed = BpfMap.pinnedForReading(Pins.GUARD.map(MapName.BLESSED))) {
      for (byte[] key : blessed.keys()) {
        blessed
            .get(key, BlessedRecord.SIZEOF)
            .map(BlessedRecord::read)
            .filter(record -> files.contains(record.file()))
            .ifPresent(record -> inodes.add(InodeKey.read(key)));
      }
    }
    return inodes;
  }

  private static void refuseLockout(List<RunningFile> running) throws RejectedException {
    Map<String, Diagnostic> problems = new HashMap<>();
    for (RunningFile file : running) {
      if (file.process() == INIT) {
        problems.put(file.path(), LoaderProblems.recallLockout(file.path(), "init"));
      } else if (file.process() == ProcessHandle.current().pid()) {
        problems.putIfAbsent(file.path(), LoaderProblems.recallLockout(file.path(), "sbomlock"));
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(new ArrayList<>(new TreeMap<>(problems).values()));
    }
  }

  static RejectedException unreadable(NativeException e) {
    return new RejectedException(
        LoaderProblems.unreadableGuard(e.path(), e.call() + ": " + e.reason()));
  }

  private static byte[] intBytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
