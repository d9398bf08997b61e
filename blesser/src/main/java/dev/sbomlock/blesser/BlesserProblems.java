// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.SigningException;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.posix.FileSystem;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What can keep files from passing or from being blessed. */
final class BlesserProblems {

  /** The consequence of whatever is found before anything was touched. */
  static final String NOT_BLESSED = "nothing was blessed";

  private static final String STAYS = "its attributes stay as they are";
  private static final String FILE_NOT_BLESSED = "it was not blessed";

  private BlesserProblems() {}

  static Diagnostic noRoot(Path root, NativeException failure) {
    return new Diagnostic(
        "B001",
        quoted(root.toString()),
        "it cannot be opened as a directory: " + failure.reason(),
        "no file was looked at",
        "Pass the directory that the manifest was compiled from, or its copy, as --root.");
  }

  static Diagnostic nothingAccounted(String subject) {
    return new Diagnostic(
        "B002",
        quoted(subject),
        "the manifest has no accounted file",
        "there is nothing to compare and nothing to bless",
        "Compile it with --rootfs or --image, and with the SBOMs that account for the files.");
  }

  /** What is wrong with an appraised file, if anything is. */
  static Optional<Diagnostic> of(Appraisal appraisal, String consequence) {
    String place = quoted(appraisal.expected().path().text());
    if (appraisal instanceof Appraisal.Matches matches) {
      return contradiction(matches, place, consequence);
    }
    return Optional.of(mismatch(appraisal, place, consequence));
  }

  // A chain, for Java 17 has no switch over the variants of a sealed type.
  private static Diagnostic mismatch(Appraisal appraisal, String place, String consequence) {
    if (appraisal instanceof Appraisal.Absent) {
      return new Diagnostic(
          "B003",
          place,
          "there is no such file",
          consequence,
          "Install it, or compile a manifest of what is there.");
    }
    if (appraisal instanceof Appraisal.ContentDiffers differs) {
      return new Diagnostic(
          "B004",
          place,
          "content does not match the manifest",
          consequence,
          Text.format(
              "The file changed after compiling: rebuild it, or compile a new manifest.\n"
                  + "expected %s, %d bytes\nactual   %s, %d bytes",
              differs.expected().require(DigestAlgorithm.SHA256),
              differs.expected().measuredContent().orElseThrow().size(),
              differs.actual().sha256(),
              differs.actual().size()));
    }
    if (appraisal instanceof Appraisal.ModeDiffers differs) {
      int expected = differs.expected().measuredContent().orElseThrow().mode();
      return new Diagnostic(
          "B005",
          place,
          Text.format("its mode is %04o, not %04o as compiled", differs.actual(), expected),
          consequence,
          Text.format("Find out who changed it, then 'chmod %04o' it.", expected));
    }
    if (appraisal instanceof Appraisal.NotRegular other) {
      return new Diagnostic(
          "B006",
          place,
          "a regular file is expected, and there is " + other.found(),
          consequence,
          "Put the file back at this very path, or compile a manifest of what is there.");
    }
    if (appraisal instanceof Appraisal.Unreadable unreadable) {
      return unreadable(place, unreadable.reason(), consequence);
    }
    throw new IllegalArgumentException("not a mismatch: " + appraisal);
  }

  private static Diagnostic unreadable(String place, String reason, String consequence) {
    return new Diagnostic(
        "B007",
        place,
        "it could not be read: " + reason,
        consequence,
        "Run as a user who may read it; for EIO, restore the file: its storage or its fs-verity"
            + " tree is damaged.");
  }

  static Diagnostic unreadable(ArtifactPath path, IOException failure) {
    return unreadable(quoted(path.text()), failure.toString(), FILE_NOT_BLESSED);
  }

