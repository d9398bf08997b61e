// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every offset, size and number here is the one in the BTF of the object. */
final class LayoutTest {

  private static final String OBJECT = "/dev/sbomlock/bpf/sbomlock.bpf.o";
  private static final Pattern TYPE =
      Pattern.compile("\\[\\d+\\] (STRUCT|ENUM) 'sbomlock_(\\w+)'.* size=(\\d+) .*");
  private static final Pattern MEMBER = Pattern.compile("\t'(\\w+)' .*bits_offset=(\\d+)");
  private static final Pattern ENUMERATOR = Pattern.compile("\t'(\\w+)' val=(\\d+)");

  /** By type: its members' byte offsets or its constants' numbers; under "" its size. */
  private static final Map<String, Map<String, Integer>> TYPES = new LinkedHashMap<>();

  @BeforeAll
  static void readBtf(@TempDir Path directory) throws Exception {
    Path object = directory.resolve("sbomlock.bpf.o");
    try (InputStream image = LayoutTest.class.getResourceAsStream(OBJECT)) {
      Files.write(object, image.readAllBytes());
    }
    Map<String, Integer> type = Map.of();
    for (String line : dump(object)) {
      Matcher head = TYPE.matcher(line);
      Matcher member = MEMBER.matcher(line);
      Matcher enumerator = ENUMERATOR.matcher(line);
      if (head.matches()) {
        type = new LinkedHashMap<>(Map.of("", Integer.parseInt(head.group(3))));
        TYPES.put(head.group(2), type);
      } else if (!line.startsWith("\t")) {
        type = new LinkedHashMap<>();
      } else if (member.matches()) {
        type.put(member.group(1), Integer.parseInt(member.group(2)) / 8);
      } else if (enumerator.matches()) {
        type.put(enumerator.group(1), Integer.parseInt(enumerator.group(2)));
      }
    }
  }

