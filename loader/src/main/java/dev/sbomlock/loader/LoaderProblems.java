// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.List;

/** What can be wrong with a machine, a request, or a file to guard. */
final class LoaderProblems {

  private static final String NOT_LOADED = "nothing was loaded";
  private static final String NOTHING_CHANGED = "nothing was changed";

  private LoaderProblems() {}

  static Diagnostic noPrivilege(String missing) {
    return new Diagnostic(
        "L001",
        "sbomlock",
        "this process lacks " + missing,
        NOT_LOADED,
        "Run it as root in the initial user namespace.");
  }

  static Diagnostic noBtf(String path) {
    return new Diagnostic(
        "L002",
        "kernel",
        Text.format("it does not describe its types: '%s' is not there", path),
        NOT_LOADED,
        "Boot a kernel built with CONFIG_DEBUG_INFO_BTF=y, such as Debian's.");
  }

  static Diagnostic noBpfLsm(String active) {
    return new Diagnostic(
        "L003",
        "BPF LSM",
        Text.format("it is not active: '/sys/kernel/security/lsm' holds '%s'", active),
        NOT_LOADED,
        "Add 'bpf' to the lsm= kernel parameter and reboot.");
  }

  static Diagnostic noActiveLsmList(String reason) {
    return new Diagnostic(
        "L003",
        "BPF LSM",
        Text.format(
            "whether it is active cannot be read from '/sys/kernel/security/lsm' (%s)", reason),
        NOT_LOADED,
        "Mount securityfs: 'mount -t securityfs none /sys/kernel/security'.");
  }

  static Diagnostic kernelTooOld(String release, List<String> missing) {
    return new Diagnostic(
        "L004",
        "kernel " + release,
        "it lacks " + String.join(", ", missing),
        NOT_LOADED,
        "Boot Linux 6.12.95 or later, with CONFIG_BPF_LSM=y and CONFIG_FS_VERITY=y.");
  }

  static Diagnostic noLibBpf(String reason) {
    return new Diagnostic(
        "L005",
        "libbpf.so.1",
        Text.format("it cannot be used (%s)", reason),
        NOT_LOADED,
        "Install libbpf 1.1 or later: 'apt-get install libbpf1'.");
  }

  static Diagnostic noBpffs(Path path, String found) {
    return new Diagnostic(
        "L006",
        path.toString(),
        Text.format("no bpf file system is mounted there but %s", found),
        NOT_LOADED,
        Text.format("Mount it: 'mount -t bpf bpf %s'.", path));
  }

  static Diagnostic noRootCgroup(String found) {
    return new Diagnostic(
        "L009",
        "cgroup2",
        Text.format("the root of all cgroups is not where systemd mounts it (%s)", found),
        NOT_LOADED,
        "Mount it: 'mount -t cgroup2 cgroup2 /sys/fs/cgroup'. In a container, load on the node instead.");
  }

  static Diagnostic ftraceOff(String found) {
    return new Diagnostic(
        "L007",
        "/proc/sys/kernel/ftrace_enabled",
        Text.format("it holds '%s', which keeps every BPF LSM program from running", found),
        NOT_LOADED,
        "Write 1 to it, and find out who wrote 0.");
  }

  static Diagnostic noVerity(Path root, String fileSystem) {
    return new Diagnostic(
        "L008",
        root.toString(),
        Text.format("its file system (%s) has no fs-verity", fileSystem),
        "files there can be blessed with '--method=ima' only",
        "Make the file system with it ('mkfs.ext4 -O verity'), or enable it with"
            + " 'tune2fs -O verity DEVICE'.");
  }

  static Diagnostic nothingToGuard(String manifests) {
    return new Diagnostic(
        "L010",
        manifests,
        "no file in it is accounted for",
        "there is nothing to guard and " + NOT_LOADED,
        "Compile the manifest with evidence for its files: 'sbomlock compile' tells what is missing.");
  }

  static Diagnostic noRoot(Path root, String reason) {
    return new Diagnostic(
        "L011",
        "--root " + root,
        Text.format("it cannot be opened (%s)", reason),
        NOT_LOADED,
        "Pass the directory that the files of the manifest lie below.");
  }

  static Diagnostic noFile(String path, String reason) {
    return new Diagnostic(
        "L012",
        path,
        Text.format("it cannot be opened as the manifest names it (%s)", reason),
        NOT_LOADED,
        "Restore the file, pass the right --root, or compile a new manifest.");
  }

