// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import static java.util.Objects.requireNonNull;

import dev.sbomlock.compiler.embedded.SelfDescription;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** The names of a root file system: its regular files and symbolic links, not yet measured. */
public final class ContentTree {

  /** As many symbolic links as Linux follows in one path (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private final NavigableMap<ArtifactPath, ReadableFile> files;
  private final NavigableMap<String, Symlink> symlinks;
  private final int specialFiles;

  /** A tree of these files and links, each path at most once. */
  public ContentTree(
      Collection<? extends ReadableFile> files, Collection<Symlink> symlinks, int specialFiles) {
    this.files = new TreeMap<>();
    files.forEach(file -> this.files.put(file.path(), file));
    this.symlinks = new TreeMap<>();
    symlinks.forEach(link -> this.symlinks.put(link.path().text(), link));
    this.specialFiles = specialFiles;
  }

  /** The regular files, by path. */
  public NavigableSet<ArtifactPath> files() {
    return Collections.unmodifiableNavigableSet(files.navigableKeySet());
  }

  /** The regular files below a directory, by path. */
  public List<ArtifactPath> below(ArtifactPath directory) {
    String prefix = directory.text() + "/";
    List<ArtifactPath> below = new ArrayList<>();
    for (ArtifactPath path : files.navigableKeySet().tailSet(directory, false)) {
      if (path.text().startsWith(prefix)) {
        below.add(path);
      } else if (path.text().compareTo(prefix) > 0) {
        break;
      }
    }
    return below;
  }

  /** The symbolic links, by path. */
  public List<Symlink> symlinks() {
    return List.copyOf(symlinks.values());
  }

  /** How many device nodes, sockets and pipes there are. */
  public int specialFiles() {
    return specialFiles;
  }

  /** Whether a regular file is at exactly that path. */
  public boolean holds(ArtifactPath path) {
    return files.containsKey(path);
  }

  /**
   * The path of the regular file that a name leads to, every symbolic link on the way followed as
   * in a chroot: {@code bin/sh} leads to {@code usr/bin/dash}.
   */
  public Optional<ArtifactPath> resolve(ArtifactPath name) {
    return holds(name) ? Optional.of(name) : follow(name, true).filter(this::holds);
  }

  /**
   * The path of the regular file that has this name itself, only links to directories followed:
   * {@code bin/ls} is {@code usr/bin/ls} where {@code bin} is a link; {@code bin/sh} is none.
   */
  public Optional<ArtifactPath> locate(ArtifactPath name) {
    return holds(name) ? Optional.of(name) : follow(name, false).filter(this::holds);
  }

  /**
   * The bytes of a small file that a name leads to, or empty when there is none.
   *
   * @throws RejectedException C041 when it cannot be read, C044 when it has more than {@code limit}
   *     bytes
   */
  public Optional<byte[]> read(ArtifactPath name, int limit) throws RejectedException {
    Optional<ReadableFile> file = resolve(name).map(files::get);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get().open()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new RejectedException(
            CompilerProblems.malformedDatabase(
                name.text(), Text.format("it has more than %d bytes", limit)));
      }
      return Optional.of(bytes);
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unreadableContent(name.text(), "reading failed: " + e));
    }
  }

  /**
   * What a regular file says of itself.
   *
   * @throws RejectedException C041 when it cannot be read
   */
  public SelfDescription describe(ArtifactPath file) throws RejectedException {
    try {
      return requireNonNull(files.get(file)).describe();
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unreadableContent(file.text(), "reading failed: " + e));
    }
  }

  private Optional<ArtifactPath> follow(ArtifactPath name, boolean last) {
    Deque<String> ahead = new ArrayDeque<>(segments(name.text()));
    List<String> behind = new ArrayList<>();
    int followed = 0;
    while (!ahead.isEmpty()) {
      String segment = ahead.removeFirst();
      if (segment.isEmpty() || segment.equals(".")) {
        continue;
      }
      if (segment.equals("..")) {
        // The parent of the root is the root.
        if (!behind.isEmpty()) {
          behind.remove(behind.size() - 1);
        }
        continue;
      }
      behind.add(segment);
      Symlink link = symlinks.get(String.join("/", behind));
      if (link == null || (ahead.isEmpty() && !last)) {
        continue;
      }
      if (++followed > MAX_LINKS) {
        return Optional.empty();
      }
      behind.remove(behind.size() - 1);
      if (link.target().startsWith("/")) {
        behind.clear();
      }
      List<String> target = segments(link.target());
      Collections.reverse(target);
      target.forEach(ahead::addFirst);
    }
    return path(behind);
  }

  private static List<String> segments(String text) {
    return new ArrayList<>(Arrays.asList(text.split("/", -1)));
  }

  private static Optional<ArtifactPath> path(List<String> segments) {
    try {
      return Optional.of(new ArtifactPath(String.join("/", segments)));
    } catch (IllegalArgumentException tooLongOrTheRoot) {
      return Optional.empty();
    }
  }
}
