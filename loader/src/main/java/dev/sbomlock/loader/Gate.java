// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where only blessed files run. */
public sealed interface Gate {

  /** As it is written on a command line, and as {@link #parse} reads it. */
  String text();

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
   */
  record Cgroup(Path path) implements Gate {

    @Override
    public String text() {
      return CGROUP + path;
    }
  }

  /**
   * All files of one file system, whoever runs them.
   *
   * @param path anything in it
   */
  record FileSystem(Path path) implements Gate {

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

  /**
   * Reads {@code node}, {@code bpf}, {@code cgroup:PATH} or {@code PATH}.
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
    boolean cgroup = text.startsWith(CGROUP);
    String path = cgroup ? text.substring(CGROUP.length()) : text;
    if (path.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no path");
    }
    try {
      return cgroup ? new Cgroup(Path.of(path)) : new FileSystem(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + path + "' is no path", e);
    }
  }
}