  static Diagnostic notBlessed(String path) {
    return new Diagnostic(
        "L013",
        path,
        "it has neither fs-verity nor a 'security.ima' with its manifest digest or a signature",
        NOT_LOADED,
        "Bless it first: 'sbomlock bless MANIFEST --root DIR'.");
  }

  static Diagnostic differs(String path, Digest expected, String actual) {
    return new Diagnostic(
        "L014",
        path,
        "its content is not what the manifest says",
        NOT_LOADED,
        Text.format(
            "Restore the file and bless it, or compile a new manifest.\nexpected %s\nactual   %s",
            expected, actual));
  }

  static Diagnostic openForWriting(String path) {
    return new Diagnostic(
        "L015",
        path,
        "some process holds it open for writing or has it mapped so",
        "it could change behind the guard and " + NOT_LOADED,
        Text.format("Stop that process ('fuser -v %s' names it) and load again.", path));
  }

  static Diagnostic changedMeanwhile(String path) {
    return new Diagnostic(
        "L016",
        path,
        "another file lies there now than when loading began",
        NOT_LOADED,
        "Stop what replaces files below the root, appraise it, and load again.");
  }

  static Diagnostic wrongSymlink(String path, String expected, String actual) {
    return new Diagnostic(
        "L017",
        path,
        "this symbolic link does not lead where the manifest says",
        NOT_LOADED,
        Text.format(
            "Restore the link, or compile a new manifest.\nexpected '%s'\nactual   '%s'",
            expected, actual));
  }

  static Diagnostic noStableInodes(String path, String fileSystem) {
    return new Diagnostic(
        "L018",
        path,
        Text.format(
            "it is blessed by 'security.ima' alone on a file system (%s) whose inode numbers do"
                + " not identify a file",
            fileSystem),
        NOT_LOADED,
        "Bless it with '--method=fsverity', or keep it on ext4, xfs, f2fs or tmpfs.");
  }

  static Diagnostic conflict(String path) {
    return new Diagnostic(
        "L019",
        path,
        "two of the manifests expect different content of it",
        NOT_LOADED,
        "Load only the manifest that belongs to what is installed.");
  }

  static Diagnostic noGate(String gate, String reason) {
    return new Diagnostic(
        "L020",
        "--gate " + gate,
        Text.format("it cannot be used as a gate (%s)", reason),
        NOT_LOADED,
        "Pass 'node', 'bpf', 'cgroup:' and a cgroup2 directory, or a path in a mounted file system.");
  }

  static Diagnostic noBinding(String gate, String manifest, long found) {
    return new Diagnostic(
        "L060",
        "--gate " + gate,
        found == 0
            ? Text.format("none of the loaded manifests is called '%s'", manifest)
            : Text.format("%d of the loaded manifests are called '%s'", found, manifest),
        NOT_LOADED,
        "Name after '=' the file name of one loaded manifest, or several with commas between them.");
  }

  static Diagnostic tooManyBound(int found, int limit) {
    return new Diagnostic(
        "L060",
        "--gate",
        Text.format("gates are bound to %d manifests, more than %d", found, limit),
        NOT_LOADED,
        "Bind fewer gates, or compile what belongs together into one manifest.");
  }

  static Diagnostic lockout(String path, String what) {
    return new Diagnostic(
        "L021",
        path,
        Text.format("%s lies behind the gate and is not blessed", what),
        "enforcing would lock this machine out and " + NOT_LOADED,
        "Bless it and add its manifest, choose another gate, try '--mode=audit', or pass --force.");
  }

  static Diagnostic noJit(String runtime) {
    return new Diagnostic(
        "L024",
        runtime,
        "it makes code at run time, and no manifest grants that",
        "sbomlock could not run behind the gate, not even to unload it, and " + NOT_LOADED,
        Text.format("Compile the manifest with '--allow-jit %s', or pass --force.", runtime));
  }

  static Diagnostic runtimeMayUseBpf(String runtime) {
    return new Diagnostic(
        "L025",
        runtime,
        "a manifest grants bpf(2) to it, and it runs any Java program",
        "the gate around bpf(2) would be open to all of them and " + NOT_LOADED,
        "Compile the manifest with '--allow-bpf' for programs that do one thing only; sbomlock itself"
            + " needs none.");
  }

  static Diagnostic noData(String path, String reason) {
    return new Diagnostic(
        "L027",
        path,
        Text.format("it cannot be declared data (%s)", reason),
        "interpreters would be denied what they need there and " + NOT_LOADED,
        "Make it, or correct --data.");
  }

