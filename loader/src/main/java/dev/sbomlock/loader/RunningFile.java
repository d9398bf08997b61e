// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.InodeKey;
import dev.sbomlock.manifest.EscapedName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file that a process has mapped as code.
 *
 * @param process its id
 * @param command its name, as the kernel cuts it, escaped as in manifests
 * @param path as the kernel shows it to us, escaped likewise
 */
public record RunningFile(long process, String command, String path) {

  private static final Path PROC = Path.of("/proc");

  // address permissions offset device inode path, proc_pid_maps(5)
  private static final int FIELDS = 6;
  private static final int PERMISSIONS = 1;
  private static final int DEVICE = 3;
  private static final int INODE = 4;
  private static final int PATH = 5;
  private static final int HEXADECIMAL = 16;

  /** What runs one of these inodes now, by process and path. Overlays show inodes of their own. */
  static List<RunningFile> find(Set<InodeKey> inodes) {
    Set<String> wanted = new HashSet<>();
    inodes.forEach(
        inode -> wanted.add(place(inode.device(), Long.toUnsignedString(inode.inode()))));
    Set<RunningFile> found = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        found.addAll(mappings(process, wanted));
      }
    } catch (IOException e) {
      // Without /proc nothing can be named; what was asked for is done all the same.
      return List.of();
    }
    return found.stream()
        .sorted(Comparator.comparing(RunningFile::process).thenComparing(RunningFile::path))
        .toList();
  }

  private static List<RunningFile> mappings(Path process, Set<String> wanted) {
    List<RunningFile> found = new ArrayList<>();
    try {
      String command = escaped(read(process.resolve("comm")).strip());
      for (String line : read(process.resolve("maps")).lines().toList()) {
        mapping(line, wanted)
            .map(
                path ->
                    new RunningFile(
                        Long.parseLong(process.getFileName().toString()), command, path))
            .ifPresent(found::add);
      }
    } catch (IOException ended) {
      return found;
    }
    return found;
  }

  /** The path of the mapped file when the line shows code of a wanted inode. */
  static Optional<String> mapping(String line, Set<String> wanted) {
    String[] fields = line.split(" +", FIELDS);
    if (fields.length < FIELDS || !fields[PERMISSIONS].contains("x")) {
      return Optional.empty();
    }
    String[] device = fields[DEVICE].split(":", 2);
    int number =
        InodeKey.device(
            Integer.parseInt(device[0], HEXADECIMAL), Integer.parseInt(device[1], HEXADECIMAL));
    return wanted.contains(place(number, fields[INODE]))
        ? Optional.of(escaped(fields[PATH]))
        : Optional.empty();
  }

  static String place(int device, String inode) {
    return InodeKey.deviceName(device) + " " + inode;
  }

  private static String escaped(String bytes) {
    return EscapedName.encode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  // Names of files and commands may hold any byte.
  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
