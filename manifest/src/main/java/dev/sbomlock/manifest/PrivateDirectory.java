// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one process at a time has, in which things are made that renames then publish.
 * Whoever is killed leaves it behind; the next one that asks for it takes and empties it.
 */
public final class PrivateDirectory implements AutoCloseable {

  private static final String LOCK = "lock";

  private final Path directory;
  private final FileChannel lock;

  private PrivateDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** Another process has the directory, or it is somebody else's. */
  public static final class TakenException extends Exception {
    private static final long serialVersionUID = 1L;

    private TakenException(Path directory) {
      super(directory.toString());
    }
  }

  /**
   * Makes it, empty, for this user alone.
   *
   * @param directory in one that exists
   */
  public static PrivateDirectory create(Path directory) throws IOException, TakenException {
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!self.equals(owner) || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new TakenException(directory);
      }
    }
    FileChannel lock = lock(directory);
    try {
      empty(directory);
      return new PrivateDirectory(directory, lock);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException, TakenException {
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
      throw new TakenException(directory);
    }
    return channel;
  }

  /** A path in it. */
  public Path resolve(String name) {
    return directory.resolve(name);
  }

  /** Removes it with all that is left there. */
  @Override
  public void close() {
    try {
      empty(directory);
      Files.deleteIfExists(directory.resolve(LOCK));
      Files.deleteIfExists(directory);
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("'" + directory + "' cannot be removed", e);
    }
  }

  private static void empty(Path directory) throws IOException {
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
