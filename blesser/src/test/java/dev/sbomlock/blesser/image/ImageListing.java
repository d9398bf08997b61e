// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.image.ImageDescription;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.LayerApplier;
import dev.sbomlock.image.LayerEntry;
import dev.sbomlock.image.LayerVisitor;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is in an image, with the attributes that its files bring, and manifests of it. */
final class ImageListing {

  /** A file's content, mode, and attributes by name, as hex digits. */
  record Found(ContentDigester.Measured measured, int mode, Map<String, String> attributes) {}

  private final ImageDescription image;
  private final List<LayerEntry<Found>> entries;

  private ImageListing(ImageDescription image, List<LayerEntry<Found>> entries) {
    this.image = image;
    this.entries = entries;
  }

  static ImageListing of(ImageReference reference) throws RejectedException {
    ImageDescription image = ImageDescription.read(reference, Optional.empty());
    return new ImageListing(image, LayerApplier.apply(image.layers(), layer -> new Visitor(), 2));
  }

  Digest digest() {
    return image.digest();
  }

  ImageDescription description() {
    return image;
  }

  /** Every entry but its attributes: what an image is besides them. */
  List<String> content() {
    List<String> lines = new ArrayList<>();
    for (LayerEntry<Found> entry : entries) {
      Found file = entry.content();
      lines.add(
          entry.type()
              + " "
              + entry.path()
              + " "
              + (file == null ? entry.link() : file.mode() + " " + file.measured().sha256()));
    }
    return lines;
  }

  /** The attribute of each file that has it. */
  Map<String, String> attribute(String name) {
    Map<String, String> found = new TreeMap<>();
    for (LayerEntry<Found> entry : entries) {
      Found file = entry.content();
      if (file != null && file.attributes().containsKey(name)) {
        found.put(entry.path().text(), file.attributes().get(name));
      }
    }
    return found;
  }

  /** A manifest of the image that accounts for the files of these names. */
  MeasurementManifest manifest(String... accounted) {
    List<Measurement> files = new ArrayList<>();
    for (LayerEntry<Found> entry : entries) {
      Found file = entry.content();
      if (file != null) {
        boolean known = List.of(accounted).contains(entry.path().text());
        files.add(
            new Measurement(
                entry.path(),
                new Measurement.Content(file.measured().size(), file.mode()),
                file.measured().digests(),
                List.of(),
                known ? List.of(new Evidence(EvidenceKind.OWNERSHIP, "dpkg:test")) : List.of(),
                known ? Status.ACCOUNTED : Status.UNACCOUNTED));
      }
    }
    return new MeasurementManifest(
        new Subject("app", image.digest()), List.of(), List.of(), files, List.of());
  }

  private static final class Visitor implements LayerVisitor<Found> {

    private final ContentDigester digester = new ContentDigester();

    @Override
    public Found file(TarEntry entry, ArtifactPath path, TarReader content) throws IOException {
      Map<String, String> attributes = new TreeMap<>();
      for (String name : List.of("security.ima", "security.evm", "security.capability", "user.x")) {
        content
            .xattr(name)
            .ifPresent(value -> attributes.put(name, HexFormat.of().formatHex(value)));
      }
      byte[] buffer = new byte[1000];
      for (int read = content.read(buffer, 0, 1000);
          read >= 0;
          read = content.read(buffer, 0, 1000)) {
        digester.update(buffer, 0, read);
      }
      return new Found(digester.finish(), entry.mode(), attributes);
    }
  }
}
