// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory beside an output, in which that is made before one rename publishes it. Whoever is
 * killed leaves it behind; the next run for the same output takes and empties it.
 */
final class Workspace implements AutoCloseable {

  private final Path target;
  private final Path directory;
  private final FileChannel lock;

  private Workspace(Path target, Path directory, FileChannel lock) {
    this.target = target;
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes an empty one.
   *
   * @throws RejectedException C215 when the output is there already, C216 when another process is
   *     making it or somebody else's directory is in the way, C217 when it cannot be made
   */
  static Workspace beside(Path output) throws RejectedException {
    Path target = output.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null) {
      throw new RejectedException(ImageProblems.outputExists(target));
    }
    Path directory = parent.resolve("." + target.getFileName() + ".sbomlock");
    Workspace workspace = null;
    try {
      createPrivate(directory);
      workspace = new Workspace(target, directory, lock(directory));
      workspace.empty();
    } catch (IOException e) {
      closeQuietly(workspace);
      throw new RejectedException(ImageProblems.notWritten(target, e.toString()));
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      workspace.close();
      throw new RejectedException(ImageProblems.outputExists(target));
    }
    return workspace;
  }

  private static void createPrivate(Path directory) throws IOException, RejectedException {
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!self.equals(owner) || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new RejectedException(ImageProblems.workspaceTaken(directory));
      }
    }
  }

  private static FileChannel lock(Path directory) throws IOException, RejectedException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    @Nullable FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // By this very process: as good as by another.
    }
    if (held == null) {
      channel.close();
      throw new RejectedException(ImageProblems.workspaceTaken(directory));
    }
    return channel;
  }

  /** A path in it. */
  Path resolve(String name) {
    return directory.resolve(name);
  }

  /** Makes what stands at a path in it the output, whole and for good. */
  void publish(Path made) throws IOException {
    syncAll(made);
    Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    sync(target.resolveSibling("."));
  }

  /** Removes it with all that is left there. */
  @Override
  public void close() {
    try {
      empty();
      Files.deleteIfExists(directory.resolve("lock"));
      Files.deleteIfExists(directory);
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the workspace cannot be removed", e);
    }
  }

  private void empty() throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(directory)) {
      found = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      if (!path.equals(directory) && !path.equals(directory.resolve("lock"))) {
        Files.delete(path);
      }
    }
  }

  private static void syncAll(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(root)) {
      all = found.toList();
    }
    for (Path path : all) {
      sync(path);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " vanished before it was synced", e);
    }
  }

  private static void closeQuietly(@Nullable Workspace workspace) {
    if (workspace != null) {
      try {
        workspace.close();
      } catch (UncheckedIOException e) {
        // What made it fail is told already.
      }
    }
  }
}
