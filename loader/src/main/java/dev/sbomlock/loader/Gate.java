// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where only blessed files run. */
public sealed interface Gate {

  /** As it is written on a command line, and as {@link #parse} reads it. */
  String text();

  /** The path it names, if it names one. */
  default Optional<Path> place() {
    return Optional.empty();
  }

  /** Every task of the machine, and what its kernel loads. */
  record Node() implements Gate {

    @Override
    public String text() {
      return NODE;
    }
  }

  /**
   * All tasks in a cgroup (v2) and below it, whatever they run.
   *
   * @param path its directory
   * @param manifests file names of those whose files alone run there; empty for all
   */
  record Cgroup(Path path, List<String> manifests) implements Gate {

    /** Copies the list. */
    public Cgroup {
      manifests = List.copyOf(manifests);
    }

    @Override
    public Optional<Path> place() {
      return Optional.of(path);
    }

    @Override
    public String text() {
      return CGROUP + path + (manifests.isEmpty() ? "" : BINDING + String.join(",", manifests));
    }
  }

  /**
   * All files of one file system, whoever runs them.
   *
   * @param path anything in it
   */
  record FileSystem(Path path) implements Gate {

    @Override
    public Optional<Path> place() {
      return Optional.of(path);
    }

    @Override
    public String text() {
      return path.toString();
    }
  }

  /** bpf(2): only programs to which a manifest grants it make or get hold of anything there. */
  record Bpf() implements Gate {

    @Override
    public String text() {
      return BPF;
    }
  }

  /** How {@link Node} is written. */
  String NODE = "node";

  /** How {@link Bpf} is written. */
  String BPF = "bpf";

  /** What stands before the path of a {@link Cgroup}. */
  String CGROUP = "cgroup:";

  /** What stands behind that path, before the names of manifests. */
  String BINDING = "=";

  /**
   * Reads {@code node}, {@code bpf}, {@code cgroup:PATH}, {@code cgroup:PATH=MANIFEST,…} or {@code
   * PATH}.
   *
   * @throws IllegalArgumentException when it holds no path
   */
  static Gate parse(String text) {
    if (text.equals(NODE)) {
      return new Node();
    }
    if (text.equals(BPF)) {
      return new Bpf();
    }
    return text.startsWith(CGROUP)
        ? cgroup(text.substring(CGROUP.length()))
        : new FileSystem(path(text));
  }

  private static Cgroup cgroup(String text) {
    int binding = text.lastIndexOf(BINDING);
    // Manifests have no directory in their names, so this belongs to the path.
    if (binding < 0 || text.indexOf('/', binding) >= 0) {
      return new Cgroup(path(text), List.of());
    }
    List<String> manifests = List.of(text.substring(binding + 1).split(",", -1));
    if (manifests.contains("")) {
      throw new IllegalArgumentException("'" + text + "' names no manifest after '='");
    }
    return new Cgroup(path(text.substring(0, binding)), manifests);
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("it names no path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is no path", e);
    }
  }
}
