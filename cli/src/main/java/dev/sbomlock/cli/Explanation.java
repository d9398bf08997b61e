// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Events;
import dev.sbomlock.loader.layout.Action;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.loader.layout.Verdict;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.Text;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a denial means, for people.
 *
 * @param who did what, and to what
 * @param why it was denied
 * @param remedy what to do when it should have been allowed
 */
record Explanation(String who, String why, String remedy) {

  private static final String CHANGE =
      "Unload the guard, change the file, measure and bless it again, and load the new manifest.";

  /** Of that denial. */
  static Explanation of(Events.Event event) {
    EventRecord record = event.record();
    return new Explanation(who(event), why(event), remedy(record.action()));
  }

  /** As lines of text. */
  List<String> lines() {
    return List.of(who, "    " + why, "    " + remedy);
  }

  private static String who(Events.Event event) {
    EventRecord record = event.record();
    String verdict = record.verdict() == Verdict.AUDITED ? "would be denied" : "denied";
    return Text.format(
        "%s: %s (process %d, made by '%s', %d) at %s: %s",
        verdict,
        EscapedName.encode(record.comm()),
        record.pid(),
        EscapedName.encode(record.parentComm()),
        record.parent(),
        record.hook().key(),
        what(event));
  }

  private static String what(Events.Event event) {
    String path =
        event.file().map(file -> "/" + file).orElse(EscapedName.encode(event.record().path()));
    if (event.components().isEmpty()) {
      return path;
    }
    return event.components().stream()
        .map(Component::label)
        .collect(Collectors.joining(", ", path + " of ", ""));
  }

  private static String why(Events.Event event) {
    EventRecord record = event.record();
    return switch (record.action()) {
      case CHANGE_CONTENT -> "The bytes of a blessed file were to be changed.";
      case CHANGE_METADATA ->
          "The mode, owner, attributes or flags of a blessed file were to be changed.";
      case CHANGE_NAME ->
          "A blessed file, a directory on its path or a pin of the guard was to get another name, or none.";
      case COVER -> "Something was to be mounted over a blessed file or a directory on its path.";
      case UNCOVER -> "The mount that shows blessed files was to be taken away.";
      case MOVE_BY_NAME ->
          "A mount was to be moved that is only named by a string, and so might show blessed files.";
      case WRITE_DEVICE -> "A device was to be written to whose bytes are those of blessed files.";
      case COMMAND_DEVICE ->
          "A driver or file system was to be given a command that may change what blessed files lie in.";
      case EXECUTE -> whyNotRun(record);
      case INTERPRET ->
          "An interpreter behind a gate was to read what is neither blessed nor declared to be data.";
      case EXECUTE_WRITTEN ->
          "Memory that was or can be written to was to become code behind a gate.";
      case EXECUTE_ANONYMOUS -> "Memory of no file was to become code behind a gate.";
      case CONTROL_TASK ->
          "A task behind a gate was to be traced, or its memory or descriptors taken.";
      case PROBE_TASKS ->
          "The kernel was to write breakpoints (uprobes) into the code of tasks, where there is a gate.";
      case FORGE_IDENTITY -> "A task behind a gate was to pass for another program.";
      case SKIP_VERIFICATION ->
          "The kernel was to read files without verifying them, and would have run what it read as verified"
              + " behind a gate.";
      case LOAD_KERNEL_CODE -> "The kernel was to load code that no manifest blesses.";
      case CHOOSE_HELPER ->
          "A task behind a gate was to say which program the kernel starts by itself, outside of the gate.";
      case CHOOSE_SWAP ->
          "The kernel was to swap the memory of tasks behind a gate out to something that was not in use for"
              + " that when the guard was loaded.";
      case SWITCH_OFF -> "BPF LSM programs were to be switched off.";
      case USE_BPF -> "A program without the grant for it was to use bpf(2).";
      case HOLD_GUARD -> "Something was to get hold of the guard's memory or of its programs.";
      case OVERRULE ->
          "A BPF program was to be loaded that can answer in the place of the guard's programs.";
      case UPDATE_POLICY ->
          "An update was handed in that is not signed by the guard's key, too old, or malformed.";
      case USE_KEY -> "Something was to get hold of the key that updates are verified with.";
    };
  }

  private static String whyNotRun(EventRecord record) {
    if (record.file() != BlessedRecord.NONE) {
      return "A file of a manifest was to run that is revoked, or is not blessed by what it holds now.";
    }
    return record.digest().hex().isEmpty()
        ? "A file without fs-verity, which no manifest blesses, was to run behind a gate."
        : "A file was to run behind a gate whose fs-verity digest is in no manifest, or revoked.";
  }

  private static String remedy(Action action) {
    return switch (action) {
      case CHANGE_CONTENT, CHANGE_METADATA, CHANGE_NAME -> CHANGE;
      case COVER, UNCOVER, MOVE_BY_NAME -> "Mount before loading the guard, or unload it first.";
      case WRITE_DEVICE, COMMAND_DEVICE ->
          "Unload the guard first, or keep blessed files on another device.";
      case EXECUTE, LOAD_KERNEL_CODE ->
          "Account for it in an SBOM, bless it and load its manifest; or run it outside of the gate; or watch"
              + " first, with --audit-gate.";
      case INTERPRET ->
          "Bless it and load its manifest; or name it with 'load --data', when whoever writes there may decide"
              + " what the interpreter runs.";
      case EXECUTE_WRITTEN, EXECUTE_ANONYMOUS ->
          "Compile the manifest with --allow-jit for this program, if it makes code at run time.";
      case CONTROL_TASK, FORGE_IDENTITY -> "Debug it outside of the gate.";
      case SKIP_VERIFICATION ->
          "Send snapshots of btrfs, and mount with autodefrag, where there is no gate.";
      case PROBE_TASKS -> "Probe programs on a node without a gate; kprobes and tracepoints go on.";
      case CHOOSE_HELPER -> "Set it outside of the gate, or gate the node.";
      case CHOOSE_SWAP -> "Have it in use (swapon) before the guard is loaded.";
      case SWITCH_OFF -> "Leave ftrace_enabled alone while a guard is loaded.";
      case USE_BPF -> "Compile the manifest with --allow-bpf for this program.";
      case HOLD_GUARD -> "Ask 'sbomlock status' instead.";
      case OVERRULE ->
          "Use a program of another type (fentry, fexit or lsm instead of fmod_ret; without bpf_set_retval).";
      case UPDATE_POLICY -> "See the diagnostic of 'sbomlock update'.";
      case USE_KEY -> "None is needed: only the kernel itself uses it.";
    };
  }
}
