// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.BpfLink;
import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.bpf.BpfObject;
import dev.sbomlock.loader.bpf.BpfProgram;
import dev.sbomlock.loader.bpf.CgroupProgram;
import dev.sbomlock.loader.bpf.KernelBtf;
import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.ControlRecord;
import dev.sbomlock.loader.layout.Coverage;
import dev.sbomlock.loader.layout.DeviceKey;
import dev.sbomlock.loader.layout.DeviceRole;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EnrolledRecord;
import dev.sbomlock.loader.layout.GatesRecord;
import dev.sbomlock.loader.layout.Hook;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.loader.layout.SettingsRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.CurrentProcess;
import dev.sbomlock.posix.Keyring;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One attempt to put the guard in place: whole, or not at all. */
final class Loading {

  private static final String ENROL_PROGRAM = "sbomlock_enrol";
  private static final String COVER_PROGRAM = "sbomlock_cover";
  private static final String CGROUPS_BY_ID = "cgroups_by_id";
  private static final int BPF_F_RDONLY_PROG = 1 << 7;
  private static final int MAX_DEVICES = 4096;
  private static final int MAX_MOUNTS = 65536;
  private static final int MAX_MOUNTPOINTS = 4096;
  private static final int MAX_BACKING_FILES = 256;

  /** Links, maps, their directories. */
  private static final int MAX_PINS = Hook.values().length + MapName.values().length + 8;

  private final LoadRequest request;
  private final Gating gating;
  private final Bindings bindings;
  private final Inventory inventory;
  private final Root top;
  private final Path root;
  private final BpfObject object;
  private final Optional<Replacement> replacement;
  private final Pins place;
  private final List<Diagnostic> warnings = new ArrayList<>();
  private final Map<InodeKey, BlessedRecord> pins = new HashMap<>();
  private final List<Hook> hooks = new ArrayList<>();
  private Optional<Keyring.Kept> updateKey = Optional.empty();

  Loading(
      LoadRequest request,
      Inventory inventory,
      Root top,
      Path root,
      BpfObject object,
      Optional<Replacement> replacement)
      throws RejectedException {
    this.request = request;
    this.gating = request.gating();
    this.bindings = Bindings.of(request);
    this.inventory = inventory;
    this.top = top;
    this.root = root;
    this.object = object;
    this.replacement = replacement;
    this.place = replacement.isPresent() ? Pins.NEXT : Pins.GUARD;
  }

  /**
   * Puts the guard in place.
   *
   * @throws RejectedException for everything that is wrong with files or gates; nothing of the
   *     guard is left then
   */
  LoadedPolicy run() throws RejectedException, MissingPrerequisiteException {
    if (request.updateKey().isPresent()) {
      updateKey = Optional.of(request.updateKey().get().install());
    }
    try {
      return prepareAndAttach();
    } catch (RejectedException | MissingPrerequisiteException | RuntimeException e) {
      removeUpdateKey(e);
      throw e;
    }
  }

