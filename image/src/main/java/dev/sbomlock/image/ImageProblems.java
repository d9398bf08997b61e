// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.List;

/** Diagnostics about images and their layers; docs/ERRORS.md explains each. */
final class ImageProblems {

  private static final String REFUSED = "the image is refused";
  private static final String NOT_WRITTEN = "no image was written";
  private static final String FETCH_AGAIN =
      "Fetch the image again, as with 'skopeo copy'; what differs from its digest is not it.";
  private static final String BUILD_AGAIN = "Build the image again with another tool.";

  private ImageProblems() {}

  // Images: where they are, and their documents.

  static Diagnostic unreadableImage(String place, String fact) {
    return new Diagnostic(
        "C200",
        place,
        fact,
        REFUSED,
        "Pass an image that this user can read: oci:DIR, oci-archive:FILE or docker-archive:FILE,"
            + " not compressed as a whole.");
  }

  static Diagnostic noSuchImage(String place, String wanted, List<String> found) {
    return new Diagnostic(
        "C201",
        place,
        Text.format(
            "it holds no image %s, but %s",
            wanted, found.isEmpty() ? "none at all" : String.join(", ", found)),
        REFUSED,
        "Name one of these with :TAG after the path, or with --platform.");
  }

  static Diagnostic severalImages(String place, List<String> found) {
    return new Diagnostic(
        "C202",
        place,
        "it holds several images: " + String.join(", ", found),
        REFUSED,
        "Name one of them with :TAG after the path, or with --platform=OS/ARCH[/VARIANT].");
  }

  static Diagnostic malformedImage(String place, String fact) {
    return new Diagnostic("C203", place, fact, REFUSED, BUILD_AGAIN);
  }

  static Diagnostic missingBlob(String place, String name) {
    return new Diagnostic(
        "C204", place, Text.format("'%s' is not there", name), REFUSED, FETCH_AGAIN);
  }

  static Diagnostic blobSize(String place, long expected, long actual) {
    return new Diagnostic(
        "C205",
        place,
        Text.format("it has %d bytes, and the image states %d", actual, expected),
        REFUSED,
        FETCH_AGAIN);
  }

  static Diagnostic blobDigest(String place, Digest expected, Digest actual) {
    return new Diagnostic(
        "C206",
        place,
        "its bytes have not the digest that the image states",
        REFUSED,
        Text.format("expected %s\nactual   %s\n%s", expected, actual, FETCH_AGAIN));
  }

  static Diagnostic diffId(String place, Digest expected, Digest actual) {
    return new Diagnostic(
        "C207",
        place,
        "decompressed, it has not the diff_id that the image's configuration states",
        REFUSED,
        Text.format("expected %s\nactual   %s\n%s", expected, actual, BUILD_AGAIN));
  }

  // Layers.

  static Diagnostic malformedTar(String place, String fact) {
    return new Diagnostic(
        "C208",
        place,
        "this is no tar archive that is read alike everywhere: " + fact,
        REFUSED,
        BUILD_AGAIN);
  }

  static Diagnostic unsafeName(String place, String name, String why) {
    return new Diagnostic(
        "C209",
        place,
        Text.format("an entry is called '%s', but %s", name, why),
        REFUSED,
        "Such a name reaches out of the root, or is taken differently by runtimes. " + BUILD_AGAIN);
  }

  static Diagnostic overLimit(String place, String fact) {
    return new Diagnostic(
        "C210",
        place,
        fact,
        REFUSED,
        "Such sizes are refused as an attack. Unpack an image that is really so large, and pass"
            + " the directory in its place.");
  }

  static Diagnostic largeDocument(String place, long size, int limit) {
    return overLimit(place, Text.format("it has %d bytes, more than %d", size, limit));
  }

  static Diagnostic ambiguous(String place, String path, String why) {
    return new Diagnostic(
        "C211",
        place,
        Text.format("the entry '%s' %s", path, why),
        REFUSED,
        "Runtimes differ on what such a layer makes, so what was measured might not be what runs. "
            + BUILD_AGAIN);
  }

  static Diagnostic unsupportedLayer(String place, String mediaType) {
    return new Diagnostic(
        "C212",
        place,
        Text.format("its media type is '%s'", mediaType),
        REFUSED,
        "Pass an image whose layers are tar archives, plain or compressed with gzip or zstd, and"
            + " not encrypted.");
  }

  static Diagnostic notDecompressed(String place, String fact) {
    return new Diagnostic(
        "C213", place, "it cannot be decompressed: " + fact, REFUSED, BUILD_AGAIN);
  }

  static Diagnostic notCopied(String place, String fact) {
    return new Diagnostic(
        "C214",
        place,
        "the layer that becomes of it could not be written: " + fact,
        REFUSED,
        "Make room beside the output, for all layers.");
  }

  // Images that are written.

  static Diagnostic outputExists(Path target) {
    return new Diagnostic(
        "C215",
        "'" + target + "'",
        "there is something already",
        NOT_WRITTEN,
        "Name a place that does not exist yet, or remove what is there: nothing is overwritten.");
  }

  static Diagnostic workspaceTaken(Path directory) {
    return new Diagnostic(
        "C216",
        "'" + directory + "'",
        "another process is writing the same image, or this directory is somebody else's",
        NOT_WRITTEN,
        "Wait for the other process; remove the directory when there is none.");
  }

  static Diagnostic notWritten(Path target, String fact) {
    return new Diagnostic(
        "C217",
        "'" + target + "'",
        "it cannot be written: " + fact,
        NOT_WRITTEN,
        "Choose a directory that exists, that this user may write to, and that has room for the"
            + " image, compressed and decompressed.");
  }
}
