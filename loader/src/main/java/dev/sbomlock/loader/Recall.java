// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.ControlRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final StateDirectory state;

  private Recall(StateDirectory state) {
    this.state = state;
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

  static Recall of(StateDirectory state) {
    return new Recall(state);
  }

  Outcome revoke(List<String> selectors, boolean force) throws RejectedException {
    Map<Integer, PolicyIndex.Entry> files = select(selectors);
    try (BpfMap revoked = BpfMap.pinned(Pins.GUARD.map(MapName.REVOKED));
        BpfMap control = BpfMap.pinned(Pins.GUARD.map(MapName.CONTROL))) {
      Set<Integer> indices = withContents(files);
      List<RunningFile> running = RunningFile.find(inodes(indices));
      if (!force) {
        refuseLockout(running);
      }
      for (int index : indices) {
        revoked.put(intBytes(index), intBytes(1));
      }
      control.put(intBytes(0), new ControlRecord(ControlRecord.Phase.STANDING, true).bytes());
      return new Outcome(paths(files), running);
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  Outcome restore(List<String> selectors) throws RejectedException {
    Map<Integer, PolicyIndex.Entry> files = select(selectors);
    try (BpfMap revoked = BpfMap.pinned(Pins.GUARD.map(MapName.REVOKED));
        BpfMap control = BpfMap.pinned(Pins.GUARD.map(MapName.CONTROL))) {
      for (int index : withContents(files)) {
        revoked.remove(intBytes(index));
      }
      boolean revoking = !revoked.keys().isEmpty();
      control.put(intBytes(0), new ControlRecord(ControlRecord.Phase.STANDING, revoking).bytes());
      return new Outcome(paths(files), List.of());
    } catch (NativeException e) {
      throw unreadable(e);
    }
  }

  /** The files by index. */
  private Map<Integer, PolicyIndex.Entry> select(List<String> selectors) throws RejectedException {
    Map<Integer, PolicyIndex.Entry> selected = new TreeMap<>();
    Set<String> unused = new TreeSet<>(selectors);
    try (PolicyIndex policy =
        state.open().orElseThrow(() -> new IOException("there is no index of the policy"))) {
      Map<Integer, Set<String>> byOwner = owners(policy, selectors);
      for (int index = 0; index < policy.files(); index++) {
        PolicyIndex.Entry file = policy.file(index);
        if (file.accounted()) {
          Set<String> answered = new TreeSet<>();
          file.components()
              .forEach(owner -> answered.addAll(byOwner.getOrDefault(owner, Set.of())));
          selectors.stream()
              .filter(s -> names(s, file.path(), file.digests()))
              .forEach(answered::add);
          if (!answered.isEmpty()) {
            selected.put(index, file);
            unused.removeAll(answered);
          }
        }
      }
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.unknownManifests(state.directory()));
    }
    if (!unused.isEmpty()) {
      throw new RejectedException(unused.stream().map(LoaderProblems::nothingAnswers).toList());
    }
    return selected;
  }

  /** The components that are called by a selector, with those selectors. */
  private static Map<Integer, Set<String>> owners(PolicyIndex policy, List<String> selectors)
      throws IOException {
    Map<Integer, Set<String>> owners = new HashMap<>();
    for (int index = 0; index < policy.components(); index++) {
      Component component = policy.component(index);
      for (String selector : selectors) {
        if (isCalled(component, selector)) {
          owners.computeIfAbsent(index, i -> new TreeSet<>()).add(selector);
        }
      }
    }
    return owners;
  }

  private static List<String> paths(Map<Integer, PolicyIndex.Entry> files) {
    return files.values().stream().map(file -> file.path().text()).toList();
  }

  static boolean answers(MeasurementManifest manifest, Measurement file, String selector) {
    return names(selector, file.path(), file.digests())
        || file.components().stream()
            .map(manifest.components()::get)
            .anyMatch(owner -> isCalled(owner, selector));
  }

  /** Whether it is the selector of that path or of one of these digests. */
  private static boolean names(String selector, ArtifactPath path, DigestSet digests) {
    if (selector.startsWith("/")) {
      return selector.substring(1).equals(path.text());
    }
    return selector.indexOf(':') > 0
        && digests.digests().stream()
            .anyMatch(
                digest ->
                    selector.startsWith(digest.algorithm().key())
                        && digest.toString().equals(selector));
  }

  // A path is no name of a component.
  private static boolean isCalled(Component owner, String selector) {
    return !selector.startsWith("/")
        && (owner.label().equals(selector)
            || owner.name().equals(selector)
            || withoutQualifiers(owner.purl()).equals(selector));
  }

  // People write pkg:deb/debian/openssl@3.0.15, and generators add ?arch=amd64&distro=…
  private static String withoutQualifiers(String purl) {
    int end = purl.indexOf('?');
    return end < 0 ? purl : purl.substring(0, end);
  }

  private static Set<Integer> withContents(Map<Integer, PolicyIndex.Entry> files)
      throws NativeException {
    Set<Integer> indices = new TreeSet<>(files.keySet());
    try (BpfMap verdicts = BpfMap.pinnedForReading(Pins.GUARD.map(MapName.VERDICTS))) {
      for (PolicyIndex.Entry file : files.values()) {
        Optional<Digest> content = file.digests().fsverity();
        if (content.isPresent()) {
          verdicts
              .get(DigestKey.of(content.get()).bytes(), AllowedRecord.SIZEOF)
              .map(AllowedRecord::read)
              .ifPresent(first -> indices.add(first.file()));
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
