// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Text;
import java.util.List;

/** Diagnostics about images, their layers, and package databases; docs/ERRORS.md explains each. */
public final class ContentProblems {

  private static final String REFUSED = "no manifest was compiled";
  private static final String FETCH_AGAIN =
      "Fetch the image again, as with 'skopeo copy'; what differs from its digest is not it.";
  private static final String BUILD_AGAIN = "Build the image again with another tool.";

  private ContentProblems() {}

  // Images: where they are, and their documents.

  public static Diagnostic unreadableImage(String place, String fact) {
    return new Diagnostic(
        "C200",
        place,
        fact,
        REFUSED,
        "Pass an image that this user can read: oci:DIR, oci-archive:FILE or docker-archive:FILE,"
            + " not compressed as a whole.");
  }

  public static Diagnostic noSuchImage(String place, String wanted, List<String> found) {
    return new Diagnostic(
        "C201",
        place,
        Text.format(
            "it holds no image %s, but %s",
            wanted, found.isEmpty() ? "none at all" : String.join(", ", found)),
        REFUSED,
        "Name one of these with :TAG after the path, or with --platform.");
  }

  public static Diagnostic severalImages(String place, List<String> found) {
    return new Diagnostic(
        "C202",
        place,
        "it holds several images: " + String.join(", ", found),
        REFUSED,
        "Name one of them with :TAG after the path, or with --platform=OS/ARCH[/VARIANT].");
  }

  public static Diagnostic malformedImage(String place, String fact) {
    return new Diagnostic("C203", place, fact, REFUSED, BUILD_AGAIN);
  }

  public static Diagnostic missingBlob(String place, String name) {
    return new Diagnostic(
        "C204", place, Text.format("'%s' is not there", name), REFUSED, FETCH_AGAIN);
  }

  public static Diagnostic blobSize(String place, long expected, long actual) {
    return new Diagnostic(
        "C205",
        place,
        Text.format("it has %d bytes, and the image states %d", actual, expected),
        REFUSED,
        FETCH_AGAIN);
  }

  public static Diagnostic blobDigest(String place, Digest expected, Digest actual) {
    return new Diagnostic(
        "C206",
        place,
        "its bytes have not the digest that the image states",
        REFUSED,
        Text.format("expected %s\nactual   %s\n%s", expected, actual, FETCH_AGAIN));
  }

  public static Diagnostic diffId(String place, Digest expected, Digest actual) {
    return new Diagnostic(
        "C207",
        place,
        "decompressed, it has not the diff_id that the image's configuration states",
        REFUSED,
        Text.format("expected %s\nactual   %s\n%s", expected, actual, BUILD_AGAIN));
  }

  // Layers.

  public static Diagnostic malformedTar(String place, String fact) {
    return new Diagnostic(
        "C208",
        place,
        "this is no tar archive that is read alike everywhere: " + fact,
        REFUSED,
        BUILD_AGAIN);
  }

  public static Diagnostic unsafeName(String place, String name, String why) {
    return new Diagnostic(
        "C209",
        place,
        Text.format("an entry is called '%s', but %s", name, why),
        REFUSED,
        "Such a name reaches out of the root, or is taken differently by runtimes. " + BUILD_AGAIN);
  }

  public static Diagnostic overLimit(String place, String fact) {
    return new Diagnostic(
        "C210",
        place,
        fact,
        REFUSED,
        "Such sizes are refused as an attack. Unpack an image that is really so large, and pass"
            + " the directory with --rootfs.");
  }

  public static Diagnostic largeDocument(String place, long size, int limit) {
    return overLimit(place, Text.format("it has %d bytes, more than %d", size, limit));
  }

  public static Diagnostic ambiguous(String place, String path, String why) {
    return new Diagnostic(
        "C211",
        place,
        Text.format("the entry '%s' %s", path, why),
        REFUSED,
        "Runtimes differ on what such a layer makes, so what was measured might not be what runs. "
            + BUILD_AGAIN);
  }

  public static Diagnostic unsupportedLayer(String place, String mediaType) {
    return new Diagnostic(
        "C212",
        place,
        Text.format("its media type is '%s'", mediaType),
        REFUSED,
        "Pass an image whose layers are tar archives, plain or compressed with gzip or zstd, and"
            + " not encrypted.");
  }

  public static Diagnostic notDecompressed(String place, String fact) {
    return new Diagnostic(
        "C213", place, "it cannot be decompressed: " + fact, REFUSED, BUILD_AGAIN);
  }

  // Package databases inside the content.

  public static Diagnostic malformedDatabase(String path, String fact) {
    return new Diagnostic(
        "C220",
        Text.format("'%s'", path),
        fact,
        REFUSED,
        "Repair or reinstall what this file describes: a damaged package database accounts for"
            + " nothing.");
  }

  public static Diagnostic unmatched(String place, String component, String why) {
    return new Diagnostic(
        "C221",
        place,
        Text.format("component '%s' matches nothing in the content: %s", component, why),
        "no file is accounted to it",
        "Check that the SBOM describes this content.");
  }
}
