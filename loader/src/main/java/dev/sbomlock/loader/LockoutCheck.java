// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.loader.layout.EnrolledRecord;
import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out, before a gate closes, whether init, the shell or this program would be denied: each
 * with its ld.so and libraries.
 */
final class LockoutCheck {

  private static final Path SHELL = Path.of("/bin/sh");
  private static final Path SLASH = Path.of("/");
  private static final int MAPS_FIELDS = 6;
  private static final int PERMISSIONS = 1;

  private final Enroller enroller;
  private final Root top;
  private final boolean everywhere;

  /**
   * A check.
   *
   * @param top the root of all names
   * @param everywhere whether tasks are gated, and not just what lies on gated file systems
   */
  LockoutCheck(Enroller enroller, Root top, boolean everywhere) {
    this.enroller = enroller;
    this.top = top;
    this.everywhere = everywhere;
  }

  /**
   * One problem for each file that runs now and would not run again.
   *
   * @param gates devices of the gated file systems
   * @param blessed inodes that run by their record
   * @param verdicts digests that run
   */
  List<Diagnostic> examine(
      Set<Integer> gates, Set<InodeKey> blessed, Map<DigestKey, AllowedRecord> verdicts)
      throws IOException, NativeException {
    List<Diagnostic> problems = new ArrayList<>();
    for (Map.Entry<Path, String> needed : needed().entrySet()) {
      ArtifactPath path = ArtifactPath.relativize(SLASH, needed.getKey());
      try (FileDescriptor file = top.open(path.bytes())) {
        EnrolledRecord record = enroller.enrol(file);
        boolean gated = everywhere || gates.contains(record.inode().device());
        boolean runs =
            !gated
                || blessed.contains(record.inode())
                || RuntimeGrants.digestOf(file).map(verdicts::containsKey).orElse(false);
        if (!runs) {
          problems.add(LoaderProblems.lockout(needed.getKey().toString(), needed.getValue()));
        }
      } catch (NativeException e) {
        // Deleted while it runs, as after an upgrade: it will not be started again.
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
    }
    return problems;
  }

  private static Map<Path, String> needed() throws IOException {
    Map<Path, String> needed = new LinkedHashMap<>();
    for (Path program : executableMappings(Path.of("/proc/1/maps"))) {
      needed.put(program, "what init runs");
    }
    for (Path program : executableMappings(Path.of("/proc/self/maps"))) {
      needed.putIfAbsent(program, "what sbomlock runs");
    }
    if (Files.exists(SHELL)) {
      needed.putIfAbsent(SHELL.toRealPath(), "the shell");
    }
    return needed;
  }

  private static List<Path> executableMappings(Path maps) throws IOException {
    return Files.readAllLines(maps).stream()
        .map(line -> line.split(" +", MAPS_FIELDS))
        .filter(fields -> fields.length == MAPS_FIELDS && fields[PERMISSIONS].contains("x"))
        .map(fields -> fields[MAPS_FIELDS - 1])
        .filter(name -> name.startsWith("/") && !name.endsWith(" (deleted)"))
        .distinct()
        .map(Path::of)
        .toList();
  }
}