  static Diagnostic runtimeInterprets(String runtime) {
    return new Diagnostic(
        "L028",
        runtime,
        "a manifest calls it an interpreter, and it runs sbomlock",
        "sbomlock could read no manifest behind the gate and " + NOT_LOADED,
        "Compile the manifest without '--interpreter' for the Java runtime, or pass --force.");
  }

  static Diagnostic replacementBrokenOff(Path pins) {
    return new Diagnostic(
        "L029",
        pins.toString(),
        "a replacement of the guard was broken off, and both are there",
        NOT_LOADED,
        "Run 'sbomlock unload', which takes both away, and load again.");
  }

  static Diagnostic recallLockout(String file, String who) {
    return new Diagnostic(
        "L026",
        file,
        Text.format("%s runs it now", who),
        "revoking it would lock this machine out and nothing was revoked",
        "Replace the component first, or pass --force.");
  }

  static Diagnostic unguardedDevice(String device) {
    return new Diagnostic(
        "L022",
        "file system " + device,
        "it lies on no block device that sysfs knows",
        "writes to the medium below it are not denied",
        "Nothing, if the files have fs-verity: then the kernel notices; else use a file system on a"
            + " block device.");
  }

  static Diagnostic unguardedBackingFile(String path) {
    return new Diagnostic(
        "L023",
        path,
        "this file behind a loop device has no name any more, or none here",
        "writes to it are not denied, and blessed files lie in it",
        "Keep the file's name while the loop device is in use, and load again.");
  }

  static Diagnostic unguardedSwap(String path) {
    return new Diagnostic(
        "L044",
        path,
        "the kernel swaps to it, and it has no name any more, or none here",
        "writes to it are not denied, and the memory of gated tasks may lie in it",
        "Take it out of use with 'swapoff', and load again.");
  }

  static Diagnostic notLockedDown() {
    return new Diagnostic(
        "L045",
        Lockdown.LEVEL.toString(),
        "the kernel is not locked down",
        "root may write to the kernel's memory, and so end any guard: through /dev/mem, ports, MSRs, PCI"
            + " devices or a hibernation image",
        "Write 'integrity' to this file before loading, or boot with 'lockdown=integrity'.");
  }

  static Diagnostic alreadyLoaded(Path pins) {
    return new Diagnostic(
        "L030",
        pins.toString(),
        "a guard is loaded, or one was left half-loaded",
        "a second one was not loaded",
        "Look at 'sbomlock status'; 'sbomlock unload' takes it away.");
  }

  static Diagnostic notLoaded(Path pins) {
    return new Diagnostic(
        "L031",
        pins.toString(),
        "no guard is pinned there",
        "there is nothing to tell or to take away",
        "Load one: 'sbomlock load MANIFEST --root DIR --mode=enforce'.");
  }

  static Diagnostic refusedByKernel(String reason, String essence) {
    return new Diagnostic(
        "L032",
        "kernel",
        Text.format("it refused the guard's programs (%s): %s", reason, essence),
        NOT_LOADED,
        "Use a kernel that 'sbomlock doctor' approves; '-v' shows the whole log.");
  }

  static Diagnostic notAttached(String place, String reason) {
    return new Diagnostic(
        "L033",
        place,
        Text.format("the guard could not be put in place (%s)", reason),
        "all of it was taken away again",
        "Remove the cause and load again.");
  }

  static Diagnostic forgottenTasks(int count) {
    return new Diagnostic(
        "L033",
        "gates",
        Text.format("there was no memory to remember that they cover %d running tasks", count),
        "all of the guard was taken away again",
        "Load from a cgroup with more memory: its memory.max is what the guard may use.");
  }

  static Diagnostic notPinned(String place, String reason) {
    return new Diagnostic(
        "L034",
        place,
        Text.format("it could not be taken away (%s)", reason),
        "the guard may still be attached in part",
        "Run 'sbomlock unload' again as root; a reboot removes everything.");
  }

  static Diagnostic unreadableGuard(String place, String reason) {
    return new Diagnostic(
        "L036",
        place,
        Text.format("the guard cannot be asked (%s)", reason),
        "nothing is known of it",
        "Run this as root; if it was half-removed, 'sbomlock unload' and load again.");
  }

  static Diagnostic noState(Path directory, String reason) {
    return new Diagnostic(
        "L035",
        directory.toString(),
        Text.format("what the loaded manifests say could not be written there (%s)", reason),
        "events will name inodes and digests but no components",
        "Make the directory writable and load again; the guard itself does not need it.");
  }

  static Diagnostic sealed() {
    return new Diagnostic(
        "L037",
        "guard",
        "it is sealed",
        "nothing was changed, and nothing will be until the machine reboots",
        "Reboot; what is loaded then stands in /etc/sbomlock.");
  }

