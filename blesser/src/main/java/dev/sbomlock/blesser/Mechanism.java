// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.FileStatus;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.util.Optional;

/** One way to bless a file. */
interface Mechanism extends Inspector {

  /**
   * What about this file, which is not blessed yet, would make blessing it fail; changes nothing.
   */
  Optional<Obstacle> obstacle(FileDescriptor file, Measurement expected, Protection protection)
      throws NativeException;

  /**
   * Blesses a file that was appraised before and has no obstacle. Answers the problem when the file
   * turned out not to match after all.
   *
   * @param appraised what the file was when it was appraised
   */
  Optional<Obstacle> bless(FileDescriptor file, Measurement expected, FileStatus appraised)
      throws NativeException, IOException;
}