  private static List<String> dump(Path object) throws IOException, InterruptedException {
    // Debian installs bpftool where only root looks.
    ProcessBuilder command =
        new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin; bpftool btf dump file \"$0\"");
    command.command().add(object.toString());
    Process bpftool = command.redirectErrorStream(true).start();
    String output = new String(bpftool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bpftool.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  @Test
  void inode() {
    assertStruct(
        "inode",
        InodeKey.SIZEOF,
        Map.of(
            "ino", InodeKey.INODE,
            "dev", InodeKey.DEVICE,
            "generation", InodeKey.GENERATION));
  }

  @Test
  void blessed() {
    assertStruct(
        "blessed",
        BlessedRecord.SIZEOF,
        Map.of(
            "file", BlessedRecord.FILE_INDEX,
            "component", BlessedRecord.COMPONENT,
            "flags", BlessedRecord.FLAGS,
            "grants", BlessedRecord.GRANTS));
  }

  @Test
  void device() {
    assertStruct(
        "device", DeviceKey.SIZEOF, Map.of("dev", DeviceKey.NUMBER, "type", DeviceKey.TYPE));
  }

  @Test
  void digest() {
    assertStruct(
        "digest",
        DigestKey.SIZEOF,
        Map.of(
            "algorithm", DigestKey.ALGORITHM,
            "size", DigestKey.SIZE,
            "bytes", DigestKey.BYTES));
  }

  @Test
  void allowed() {
    assertStruct(
        "allowed",
        AllowedRecord.SIZEOF,
        Map.of(
            "file", AllowedRecord.FILE,
            "component", AllowedRecord.COMPONENT,
            "grants", AllowedRecord.GRANTS));
  }

  @Test
  void settings() {
    assertStruct(
        "settings",
        SettingsRecord.SIZEOF,
        Map.ofEntries(
            Map.entry("mode", SettingsRecord.MODE),
            Map.entry("mount_namespace", SettingsRecord.MOUNT_NAMESPACE),
            Map.entry("node", SettingsRecord.NODE),
            Map.entry("bpf", SettingsRecord.BPF),
            Map.entry("cgroups", SettingsRecord.CGROUPS),
            Map.entry("gated_cgroups", SettingsRecord.GATED_CGROUPS),
            Map.entry("file_systems", SettingsRecord.FILE_SYSTEMS),
            Map.entry("gated_file_systems", SettingsRecord.GATED_FILE_SYSTEMS),
            Map.entry("unblessed_runs", SettingsRecord.UNBLESSED_RUNS),
            Map.entry("interpreters", SettingsRecord.INTERPRETERS),
            Map.entry("sealed", SettingsRecord.SEALED),
            Map.entry("update_ring", SettingsRecord.UPDATE_RING),
            Map.entry("update_key", SettingsRecord.UPDATE_KEY),
            Map.entry("bound", SettingsRecord.BOUND),
            Map.entry("manifests", SettingsRecord.MANIFESTS)));
  }

  @Test
  void control() {
    assertStruct(
        "control",
        ControlRecord.SIZEOF,
        Map.of("phase", ControlRecord.PHASE, "revoking", ControlRecord.REVOKING));
  }

  @Test
  void progress() {
    assertStruct(
        "progress",
        ProgressRecord.SIZEOF,
        Map.of(
            "sequence", ProgressRecord.SEQUENCE,
            "added", ProgressRecord.ADDED,
            "recalled", ProgressRecord.RECALLED,
            "busy", ProgressRecord.BUSY,
            "unlocked", ProgressRecord.UNLOCKED));
  }

  @Test
  void updates() {
    assertStruct(
        "update",
        UpdateRecord.SIZEOF,
        Map.of(
            "magic", UpdateRecord.MAGIC,
            "version", UpdateRecord.VERSION,
            "flags", UpdateRecord.FLAGS,
            "sequence", UpdateRecord.SEQUENCE,
            "count", UpdateRecord.COUNT,
            "pad", 28,
            "entries", UpdateRecord.ENTRIES));
    assertStruct(
        "entry",
        UpdateRecord.ENTRY_SIZEOF,
        Map.of(
            "digest", UpdateRecord.DIGEST,
            "operation", UpdateRecord.OPERATION,
            "grants", UpdateRecord.GRANTS));
    assertStruct(
        "parcel",
        UpdateRecord.PARCEL_SIZEOF,
        Map.of(
            "magic", 0,
            "update_size", UpdateRecord.UPDATE_SIZE,
            "signature_size", UpdateRecord.SIGNATURE_SIZE));
    assertStruct("signature", UpdateRecord.MAX_SIGNATURE, Map.of("bytes", 0));
  }

  @Test
  void enrolled() {
    assertStruct(
        "enrolled",
        EnrolledRecord.SIZEOF,
        Map.of(
            "inode", EnrolledRecord.INODE,
            "mountpoint", EnrolledRecord.MOUNTPOINT,
            "mount", EnrolledRecord.MOUNT,
            "magic", EnrolledRecord.MAGIC,
            "fd", EnrolledRecord.FD,
            "rdev", EnrolledRecord.RDEV,
            "mode", EnrolledRecord.MODE,
            "pad", 60));
  }

  @Test
  void event() {
    assertStruct(
        "event",
        EventRecord.SIZEOF,
        Map.ofEntries(
            Map.entry("inode", EventRecord.INODE),
            Map.entry("time", EventRecord.TIME),
            Map.entry("cgroup", EventRecord.CGROUP),
            Map.entry("pid", EventRecord.PID),
            Map.entry("tid", EventRecord.TID),
            Map.entry("uid", EventRecord.UID),
            Map.entry("parent", EventRecord.PARENT),
            Map.entry("file", EventRecord.FILE),
            Map.entry("component", EventRecord.COMPONENT),
            Map.entry("hook", EventRecord.HOOK),
            Map.entry("action", EventRecord.ACTION),
            Map.entry("verdict", EventRecord.VERDICT),
            Map.entry("pad", 59),
            Map.entry("digest", EventRecord.DIGEST),
            Map.entry("comm", EventRecord.COMM),
            Map.entry("parent_comm", EventRecord.PARENT_COMM),
            Map.entry("name_size", EventRecord.NAME_SIZE),
            Map.entry("name_cut", EventRecord.NAME_CUT),
            Map.entry("name", EventRecord.NAME)));
  }

  @Test
  void hooks() {
    assertEnum("hook", Hook.values(), "SBOMLOCK_HOOKS");
  }

  @Test
  void actions() {
    assertEnum("action", Action.values(), "SBOMLOCK_ACTIONS");
  }

  @Test
  void deviceRoles() {
    assertEnum("device_role", DeviceRole.values(), "SBOMLOCK_DEVICE_ROLES");
  }

  @Test
  void verdicts() {
    assertEnum("verdict", Verdict.values(), "SBOMLOCK_VERDICTS");
  }

  @Test
  void coverage() {
    assertEnum("coverage", Coverage.values(), "SBOMLOCK_COVERAGES");
  }

  private static void assertStruct(String name, int size, Map<String, Integer> offsets) {
    Map<String, Integer> expected = new LinkedHashMap<>(offsets);
    expected.put("", size);
    assertThat(TYPES.get(name)).isEqualTo(expected);
  }

  private static void assertEnum(String name, Enum<?>[] constants, String end) {
    Map<String, Integer> expected = new LinkedHashMap<>(Map.of("", Integer.BYTES));
    for (Enum<?> constant : constants) {
      expected.put("SBOMLOCK_" + constant.name(), Arrays.asList(constants).indexOf(constant));
    }
    expected.put(end, constants.length);
    assertThat(TYPES.get(name)).isEqualTo(expected);
  }
}
