// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfObject;
import dev.sbomlock.loader.bpf.LoadLog;
import dev.sbomlock.loader.layout.GatesRecord;
import dev.sbomlock.loader.layout.SettingsRecord;
import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.signing.ManifestTrust;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts the guard into the kernel, takes it away, and tells how it stands. */
public final class Loader {

  private static final String OBJECT = "/dev/sbomlock/bpf/sbomlock.bpf.o";

  private Loader() {}

  /**
   * Loads, attaches and pins the guard. When this returns, it stands; when it throws, nothing of it
   * is left, and a guard that it was to replace stands as before.
   *
   * @param log is handed what the kernel's verifier said, when it refused the programs
   * @throws MissingPrerequisiteException L001 to L007 and L032, for what the machine lacks
   * @throws RejectedException for everything that is wrong with the request and its files
   */
  public static LoadedPolicy load(LoadRequest request, LogReader log)
      throws RejectedException, MissingPrerequisiteException {
    Doctor.require();
    checkGates(request);
    boolean stands = Pins.GUARD.exist();
    if (stands && !request.replace()) {
      throw new RejectedException(LoaderProblems.alreadyLoaded(Pins.GUARD.directory()));
    }
    if (stands) {
      ManifestTrust.requireNoRollback(StateDirectory.system().versions(), request.all());
    }
    Path root = realRoot(request.root());
    LoadedPolicy policy;
    try (Root directory = Root.open(root);
        Root top = Root.open(Path.of("/"));
        BpfObject object = BpfObject.open(image())) {
      Inventory inventory =
          Inventory.of(
              manifests(request.manifests()), manifests(request.allowed()), directory, top, root);
      checkInventory(request, inventory);
      Optional<Replacement> replacement =
          stands ? Optional.of(Replacement.begin()) : Optional.empty();
      try {
        policy = new Loading(request, inventory, top, root, object, replacement).run();
      } catch (MissingPrerequisiteException e) {
        log.read(object.log());
        giveUp(replacement, e);
        throw e;
      } catch (RejectedException | RuntimeException e) {
        giveUp(replacement, e);
        throw e;
      }
      // The new guard stands already, whatever becomes of the old one.
      policy = remember(policy, request.all());
      awaitEnd(replacement);
      return policy;
    } catch (NativeException e) {
      throw new RejectedException(LoaderProblems.noRoot(request.root(), e.reason()));
    }
  }

  private static List<MeasurementManifest> manifests(List<LoadRequest.NamedManifest> named) {
    return named.stream().map(LoadRequest.NamedManifest::manifest).toList();
  }

  private static void giveUp(Optional<Replacement> replacement, Exception cause) {
    try {
      if (replacement.isPresent()) {
        replacement.get().giveUp();
      }
    } catch (NativeException e) {
      cause.addSuppressed(e);
    }
  }

