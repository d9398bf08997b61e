// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.loader.layout.UpdateRecord.Entry;
import dev.sbomlock.loader.layout.UpdateRecord.Operation;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Changes of a sealed guard's policy. They are written here, signed elsewhere, and judged by the
 * kernel alone: whoever bypasses all of this gains nothing.
 */
public final class PolicyUpdate {

  /** By digest, in the order in which the update holds them. */
  private final Map<String, Entry> entries = new TreeMap<>();

  private final List<Diagnostic> problems = new ArrayList<>();
  private final List<MeasurementManifest> manifests;

  private PolicyUpdate(List<MeasurementManifest> manifests) {
    this.manifests = manifests;
  }

  /**
   * What an update shall say. Components and digests are named as for {@code sbomlock revoke}.
   *
   * @param sequence greater than that of every update before
   * @param manifests where components are looked up
   * @param allowAll whether every accounted file of them may run
   * @param allow what may run
   * @param revoke what runs no more
   * @param restore of what this is taken back
   * @param unlock whether the guard may be unloaded
   */
  public record Request(
      long sequence,
      List<MeasurementManifest> manifests,
      boolean allowAll,
      List<String> allow,
      List<String> revoke,
      List<String> restore,
      boolean unlock) {

    /** Copies the lists. */
    public Request {
      manifests = List.copyOf(manifests);
      allow = List.copyOf(allow);
      revoke = List.copyOf(revoke);
      restore = List.copyOf(restore);
    }
  }

  /**
   * The update, to be signed.
   *
   * @throws RejectedException L038, L054, L058 with everything that is wrong
   */
  public static UpdateRecord prepare(Request request) throws RejectedException {
    PolicyUpdate update = new PolicyUpdate(request.manifests());
    if (request.allowAll()) {
      update.addAll();
    }
    request.allow().forEach(selector -> update.add(selector, Operation.ALLOW));
    request.revoke().forEach(selector -> update.add(selector, Operation.REVOKE));
    request.restore().forEach(selector -> update.add(selector, Operation.RESTORE));
    if (update.entries.size() > UpdateRecord.MAX_ENTRIES) {
      update.problems.add(
          LoaderProblems.updateTooLarge("update", update.entries.size() + " digests"));
    }
    if (!update.problems.isEmpty()) {
      throw new RejectedException(update.problems);
    }
    return new UpdateRecord(
        request.sequence(), request.unlock(), List.copyOf(update.entries.values()));
  }

  /**
   * Hands a signed update to the guard.
   *
   * @param signature PKCS#7, detached, DER
   * @throws RejectedException L036, L050 to L056; nothing is changed then
   */
  static UpdateRecord send(Path update, Path signature) throws RejectedException {
    if (!StatusReader.takesUpdates()) {
      throw new RejectedException(LoaderProblems.noUpdates());
    }
    byte[] bytes = read(update, UpdateRecord.MAX_SIZE);
    byte[] proof = read(signature, UpdateRecord.MAX_SIGNATURE);
    Optional<UpdateRecord> record = UpdateRecord.read(bytes);
    if (record.isEmpty()) {
      throw new RejectedException(LoaderProblems.noUpdate(update));
    }
    try (BpfMap inbox = BpfMap.pinned(Pins.GUARD.map(MapName.INBOX))) {
      inbox.put(new byte[Integer.BYTES], UpdateRecord.parcel(bytes, proof));
    } catch (NativeException e) {
      throw new RejectedException(refusal(update, e));
    }
    return record.get();
  }

  private static Diagnostic refusal(Path update, NativeException e) {
    return switch (e.errno()) {
      case EKEYREJECTED -> LoaderProblems.notSigned(update);
      case ESTALE -> LoaderProblems.oldUpdate(update);
      case EINVAL -> LoaderProblems.noUpdate(update);
      case E2BIG -> LoaderProblems.updateTooLarge(update.toString(), "too many bytes");
      case ENOSPC -> LoaderProblems.noRoomForUpdate(update);
      case EBUSY -> LoaderProblems.updateUnderWay(update);
      default -> LoaderProblems.unreadableGuard(e.path(), e.call() + ": " + e.reason());
    };
  }

  private static byte[] read(Path file, int limit) throws RejectedException {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new RejectedException(
            LoaderProblems.updateTooLarge(file.toString(), "more than " + limit + " bytes"));
      }
      return bytes;
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.updateFile(file, e.getClass().getSimpleName()));
    }
  }

  /** Why an update could not be written. */
  public static Diagnostic unwritable(Path file, IOException e) {
    return LoaderProblems.updateFile(file, e.getClass().getSimpleName());
  }

  private void addAll() {
    for (MeasurementManifest manifest : manifests) {
      manifest.files().stream()
          .filter(file -> file.status() == Status.ACCOUNTED)
          .forEach(file -> put(file, Operation.ALLOW));
    }
  }

  private void add(String selector, Operation operation) {
    boolean used = false;
    for (MeasurementManifest manifest : manifests) {
      for (Measurement file : manifest.files()) {
        if (file.status() == Status.ACCOUNTED && Recall.answers(manifest, file, selector)) {
          put(file, operation);
          used = true;
        }
      }
    }
    if (!used) {
      digest(selector)
          .ifPresentOrElse(
              digest -> put(new Entry(digest, operation, 0)),
              () -> problems.add(LoaderProblems.nothingAnswers(selector)));
    }
  }

  private void put(Measurement file, Operation operation) {
    int grants = operation == Operation.ALLOW ? Inventory.grants(file) : 0;
    put(new Entry(DigestKey.of(file), operation, grants));
  }

  private void put(Entry entry) {
    Entry before = entries.get(entry.digest().toString());
    if (before != null && before.operation() != entry.operation()) {
      problems.add(LoaderProblems.contradiction(entry.digest().toString()));
      return;
    }
    int grants = before == null ? entry.grants() : before.grants() | entry.grants();
    entries.put(entry.digest().toString(), new Entry(entry.digest(), entry.operation(), grants));
  }

  // What is to be recalled may stand in no manifest that is at hand.
  private static Optional<DigestKey> digest(String selector) {
    int colon = selector.indexOf(':');
    try {
      return DigestAlgorithm.ofKey(selector.substring(0, Math.max(colon, 0)))
          .map(algorithm -> DigestKey.of(new Digest(algorithm, selector.substring(colon + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