  private LoadedPolicy prepareAndAttach() throws RejectedException, MissingPrerequisiteException {
    try {
      prepare();
      verify();
      place.create();
      try {
        return fillAndAttach();
      } catch (RejectedException | IOException | NativeException | RuntimeException e) {
        takeAway(e);
        throw e;
      }
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.notAttached("guard", String.valueOf(e)));
    } catch (NativeException e) {
      throw new RejectedException(
          LoaderProblems.notAttached(e.path(), e.call() + ": " + e.reason()));
    }
  }

  private LoadedPolicy fillAndAttach() throws RejectedException, IOException, NativeException {
    try (Enroller enroller = Enroller.at(place.iterator(), iterator())) {
      Enrolment enrolment = new Enrolment(enroller);
      enrolment.enrol(inventory);
      addData(enroller, enrolment);
      try (Scopes scopes = Scopes.find(gating.all(), enroller, top)) {
        RuntimeGrants runtime =
            RuntimeGrants.find(enroller, top, enrolment.blessed(), inventory.verdicts());
        refuseOpenGate(runtime);
        if (request.mode() == Mode.ENFORCE && !request.force() && !gating.gates().isEmpty()) {
          refuseLockout(enroller, enrolment, scopes, runtime);
        }
        fill(enrolment, scopes);
      }
      boolean revoking = fillRevoked();
      fillMedium(enroller, enrolment);
      leaveAloneWhatIsFrequent(enrolment);
      attach();
      coverRunningTasks();
      enrolPins(enroller);
      freeze(MapName.Kind.POLICY);
      freeze(MapName.Kind.MEMORY);
      enrolment.confirm(inventory, root);
      Files.delete(enroller.pin());
      if (replacement.isPresent()) {
        replacement.get().giveWay();
      }
      map(MapName.CONTROL)
          .put(intBytes(0), new ControlRecord(ControlRecord.Phase.STANDING, revoking).bytes());
      if (request.sealed()) {
        freeze(MapName.Kind.CONTROL);
      }
      return new LoadedPolicy(
          hooks.size(),
          inventory.files().size(),
          inventory.names().size(),
          inventory.verdicts().size(),
          request.mode(),
          warnings);
    }
  }

  private void prepare() throws NativeException, IOException {
    if (holdsKernel() && !Lockdown.holds()) {
      warnings.add(LoaderProblems.notLockedDown());
    }
    size(
        MapName.BLESSED,
        inventory.files().size()
            + inventory.names().size()
            + gating.all().size()
            + gating.data().size()
            + MAX_BACKING_FILES
            + MAX_MOUNTPOINTS
            + MAX_PINS);
    size(MapName.CONTENTS, updateKey.isPresent() ? inventory.files().size() : 1);
    if (updateKey.isEmpty()) {
      size(MapName.ADDED, 1);
      size(MapName.RECALLED, 1);
    }
    size(MapName.VERDICTS, inventory.verdicts().size());
    size(MapName.REVOKED, inventory.count());
    size(MapName.ORIGINS, Math.max(1, bindings.origins().size()));
    size(MapName.GUARDED_DEVICES, MAX_DEVICES);
    size(MapName.GUARDED_MOUNTS, MAX_MOUNTS);
    object.map(MapName.SETTINGS.inObject()).setInitialValue(settings().bytes());
    // libbpf would have them mapped into the memory of whoever opens them.
    object.map(MapName.GATES.inObject()).setFlags(BPF_F_RDONLY_PROG);
    object.map(MapName.CONTROL.inObject()).setFlags(0);
    leaveOutWhatIsNotNeeded();
  }

  /** Whether it is there to keep even the kernel's own code from root. */
  private boolean holdsKernel() {
    return request.mode() == Mode.ENFORCE && (request.sealed() || gating.node() == Coverage.GATED);
  }

  private SettingsRecord settings() throws IOException {
    return new SettingsRecord(
        request.mode().number(),
        mountNamespace(),
        gating.node(),
        gating.bpf(),
        gating.count(Gate.Cgroup.class),
        gating.count(Gate.FileSystem.class),
        gating.unblessedRuns(),
        inventory.hasInterpreters(),
        request.sealed(),
        updateKey.map(Keyring.Kept::ring).orElse(0),
        updateKey.map(Keyring.Kept::key).orElse(0),
        bindings.byGate());
  }

  private void size(MapName map, int entries) throws NativeException {
    object.map(map.inObject()).setMaxEntries(entries);
  }

  private static int mountNamespace() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self/ns/mnt"), "unix:ino")).intValue();
  }

  private void leaveOutWhatIsNotNeeded() throws NativeException {
    try (KernelBtf kernel = KernelBtf.read()) {
      for (Hook hook : Hook.values()) {
        boolean lacking = !hook.function().map(kernel::hasFunction).orElse(true);
        if ((lacking && hook.optional()) || !isNeeded(hook, kernel)) {
          program(hook.program()).leaveOut();
        } else {
          hooks.add(hook);
        }
      }
    }
  }

  // Nobody pays for these without need. A kernel without uprobes has no events of theirs, and
  // every other one would be taken for one.
  private boolean isNeeded(Hook hook, KernelBtf kernel) {
    return switch (hook) {
      case PERF_EVENT_ALLOC -> kernel.hasFunction(Hook.UPROBE_REGISTER.function().orElseThrow());
      case BPF -> gating.bpf() != Coverage.UNCOVERED;
      case UPDATE, KEY_PERMISSION -> updateKey.isPresent();
      case VERITY_FOUND, VERITY_SOUGHT -> !gating.all().isEmpty();
      default -> true;
    };
  }

  /** What lies on the way of every read, write or open: nobody pays for it without need. */
  private void leaveAloneWhatIsFrequent(Enrolment enrolment) {
    boolean records =
        enrolment.blessed().values().stream()
            .anyMatch(record -> (record.flags() & BlessedRecord.BY_RECORD) != 0);
    if (!records && gating.all().isEmpty() && !inventory.hasInterpreters()) {
      hooks.remove(Hook.FILE_PERMISSION);
    }
    if (!enrolment.givesOutBlocks()) {
      hooks.remove(Hook.SERVED_OPEN);
    }
  }

  private BpfProgram program(String name) {
    return object.programs().stream()
        .filter(program -> program.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the object has no program " + name));
  }

  private void verify() throws MissingPrerequisiteException {
    try {
      object.load();
    } catch (NativeException e) {
      throw new MissingPrerequisiteException(
          LoaderProblems.refusedByKernel(e.reason(), object.log().essence()));
    }
  }

  private BpfLink iterator() throws NativeException {
    return program(ENROL_PROGRAM).attachTaskIterator(CurrentProcess.pid());
  }

  private void addData(Enroller enroller, Enrolment enrolment)
      throws RejectedException, NativeException {
    List<Diagnostic> problems = new ArrayList<>();
    for (Path path : gating.data()) {
      try {
        enrolment
            .blessed()
            .merge(
                enroller.enrol(top, path).inode(),
                BlessedRecord.of(BlessedRecord.DATA),
                BlessedRecord::merge);
      } catch (IOException e) {
        problems.add(LoaderProblems.noData(path.toString(), String.valueOf(e)));
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
  }

  // What runs already was never seen to execute, and would leave a gated cgroup uncovered. Twice,
  // for a
  // task that was looked at too late may have made another one with a lower number meanwhile.
  private void coverRunningTasks() throws RejectedException, NativeException, IOException {
    if (gating.all().isEmpty()) {
      return;
    }
    try (BpfLink iterator = program(COVER_PROGRAM).attachIterator()) {
      iterator.pin(place.covering());
      for (int pass = 0; pass < 2; pass++) {
        int forgotten = Files.readAllBytes(place.covering()).length;
        if (forgotten > 0) {
          throw new RejectedException(LoaderProblems.forgottenTasks(forgotten));
        }
      }
    } finally {
      Files.deleteIfExists(place.covering());
    }
  }

  private void refuseOpenGate(RuntimeGrants runtime) throws RejectedException {
    if (gating.bpf() != Coverage.UNCOVERED && runtime.include(BlessedRecord.GRANT_BPF)) {
      throw new RejectedException(LoaderProblems.runtimeMayUseBpf(runtime.runtime().toString()));
    }
  }

  private void refuseLockout(
      Enroller enroller, Enrolment enrolment, Scopes scopes, RuntimeGrants runtime)
      throws RejectedException, IOException, NativeException {
    boolean everywhere = gating.node() == Coverage.GATED;
    Set<InodeKey> byRecord = new HashSet<>();
    enrolment
        .blessed()
        .forEach(
            (inode, record) -> {
              if ((record.flags() & BlessedRecord.BY_RECORD) != 0) {
                byRecord.add(inode);
              }
            });
    List<Diagnostic> lockouts = new ArrayList<>();
    if (!gating.unblessedRuns()) {
      Set<Integer> gates =
          new HashSet<>(
              scopes.fileSystems().subList(0, gating.count(Gate.FileSystem.class).gated()));
      lockouts.addAll(
          new LockoutCheck(enroller, top, everywhere)
              .examine(gates, byRecord, inventory.verdicts()));
    }
    // Our own runtime makes code at run time: without the grant nothing could ever be unloaded.
    if (everywhere && !runtime.include(BlessedRecord.GRANT_JIT)) {
      lockouts.add(LoaderProblems.noJit(runtime.runtime().toString()));
    }
    if (everywhere && runtime.include(BlessedRecord.GRANT_INTERPRETER)) {
      lockouts.add(LoaderProblems.runtimeInterprets(runtime.runtime().toString()));
    }
    if (!lockouts.isEmpty()) {
      throw new RejectedException(lockouts);
    }
  }

  private void fill(Enrolment enrolment, Scopes scopes) throws NativeException, IOException {
    byte[] set = intBytes(1);
    map(MapName.BLESSED).putAll(enrolment.blessed(), InodeKey::bytes, BlessedRecord::bytes);
    if (updateKey.isPresent()) {
      map(MapName.CONTENTS).putAll(enrolment.contents(), InodeKey::bytes, DigestKey::bytes);
    }
    map(MapName.VERDICTS).putAll(inventory.verdicts(), DigestKey::bytes, AllowedRecord::bytes);
    map(MapName.GATES).put(intBytes(0), new GatesRecord(scopes.fileSystems()).bytes());
    for (int i = 0; i < scopes.cgroups().size(); i++) {
      map(MapName.GATED_CGROUPS).put(intBytes(i), intBytes(scopes.cgroups().get(i).number()));
    }
    for (int i = 0; i < scopes.cgroups().size(); i++) {
      object
          .map(CGROUPS_BY_ID)
          .created()
          .put(longBytes(scopes.cgroupRecords().get(i).inode().inode()), intBytes(i));
    }
    List<Long> origins = bindings.origins();
    for (int file = 0; file < origins.size(); file++) {
      map(MapName.ORIGINS).put(intBytes(file), longBytes(origins.get(file)));
    }
    for (EnrolledRecord cgroup : scopes.cgroupRecords()) {
      map(MapName.BLESSED)
          .put(cgroup.inode().bytes(), BlessedRecord.of(BlessedRecord.ON_PATH).bytes());
      map(MapName.GUARDED_MOUNTS).put(longBytes(cgroup.mount()), set);
    }
    for (long mount : enrolment.mounts()) {
      map(MapName.GUARDED_MOUNTS).put(longBytes(mount), set);
    }
  }

  private boolean fillRevoked() throws NativeException {
    if (replacement.isEmpty()) {
      return false;
    }
    List<Integer> files = inventory.filesOf(replacement.get().revoked());
    for (int file : files) {
      map(MapName.REVOKED).put(intBytes(file), intBytes(1));
    }
    return !files.isEmpty();
  }

  private void fillMedium(Enroller enroller, Enrolment enrolment)
      throws NativeException, IOException {
    Medium medium = new Medium(enroller, top);
    for (int fileSystem : enrolment.fileDevices()) {
      medium.add(fileSystem);
    }
    for (int fileSystem : enrolment.linkDevices()) {
      medium.addLinks(fileSystem);
    }
    enrolment.directoryDevices().forEach(medium::addDirectories);
    if (medium.isSwapped() || !gating.all().isEmpty()) {
      for (Path area : SwapAreas.inUse()) {
        medium.addSwap(area);
      }
    }
    for (Map.Entry<DeviceKey, DeviceRole> device : medium.devices().entrySet()) {
      map(MapName.GUARDED_DEVICES).put(device.getKey().bytes(), device.getValue().bytes());
    }
    for (Map.Entry<InodeKey, BlessedRecord> file : medium.backingFiles().entrySet()) {
      BlessedRecord record =
          enrolment.blessed().merge(file.getKey(), file.getValue(), BlessedRecord::merge);
      map(MapName.BLESSED).put(file.getKey().bytes(), record.bytes());
    }
    warnings.addAll(medium.warnings());
  }

  private BpfMap map(MapName name) throws NativeException {
    return object.map(name.inObject()).created();
  }

  // A link that is attached and not pinned would end with this process.
  private void attach() throws NativeException, IOException {
    for (MapName name : MapName.values()) {
      if (name.kind() != MapName.Kind.MEMORY) {
        object.map(name.inObject()).pin(place.map(name));
      }
    }
    for (Hook hook : hooks) {
      if (hook.function().isPresent()) {
        try (BpfLink link = program(hook.program()).attachToFunction()) {
          link.pin(place.link(hook));
        }
      } else {
        attachToRootCgroup(program(hook.program()), place.link(hook));
      }
    }
  }

  // Pinned first: whatever happens then, it can be found and detached again.
  private static void attachToRootCgroup(BpfProgram program, Path pin)
      throws NativeException, IOException {
    program.pin(pin);
    try (Root cgroup = RootCgroup.open();
        CgroupProgram pinned = CgroupProgram.pinned(pin)) {
      pinned.attach(cgroup.directory());
    }
  }

  private void enrolPins(Enroller enroller) throws IOException, NativeException {
    for (Path pin : place.all()) {
      if (pin.equals(enroller.pin())) {
        continue;
      }
      EnrolledRecord record = enroller.enrol(top, pin);
      int flags = pin.equals(Pins.BPFFS) ? BlessedRecord.ON_PATH : BlessedRecord.PIN;
      pins.put(record.inode(), BlessedRecord.of(flags));
      record
          .mountpoint()
          .ifPresent(
              mountpoint ->
                  pins.merge(
                      mountpoint,
                      BlessedRecord.of(BlessedRecord.MOUNTPOINT),
                      BlessedRecord::merge));
      map(MapName.GUARDED_MOUNTS).put(longBytes(record.mount()), intBytes(1));
    }
    for (Map.Entry<InodeKey, BlessedRecord> pin : pins.entrySet()) {
      map(MapName.BLESSED).put(pin.getKey().bytes(), pin.getValue().bytes());
    }
  }

  private void freeze(MapName.Kind kind) throws NativeException {
    for (MapName name : MapName.values()) {
      if (name.kind() == kind) {
        map(name).freeze();
      }
    }
  }

  private void takeAway(Exception cause) {
    try {
      // Two guards that deny are better than none.
      if (replacement.isPresent() && replacement.get().isGone()) {
        place.tell(ControlRecord.Phase.STANDING);
        return;
      }
      place.remove(true);
    } catch (IOException | NativeException e) {
      cause.addSuppressed(e);
    }
  }

  private void removeUpdateKey(Exception cause) {
    try {
      if (updateKey.isPresent()) {
        UpdateKey.remove();
      }
    } catch (NativeException e) {
      cause.addSuppressed(e);
    }
  }

  private static byte[] intBytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }
}