  private static void awaitEnd(Optional<Replacement> replacement) throws RejectedException {
    try {
      if (replacement.isPresent()) {
        replacement.get().awaitEnd();
      }
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.notPinned("pins", String.valueOf(e)));
    } catch (NativeException e) {
      throw new RejectedException(LoaderProblems.notPinned(e.path(), e.call() + ": " + e.reason()));
    }
  }

  /**
   * Takes the guard away: whoever is root may, unless it is sealed and no update has unlocked it.
   *
   * @throws RejectedException L031 when there is none, L037 when it is sealed, L034 when it could
   *     not be taken away
   */
  public static void unload() throws RejectedException {
    requireLoaded();
    boolean unlocked = StatusReader.isUnlocked();
    if (!unlocked) {
      requireUnsealed();
    }
    try {
      if (Pins.NEXT.exist()) {
        Pins.awaitEnd(Pins.NEXT.remove(true));
      }
      Pins.awaitEnd(Pins.GUARD.remove(!unlocked));
      if (unlocked) {
        UpdateKey.remove();
      }
      StateDirectory.system().clear();
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.notPinned("pins", String.valueOf(e)));
    } catch (NativeException e) {
      throw new RejectedException(LoaderProblems.notPinned(e.path(), e.call() + ": " + e.reason()));
    }
  }

  /**
   * How the guard stands.
   *
   * @throws RejectedException L031 when there is none
   */
  public static Status status() throws RejectedException {
    requireLoaded();
    return StatusReader.read();
  }

  /**
   * The denials that nobody has read yet.
   *
   * @throws RejectedException L031 when there is no guard
   */
  public static Events events() throws RejectedException {
    requireLoaded();
    return Events.open(StateDirectory.system().open());
  }

  /**
   * Denies, from now on and with or without a gate, that the files of these components run.
   *
   * @param force even those that init or sbomlock itself run
   * @throws RejectedException L026, L031, L037 to L039; nothing is changed then
   */
  public static Recall.Outcome revoke(List<String> selectors, boolean force)
      throws RejectedException {
    requireLoaded();
    requireUnsealed();
    return Recall.of(StateDirectory.system()).revoke(selectors, force);
  }

  /**
   * Takes back what {@link #revoke} did.
   *
   * @throws RejectedException L031, L037 to L039; nothing is changed then
   */
  public static Recall.Outcome restore(List<String> selectors) throws RejectedException {
    requireLoaded();
    requireUnsealed();
    return Recall.of(StateDirectory.system()).restore(selectors);
  }

  /**
   * Hands a signed update to a sealed guard, which takes all of it or nothing.
   *
   * @param signature PKCS#7, detached, DER
   * @throws RejectedException L031, L036, L050 to L056
   */
  public static UpdateRecord update(Path update, Path signature) throws RejectedException {
    requireLoaded();
    return PolicyUpdate.send(update, signature);
  }

  static void requireUnsealed() throws RejectedException {
    if (StatusReader.isSealed()) {
      throw new RejectedException(LoaderProblems.sealed());
    }
  }

  /**
   * Nothing, when a guard is loaded.
   *
   * @throws RejectedException L031 when there is none
   */
  public static void requireLoaded() throws RejectedException {
    if (!Pins.GUARD.exist()) {
      throw new RejectedException(LoaderProblems.notLoaded(Pins.GUARD.directory()));
    }
  }

  private static Path realRoot(Path root) throws RejectedException {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.noRoot(root, e.getClass().getSimpleName()));
    }
  }

  private static void checkGates(LoadRequest request) throws RejectedException {
    if (request.gating().count(Gate.FileSystem.class).all() > GatesRecord.MAX
        || request.gating().count(Gate.Cgroup.class).all() > SettingsRecord.MAX_CGROUPS) {
      throw new RejectedException(
          LoaderProblems.noGate(
              "…",
              Text.format(
                  "no more than %d file systems and %d cgroups can be gated",
                  GatesRecord.MAX, SettingsRecord.MAX_CGROUPS)));
    }
  }

  private static void checkInventory(LoadRequest request, Inventory inventory)
      throws RejectedException {
    List<Diagnostic> problems = new ArrayList<>();
    inventory.conflicts().forEach(path -> problems.add(LoaderProblems.conflict(path.text())));
    if (inventory.files().isEmpty()) {
      String names =
          request.manifests().stream()
              .map(LoadRequest.NamedManifest::name)
              .collect(Collectors.joining(", "));
      problems.add(LoaderProblems.nothingToGuard(names));
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
  }

  private static LoadedPolicy remember(LoadedPolicy policy, List<MeasurementManifest> manifests) {
    StateDirectory state = StateDirectory.system();
    try {
      state.write(manifests);
      return policy;
    } catch (IOException e) {
      List<Diagnostic> warnings = new ArrayList<>(policy.warnings());
      warnings.add(LoaderProblems.noState(state.directory(), String.valueOf(e)));
      return new LoadedPolicy(
          policy.programs(),
          policy.files(),
          policy.names(),
          policy.digests(),
          policy.mode(),
          warnings);
    }
  }

  private static byte[] image() {
    try (InputStream image = Loader.class.getResourceAsStream(OBJECT)) {
      if (image == null) {
        throw new IllegalStateException("the guard is missing from this build: " + OBJECT);
      }
      return image.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading our own jar", e);
    }
  }

  /** Who wants to read the verifier's log. */
  public interface LogReader {
    /** Hands over the log. */
    void read(LoadLog log);
  }
}
