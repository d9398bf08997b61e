// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;

/** Tells what a file holds for the kernel, by one method. */
interface Inspector {

  BlessMethod method();

  /** What the file holds now. */
  Protection protection(FileDescriptor file, Measurement expected) throws NativeException;
}
