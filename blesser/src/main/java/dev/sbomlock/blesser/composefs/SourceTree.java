// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.blesser.Workers;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.posix.Errno;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileType;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Xattrs;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything below a root, read once: each file is measured while its bytes go to the store. Names
 * come from a walk that follows no link; what has them is asked of the kernel below the open root.
 */
final class SourceTree {

  /** Ten times the largest images; a walk that comes so far is in a loop of mounts. */
  private static final int MAX_ENTRIES = 5_000_000;

  private static final int MAX_PROBLEMS = 100;
  private static final String NO_TARGET = "";

  private static final List<String> ATTRIBUTES =
      Stream.concat(
              PortableAttributes.NAMES.stream(),
              Stream.of("system.posix_acl_access", "system.posix_acl_default"))
          .toList();

  private final Root root;
  private final ObjectStore store;
  private final List<Diagnostic> problems = Collections.synchronizedList(new ArrayList<>());

  private final TreeMap<String, TreeEntry> entries = new TreeMap<>();
  private final Map<TreeEntry.Inode, TreeInode> inodes = new HashMap<>();

  private SourceTree(Root root, ObjectStore store) {
    this.root = root;
    this.store = store;
  }

  /**
   * Reads it.
   *
   * @param directory the same as {@code root}
   * @param threads how many files are read at a time
   * @throws RejectedException B051 for what cannot be read, B052 when the store cannot be written
   */
  static SourceTree read(
      Path directory, Root root, ObjectStore store, int threads, Progress progress)
      throws RejectedException {
    SourceTree tree = new SourceTree(root, store);
    progress.begin("walking", 0);
    tree.walk(directory);
    tree.stopAtProblems();
    tree.readInodes(new Workers(threads), progress);
    tree.stopAtProblems();
    return tree;
  }

  /** Every name, parents first; the root's own is the first. */
  List<TreeEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** What has that name, if anything has. */
  Optional<TreeEntry> entry(ArtifactPath path) {
    return Optional.ofNullable(entries.get(path.text()));
  }

  /** What was read of a file or directory. */
  TreeInode inode(TreeEntry entry) {
    return inodes.getOrDefault(entry.inode(), new TreeInode(Map.of(), Optional.empty()));
  }

  private void stopAtProblems() throws RejectedException {
    if (!problems.isEmpty()) {
      throw new RejectedException(problems.stream().distinct().limit(MAX_PROBLEMS).toList());
    }
  }

  private void problem(String name, String reason) {
    problems.add(ComposefsProblems.unreadable(name, reason));
  }

  private void walk(Path directory) {
    try {
      Path real = directory.toRealPath();
      entries.put("", new TreeEntry("", root.directory().status(), NO_TARGET));
      Files.walkFileTree(real, new Walk(real));
    } catch (IOException e) {
      problem(directory.toString(), e.toString());
    } catch (NativeException e) {
      problem(directory.toString(), e.reason());
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {

    private final Path top;

    Walk(Path top) {
      this.top = top;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.equals(top) ? FileVisitResult.CONTINUE : found(directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return found(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      problem(file.toString(), failure.toString());
      return goOn();
    }

    private FileVisitResult found(Path file) {
      if (entries.size() > MAX_ENTRIES) {
        problem(top.toString(), Text.format("there are more than %d entries", MAX_ENTRIES));
        return FileVisitResult.TERMINATE;
      }
      try {
        add(ArtifactPath.relativize(top, file));
      } catch (IllegalArgumentException e) {
        problem(file.toString(), String.valueOf(e.getMessage()));
      } catch (NativeException e) {
        problem(file.toString(), e.reason());
      }
      return goOn();
    }

    private FileVisitResult goOn() {
      return problems.size() < MAX_PROBLEMS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }
  }

  private void add(ArtifactPath path) throws NativeException {
    try (FileDescriptor located = root.locateSymlink(path.bytes())) {
      TreeEntry found = new TreeEntry(path.text(), located.status(), NO_TARGET);
      entries.put(
          path.text(),
          found.type() == FileType.SYMLINK
              ? new TreeEntry(path.text(), found.status(), EscapedName.encode(located.readLink()))
              : found);
    }
  }

  private void readInodes(Workers workers, Progress progress) throws RejectedException {
    Map<TreeEntry.Inode, TreeEntry> first = new LinkedHashMap<>();
    for (TreeEntry entry : entries.values()) {
      if (entry.type() == FileType.REGULAR || entry.type() == FileType.DIRECTORY) {
        first.putIfAbsent(entry.inode(), entry);
      }
    }
    List<TreeEntry> wanted = List.copyOf(first.values());
    progress.begin("reading", wanted.size());
    List<Optional<TreeInode>> read =
        workers.each(
            wanted,
            () -> {
              Function<TreeEntry, Optional<TreeInode>> reader = reader();
              return entry -> {
                Optional<TreeInode> inode = reader.apply(entry);
                progress.advance();
                return inode;
              };
            });
    for (int i = 0; i < wanted.size(); i++) {
      TreeEntry.Inode key = wanted.get(i).inode();
      read.get(i).ifPresent(inode -> inodes.put(key, inode));
    }
  }

  /** For one thread. */
  private Function<TreeEntry, Optional<TreeInode>> reader() {
    ContentDigester digester = new ContentDigester();
    return entry -> {
      try {
        return Optional.of(read(entry, digester));
      } catch (NativeException e) {
        problem(entry.name(), e.call() + " answered " + e.reason());
      } catch (IOException e) {
        if (e.getCause() instanceof NativeException cause) {
          problem(entry.name(), cause.reason());
        } else {
          problems.add(store.unwritable(e));
        }
      }
      return Optional.empty();
    };
  }

  private TreeInode read(TreeEntry entry, ContentDigester digester)
      throws NativeException, IOException {
    if (entry.name().isEmpty()) {
      return new TreeInode(attributes(root.directory()), Optional.empty());
    }
    try (FileDescriptor file = root.open(new ArtifactPath(entry.name()).bytes())) {
      if (entry.type() == FileType.DIRECTORY) {
        return new TreeInode(attributes(file), Optional.empty());
      }
      Map<String, byte[]> attributes = attributes(file);
      ContentDigester.Measured measured =
          file.status().type() == FileType.REGULAR
              ? store.stage(file, digester)
              : digester.finish();
      if (!file.status().equals(entry.status()) || measured.size() != entry.status().size()) {
        problem(entry.name(), "it was changed meanwhile");
      }
      return new TreeInode(attributes, Optional.of(measured));
    }
  }

  private static Map<String, byte[]> attributes(FileDescriptor file) throws NativeException {
    Map<String, byte[]> attributes = new HashMap<>();
    for (String name : ATTRIBUTES) {
      try {
        Xattrs.get(file, name).ifPresent(value -> attributes.put(name, value));
      } catch (NativeException e) {
        // Where a file system keeps none of a kind, files have none.
        if (e.errno() != Errno.EOPNOTSUPP) {
          throw e;
        }
      }
    }
    return attributes;
  }
}