  private static Optional<Diagnostic> contradiction(
      Appraisal.Matches matches, String place, String consequence) {
    for (BlessMethod method : BlessMethod.values()) {
      if (matches.protection().get(method) instanceof Protection.Contradicting held) {
        return Optional.of(
            switch (method) {
              case FSVERITY -> otherVerity(matches.expected(), held.actual(), consequence);
              case IMA, IMA_SIG, IMA_SIGV3, IMA_SIGV3_VERITY, EVM_PORTABLE, BPF_XATTR ->
                  isSigned(method, held)
                      ? badSignature(place, method.attribute(), held.actual(), consequence)
                      : otherDigest(place, held.actual(), consequence);
            });
      }
    }
    return Optional.empty();
  }

  /** Digests of security.ima begin otherwise (IMA_XATTR_DIGEST, IMA_XATTR_DIGEST_NG). */
  private static boolean isSigned(BlessMethod method, Protection.Contradicting held) {
    boolean digest = held.actual().startsWith("0x01") || held.actual().startsWith("0x04");
    return !(digest && method.attribute().equals(ImaMechanism.XATTR));
  }

  private static Diagnostic otherDigest(String place, String actual, String consequence) {
    return new Diagnostic(
        "B017",
        place,
        "security.ima holds a digest that is not its content's",
        consequence,
        "Bless it again with --method=ima.\nactual   " + actual);
  }

  private static Diagnostic badSignature(
      String place, String attribute, String actual, String consequence) {
    return new Diagnostic(
        "B023",
        place,
        attribute + " holds a signature that names the certificate's key and does not verify",
        consequence,
        "Bless it again with that key: it was signed as other content, owner or mode, or by a key"
            + " of the same name.\nactual   "
            + actual);
  }

  static Diagnostic otherVerity(Measurement expected, String actual) {
    return otherVerity(expected, actual, FILE_NOT_BLESSED);
  }

  private static Diagnostic otherVerity(Measurement expected, String actual, String consequence) {
    return new Diagnostic(
        "B016",
        quoted(expected.path().text()),
        "the kernel holds another fs-verity digest than the manifest",
        consequence,
        "fs-verity cannot be undone: replace the file by a copy ('cp -p' and 'mv'), then bless"
            + " again.\nexpected "
            + expected.fsverity()
            + "\nactual   "
            + actual);
  }

  static Diagnostic foreign(ArtifactPath path, String attribute, String actual) {
    return new Diagnostic(
        "B018",
        quoted(path.text()),
        attribute + " holds something of somebody else's, such as another key's signature",
        FILE_NOT_BLESSED,
        "Keep it, or remove it with 'setfattr -x "
            + attribute
            + "' and bless again.\nactual   "
            + actual);
  }

  static Diagnostic signatureStays(ArtifactPath path, String attribute, String actual) {
    return new Diagnostic(
        "B021",
        quoted(path.text()),
        attribute + " holds a signature, and not of the key that was named",
        STAYS,
        "Name the signer with --certificate; a signature of somebody else's is removed with"
            + " 'setfattr -x "
            + attribute
            + "'.\nactual   "
            + actual);
  }

  static Diagnostic notRemoved(ArtifactPath path, NativeException failure) {
    return new Diagnostic(
        "B022",
        quoted(path.text()),
        failure.call() + " answered " + failure.reason(),
        STAYS,
        "EPERM, EACCES: run as root of the machine itself, 'sbomlock unload' first, and clear"
            + " 'chattr +i'. EROFS: remount it ('mount -o remount,rw'). ELOOP: a symbolic link is on"
            + " the way, which is not followed.");
  }

  static Diagnostic immutable(ArtifactPath path) {
    return new Diagnostic(
        "B009",
        quoted(path.text()),
        "it is immutable or append-only",
        FILE_NOT_BLESSED,
        "Clear the flag ('chattr -i -a'), bless, and set it again.");
  }

  static Diagnostic changedMeanwhile(ArtifactPath path) {
    return new Diagnostic(
        "B019",
        quoted(path.text()),
        "it was changed, or opened for writing, while it was being blessed",
        FILE_NOT_BLESSED,
        "Stop what writes it and bless again.");
  }

