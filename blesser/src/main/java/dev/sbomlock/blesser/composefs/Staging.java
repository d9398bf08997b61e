// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory in a store, in which files are made that renames then publish. Whoever is killed
 * leaves it behind; the next run for the same store takes and empties it.
 */
final class Staging implements AutoCloseable {

  static final String NAME = ".sbomlock";

  private static final String LOCK = "lock";

  private final Path directory;
  private final FileChannel lock;

  private Staging(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * An empty one.
   *
   * @param store an existing directory
   * @throws RejectedException B054 when another process has it or it is somebody else's
   */
  static Staging in(Path store) throws IOException, RejectedException {
    Path directory = store.resolve(NAME);
    createPrivate(directory);
    Staging staging = new Staging(directory, lock(directory));
    staging.empty();
    return staging;
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
        throw new RejectedException(ComposefsProblems.taken(directory));
      }
    }
  }

  private static FileChannel lock(Path directory) throws IOException, RejectedException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
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
      throw new RejectedException(ComposefsProblems.taken(directory));
    }
    return channel;
  }

  /** A path in it. */
  Path resolve(String name) {
    return directory.resolve(name);
  }

  /** A new file in it that this user alone may read. */
  FileChannel create(String name) throws IOException {
    return FileChannel.open(
        resolve(name),
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Removes it with all that is left there. */
  @Override
  public void close() {
    try {
      empty();
      Files.deleteIfExists(directory.resolve(LOCK));
      Files.deleteIfExists(directory);
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the staging directory cannot be removed", e);
    }
  }

  private void empty() throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(directory)) {
      found = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      if (!path.equals(directory) && !path.equals(directory.resolve(LOCK))) {
        Files.delete(path);
      }
    }
  }
}