  static Diagnostic nothingAnswers(String selector) {
    return new Diagnostic(
        "L038",
        Text.format("'%s'", selector),
        "no file of the manifests has this path or digest, nor a component with this purl or name",
        "nothing was changed",
        "Name the component as the SBOM does, a file by its absolute path, or a digest as 'sha256:HEX' or"
            + " 'fsverity-sha256:HEX'.");
  }

  static Diagnostic unknownManifests(Path directory) {
    return new Diagnostic(
        "L039",
        directory.toString(),
        "what the loaded manifests say is not there, or damaged",
        "components cannot be told from each other and nothing was changed",
        "Load again.");
  }

  static Diagnostic badConfiguration(String place, String fact) {
    return new Diagnostic(
        "L040",
        place,
        fact,
        NOT_LOADED,
        "Write 'root = DIR', 'mode = audit|enforce', 'seal = yes|no', and 'gate = GATE' as often as"
            + " needed; with 'seal = yes' also 'update-key = FILE'; nothing else.");
  }

  static Diagnostic noManifests(Path directory, String fact) {
    return new Diagnostic(
        "L041",
        directory.toString(),
        fact,
        NOT_LOADED,
        "Put the manifests there, each with a name that ends in '.json'.");
  }

  static Diagnostic noUpdates() {
    return new Diagnostic(
        "L050",
        "guard",
        "it was not sealed with a key for updates",
        "it takes none",
        "Load with '--seal --update-key=CERTIFICATE'; without --seal, use 'sbomlock revoke', or unload"
            + " and load.");
  }

  static Diagnostic notSigned(Path update) {
    return new Diagnostic(
        "L051",
        update.toString(),
        "the kernel finds no signature of these bytes by the guard's key for updates",
        NOTHING_CHANGED,
        "Sign this very file with that key, as docs/UPDATES.md shows.");
  }

  static Diagnostic oldUpdate(Path update) {
    return new Diagnostic(
        "L052",
        update.toString(),
        "its sequence number is not greater than that of the last update",
        NOTHING_CHANGED,
        "Look at 'sbomlock status'; prepare the update with a greater --sequence and sign it.");
  }

  static Diagnostic noUpdate(Path update) {
    return new Diagnostic(
        "L053",
        update.toString(),
        "it is no update, or not all of one",
        NOTHING_CHANGED,
        "Write it with 'sbomlock prepare-update' and sign it.");
  }

  static Diagnostic updateTooLarge(String place, String size) {
    return new Diagnostic(
        "L054",
        place,
        Text.format(
            "it is too large (%s): an update holds %d digests, its signature %d bytes",
            size, UpdateRecord.MAX_ENTRIES, UpdateRecord.MAX_SIGNATURE),
        NOTHING_CHANGED,
        "Split it into several updates; leave certificates out of the signature.");
  }

  static Diagnostic noRoomForUpdate(Path update) {
    return new Diagnostic(
        "L055",
        update.toString(),
        "the guard has no room for all that it adds or revokes",
        NOTHING_CHANGED,
        "Reboot with the new manifests loaded: what updates add lasts until then only.");
  }

  static Diagnostic updateUnderWay(Path update) {
    return new Diagnostic(
        "L056",
        update.toString(),
        "the guard is busy with another update",
        NOTHING_CHANGED,
        "Wait for that and try again.");
  }

  static Diagnostic unusableUpdateKey(Path file, String reason) {
    return new Diagnostic(
        "L057",
        file.toString(),
        Text.format("updates cannot be verified with it (%s)", reason),
        NOT_LOADED,
        "Pass an X.509 certificate, in PEM or DER, whose key the kernel knows: RSA, for example.");
  }

  static Diagnostic contradiction(String digest) {
    return new Diagnostic(
        "L058",
        digest,
        "the update would say two things of it",
        "it was not written",
        "Name each component for one of --allow, --revoke and --restore only.");
  }

  static Diagnostic updateFile(Path file, String reason) {
    return new Diagnostic(
        "L059",
        file.toString(),
        Text.format("it cannot be read or written (%s)", reason),
        NOTHING_CHANGED,
        "Pass an update and its signature, or a file that can be written.");
  }

  static Diagnostic notSettled(String reason) {
    return new Diagnostic(
        "L061",
        "/proc/sys/vm/drop_caches",
        Text.format("the kernel could not be told to read the files again (%s)", reason),
        "behind the gates of the guard that stands they run only once they have left memory",
        "Run 'sync; echo 3 >/proc/sys/vm/drop_caches' as root.");
  }
}