  static Obstacle noPrivilege(ArtifactPath path, String reason) {
    return Obstacle.prerequisite(
        new Diagnostic(
            "B012",
            quoted(path.text()),
            "this user may not bless it: " + reason,
            NOT_BLESSED,
            "Run as root of the machine itself, not of a user namespace."));
  }

  static Obstacle noVerity(ArtifactPath path, String fileSystem) {
    return Obstacle.prerequisite(
        new Diagnostic(
            "B010",
            quoted(path.text()),
            Text.format("its file system (%s) has no fs-verity", fileSystem),
            NOT_BLESSED,
            verityRemedy(fileSystem)));
  }

  private static String verityRemedy(String fileSystem) {
    return switch (fileSystem) {
      case "ext4", "f2fs" ->
          "Switch it on, unmounted: 'tune2fs -O verity DEVICE' (ext4), or when the file system is"
              + " made: 'mkfs.ext4 -O verity', 'mkfs.f2fs -O verity'.";
      case "overlay" ->
          "Bless the directories of the lower layers, each with a root of its own: overlayfs"
              + " enables nothing.";
      default -> "Move the files to ext4, f2fs or btrfs, or bless with --method=ima.";
    };
  }

  static Obstacle smallBlocks(ArtifactPath path, FileSystem fileSystem, int wanted) {
    return Obstacle.prerequisite(
        new Diagnostic(
            "B011",
            quoted(path.text()),
            Text.format(
                "its file system (%s) has blocks of %d bytes, and the manifest's fs-verity digests"
                    + " have blocks of %d",
                fileSystem.name(), fileSystem.blockSize(), wanted),
            NOT_BLESSED,
            "Make the file system with larger blocks ('mkfs.ext4 -b 4096 -O verity'), or compile"
                + " with a smaller --fsverity-block-size."));
  }

  static Obstacle noSecurityXattrs(
      ArtifactPath path, String attribute, Protection.Unsupported unsupported) {
    return Obstacle.prerequisite(
        new Diagnostic(
            "B014",
            quoted(path.text()),
            Text.format(
                "its file system (%s) keeps no %s attribute", unsupported.fileSystem(), attribute),
            NOT_BLESSED,
            "Move the files to a file system with extended attributes, such as ext4."));
  }

  /** What a failed call means, and whose fault it is. */
  static Obstacle notSigned(ArtifactPath path, SigningException failure) {
    return Obstacle.prerequisite(failure.diagnostic(quoted(path.text()), FILE_NOT_BLESSED));
  }

  static Obstacle failed(ArtifactPath path, NativeException failure) {
    String place = quoted(path.text());
    return switch (failure.errno()) {
      case ETXTBSY, EAGAIN ->
          Obstacle.file(
              new Diagnostic(
                  "B008",
                  place,
                  Text.format("somebody has it open for writing (%s)", failure.reason()),
                  FILE_NOT_BLESSED,
                  "Find the writer ('fuser -v', mode F; or a writable mapping), end it, and bless"
                      + " again."));
      case EBUSY ->
          Obstacle.file(
              new Diagnostic(
                  "B020",
                  place,
                  "somebody else is enabling fs-verity on it",
                  FILE_NOT_BLESSED,
                  "Wait and bless again."));
      case EACCES, EPERM -> noPrivilege(path, failure.call() + " answered " + failure.reason());
      case EROFS ->
          Obstacle.prerequisite(
              new Diagnostic(
                  "B013",
                  place,
                  "its file system is mounted read-only",
                  NOT_BLESSED,
                  "Remount it ('mount -o remount,rw'), bless, and mount it read-only again."));
      default ->
          Obstacle.file(
              new Diagnostic(
                  "B015",
                  place,
                  Text.format("%s failed: %s", failure.call(), failure.reason()),
                  FILE_NOT_BLESSED,
                  "Mend what the error names (ENOSPC: make room, or for attributes sign by ECDSA, for"
                      + " ext4 keeps all of a file's in one block; EIO: check the storage; EINVAL:"
                      + " the file system lacks leases or verity of 4096-byte blocks), and bless"
                      + " again."));
    };
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }
}
