// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.composefs;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileSystem;
import java.nio.file.Path;

/** What can keep a composefs image from being made; docs/ERRORS.md explains each. */
final class ComposefsProblems {

  /** The consequence of all that is found before the image is there. */
  static final String NOTHING_WRITTEN = "no image was written";

  private ComposefsProblems() {}

  static Diagnostic notForComposefs(String method) {
    return new Diagnostic(
        "B050",
        "'" + method + "'",
        "overlayfs, through which composefs shows its files, does not judge by it",
        NOTHING_WRITTEN,
        "Bless with fsverity, ima, ima-sig, ima-sigv3 or evm-portable: the objects are under"
            + " fs-verity anyway.");
  }

  static Diagnostic unreadable(String path, String reason) {
    return new Diagnostic(
        "B051",
        "'" + path + "'",
        "it could not be read: " + reason,
        NOTHING_WRITTEN,
        "Run as a user who may read all below --root, and stop what changes it meanwhile.");
  }

  static Diagnostic unwritable(Path output, String reason) {
    return new Diagnostic(
        "B052",
        "'" + output + "'",
        "it cannot be written: " + reason,
        NOTHING_WRITTEN,
        "Name a directory that this user may write to, with room for all files of --root; repeat the"
            + " command: what is complete is kept.");
  }

  static Diagnostic otherUse(Path output) {
    return new Diagnostic(
        "B053",
        "'" + output + "'",
        "there is something else than a digest store",
        NOTHING_WRITTEN,
        "Name a directory that is empty, does not exist, or holds 'objects' of an earlier run.");
  }

  static Diagnostic inside(Path output, Path root) {
    return new Diagnostic(
        "B053",
        "'" + output + "'",
        "it lies below '" + root + "', which is read",
        NOTHING_WRITTEN,
        "Name a directory outside of --root: the image would hold itself.");
  }

  static Diagnostic taken(Path directory) {
    return new Diagnostic(
        "B054",
        "'" + directory + "'",
        "another process writes there, or it is somebody else's",
        NOTHING_WRITTEN,
        "Wait for that process, or remove the directory if it is not sbomlock's.");
  }

  static Diagnostic noVerity(Path output, FileSystem fileSystem) {
    String reason =
        fileSystem.blockSize() < VerityParameters.DEFAULT.blockSize()
            ? Text.format("has blocks of %d bytes", fileSystem.blockSize())
            : "has no fs-verity, or it is not switched on";
    return new Diagnostic(
        "B055",
        "'" + output + "'",
        Text.format("its file system (%s) %s", fileSystem.name(), reason),
        "the objects lie there without it, and a mount that requires it opens none of them",
        "Copy the directory to one that has it, such as of 'mkfs.ext4 -b 4096 -O verity', and there"
            + " 'find objects image.cfs -type f -exec fsverity enable {} \\;'.");
  }

  static Diagnostic otherVerity(String subject) {
    return new Diagnostic(
        "B059",
        "'" + subject + "'",
        "its fs-verity digests are none of SHA-256, 4096-byte blocks and no salt",
        NOTHING_WRITTEN + ": the digests of composefs are",
        "Compile without --fsverity-hash-alg, --fsverity-block-size and --fsverity-salt.");
  }

  static Diagnostic noProgram(String reason) {
    return new Diagnostic(
        "B056",
        "'" + Mkcomposefs.PROGRAM + "'",
        "it cannot be run: " + reason,
        NOTHING_WRITTEN,
        "Install Debian's package composefs, and have the program on the PATH.");
  }

  static Diagnostic programFailed(String said) {
    return new Diagnostic(
        "B057",
        "'" + Mkcomposefs.PROGRAM + "'",
        "it made no image: " + said,
        NOTHING_WRITTEN,
        "Mend what it says; composefs 1.0.4 or later is needed.");
  }

  static Diagnostic devicesLeftOut(int devices, String first) {
    return new Diagnostic(
        "B058",
        "'" + first + "'",
        Text.format("devices and sockets are not for images, and this is one of %d", devices),
        "the image is without them",
        "Mount a devtmpfs or the runtime's /dev over it, as containers and systemd do.");
  }
}
