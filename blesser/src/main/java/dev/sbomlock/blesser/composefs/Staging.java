// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.manifest.PrivateDirectory;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A directory in a store, in which files are made that renames then publish. */
final class Staging implements AutoCloseable {

  static final String NAME = ".sbomlock";

  private final PrivateDirectory directory;

  private Staging(PrivateDirectory directory) {
    this.directory = directory;
  }

  /**
   * An empty one.
   *
   * @param store an existing directory
   * @throws RejectedException B054 when another process has it or it is somebody else's
   */
  static Staging in(Path store) throws IOException, RejectedException {
    Path directory = store.resolve(NAME);
    try {
      return new Staging(PrivateDirectory.create(directory));
    } catch (PrivateDirectory.TakenException e) {
      throw new RejectedException(ComposefsProblems.taken(directory));
    }
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

  @Override
  public void close() {
    directory.close();
  }
}
