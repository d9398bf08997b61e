// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Subject;

/** What can keep an image from being blessed; docs/ERRORS.md explains each. */
final class ImageBlesserProblems {

  /** The consequence of all that is found before the new image is there. */
  static final String NOTHING_WRITTEN = "no image was written";

  private ImageBlesserProblems() {}

  static Diagnostic notPortable(String methods) {
    return new Diagnostic(
        "B040",
        "'" + methods + "'",
        "fs-verity is a property of a file system, which no layer can carry, and bpf-xattr is not"
            + " written into layers",
        NOTHING_WRITTEN,
        "Bless the image with ima, ima-sig, ima-sigv3 or evm-portable, and where it was unpacked"
            + " with --root and the other methods.");
  }

  static Diagnostic otherImage(String place, Subject subject, Digest image) {
    return new Diagnostic(
        "B041",
        place,
        "the manifest is of another image: '" + subject.name() + "'",
        NOTHING_WRITTEN,
        "Compile a manifest of this image with --image, or pass the image that it is of.\nexpected "
            + subject.digest()
            + "\nactual   "
            + image);
  }
}
