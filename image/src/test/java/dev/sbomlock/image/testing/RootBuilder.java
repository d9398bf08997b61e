// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.testing;

import dev.sbomlock.manifest.ArtifactPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds a root file system from lines: {@code file PATH MODE CONTENT}, {@code link PATH TARGET},
 * {@code pipe PATH}. Paths and targets are in their escaped form; content has {@code \n}, or is
 * {@code @NAME} for a file beside the description.
 */
public final class RootBuilder {

  private static final Pattern FILE = Pattern.compile("file (.+?) ([0-7]{4}) (.*)");
  private static final Pattern LINK = Pattern.compile("link (\\S+) (\\S+)");
  private static final Pattern PIPE = Pattern.compile("pipe (\\S+)");

  private RootBuilder() {}

  /** Builds what {@code description} says below {@code root}, which is created. */
  public static Path build(Path root, List<String> description, Path beside) throws IOException {
    Files.createDirectories(root);
    for (String line : description) {
      if (!line.isBlank() && !line.startsWith("#")) {
        add(root, line, beside);
      }
    }
    return root;
  }

  private static void add(Path root, String line, Path beside) throws IOException {
    Matcher file = FILE.matcher(line);
    Matcher link = LINK.matcher(line);
    Matcher pipe = PIPE.matcher(line);
    if (file.matches()) {
      Path path = parented(root, file.group(1));
      Files.write(path, content(file.group(3), beside));
      Files.setAttribute(path, "unix:mode", Integer.parseInt(file.group(2), 8));
    } else if (link.matches()) {
      Files.createSymbolicLink(parented(root, link.group(1)), target(link.group(2)));
    } else if (pipe.matches()) {
      makePipe(parented(root, pipe.group(1)));
    } else {
      throw new IllegalArgumentException("not a line of a root's description: " + line);
    }
  }

  private static Path parented(Path root, String text) throws IOException {
    Path path = new ArtifactPath(text).resolve(root);
    Files.createDirectories(path.getParent());
    return path;
  }

  static byte[] content(String text, Path beside) throws IOException {
    return text.startsWith("@")
        ? Files.readAllBytes(beside.resolve(text.substring(1)))
        : text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A path of raw bytes: only through names below a root can Java make one in every locale. */
  private static Path target(String text) {
    Path target = Path.of(text.startsWith("/") ? "/" : "");
    for (String name : text.split("/", -1)) {
      boolean dots = name.isEmpty() || name.equals(".") || name.equals("..");
      target =
          target.resolve(
              dots ? Path.of(name) : new ArtifactPath(name).resolve(Path.of("/")).getFileName());
    }
    return target;
  }

  private static void makePipe(Path path) throws IOException {
    Process process = new ProcessBuilder(List.of("mkfifo", path.toString())).inheritIO().start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("mkfifo failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The parsed {@code key=value} lines of an optional file. */
  public static Map<String, String> options(Path file) throws IOException {
    Map<String, String> options = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        options.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    return options;
  }
}
