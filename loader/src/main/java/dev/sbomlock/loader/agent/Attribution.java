// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.agent;

import dev.sbomlock.loader.layout.EventRecord;
import dev.sbomlock.manifest.EscapedName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a process is: as /proc shows it when the event is read, which is later than when it happened.
 * Of a process that ended meanwhile, and of its parent, the event itself names at least these two.
 *
 * @param processes the process and its ancestors up to init, as far as they are known
 * @param cgroup its path in the cgroup hierarchy (v2), or empty
 * @param container the id that container runtimes put into that path
 */
public record Attribution(List<Member> processes, String cgroup, Optional<String> container) {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_SIZE = 64 * 1024;
  private static final Pattern PARENT = Pattern.compile("^PPid:\\s+(\\d+)$", Pattern.MULTILINE);
  private static final Pattern UNIFIED = Pattern.compile("^0::(.*)$", Pattern.MULTILINE);
  private static final Pattern CONTAINER =
      Pattern.compile("(?:^|[-/])([0-9a-f]{64})(?=\\.scope|/|$)");

  /** Copies the list. */
  public Attribution {
    processes = List.copyOf(processes);
  }

  /**
   * One process.
   *
   * @param pid its id
   * @param comm its name, as the kernel cuts it, escaped as in manifests
   * @param exe its executable as /proc shows it, escaped likewise, or empty
   */
  public record Member(int pid, String comm, String exe) {}

  /**
   * What is known of the process that an event tells of.
   *
   * @param proc commonly {@code /proc}
   * @param cgroups the hierarchy that its cgroup is looked for in
   */
  static Attribution of(EventRecord event, Path proc, Cgroups cgroups) {
    List<Member> processes = new ArrayList<>();
    addLiving(event.pid(), proc, processes);
    if (processes.isEmpty()) {
      processes.add(new Member(event.pid(), EscapedName.encode(event.comm()), ""));
      addLiving(event.parent(), proc, processes);
      if (processes.size() == 1) {
        processes.add(new Member(event.parent(), EscapedName.encode(event.parentComm()), ""));
      }
    }
    String cgroup =
        cgroups
            .path(event.cgroup())
            .or(() -> cgroupOf(event.pid(), proc))
            .map(Attribution::escaped)
            .orElse("");
    return new Attribution(processes, cgroup, find(CONTAINER, cgroup));
  }

  private static void addLiving(int pid, Path proc, List<Member> processes) {
    int current = pid;
    while (current > 0 && processes.size() < MAX_DEPTH) {
      Path directory = proc.resolve(Integer.toString(current));
      Optional<String> status = read(directory.resolve("status"));
      if (status.isEmpty()) {
        return;
      }
      processes.add(new Member(current, comm(directory), exe(directory)));
      current = find(PARENT, status.get()).map(Attribution::number).orElse(0);
    }
  }

  private static Optional<String> cgroupOf(int pid, Path proc) {
    return read(proc.resolve(Integer.toString(pid)).resolve("cgroup"))
        .flatMap(text -> find(UNIFIED, text));
  }

  private static String comm(Path directory) {
    return read(directory.resolve("comm")).map(text -> escaped(text.strip())).orElse("");
  }

  private static String exe(Path directory) {
    try {
      return EscapedName.encode(
          Files.readSymbolicLink(directory.resolve("exe"))
              .toString()
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException ended) {
      return "";
    }
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException tooLarge) {
      return 0;
    }
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String escaped(String bytes) {
    return EscapedName.encode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  // Names of commands and cgroups may hold any byte.
  private static Optional<String> read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(MAX_SIZE), StandardCharsets.ISO_8859_1));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }
}
