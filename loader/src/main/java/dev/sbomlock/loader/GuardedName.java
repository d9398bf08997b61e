// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name whose meaning is guarded: a blessed file, or a directory or symbolic link on the way to
 * one.
 *
 * @param base the directory that the name lies below
 * @param path the name; null is the base itself
 * @param kind what lies there
 * @param record why it is guarded
 * @param measurement of a file what it must measure; null otherwise
 */
record GuardedName(
    Root base,
    @Nullable ArtifactPath path,
    Kind kind,
    BlessedRecord record,
    @Nullable Measurement measurement) {

  enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK
  }

  static GuardedName file(Root base, Measurement measurement, BlessedRecord record) {
    return new GuardedName(base, measurement.path(), Kind.FILE, record, measurement);
  }

  static GuardedName onPath(Root base, @Nullable ArtifactPath path, Kind kind) {
    return new GuardedName(base, path, kind, BlessedRecord.of(BlessedRecord.ON_PATH), null);
  }

  /** Opens a file for reading, and everything else only to be identified. */
  FileDescriptor open() throws NativeException {
    if (path == null) {
      return base.locate(new byte[] {'.'});
    }
    return switch (kind) {
      case FILE -> base.open(path.bytes());
      case DIRECTORY -> base.locate(path.bytes());
      case SYMLINK -> base.locateSymlink(path.bytes());
    };
  }

  /** What a file must measure. */
  Optional<Measurement> expected() {
    return Optional.ofNullable(measurement);
  }

  /** The same name with more reasons to guard it. */
  GuardedName with(int flags) {
    return new GuardedName(base, path, kind, record.merge(BlessedRecord.of(flags)), measurement);
  }

  /** For people. */
  String label() {
    return path == null ? base.directory().path() : path.text();
  }
}
