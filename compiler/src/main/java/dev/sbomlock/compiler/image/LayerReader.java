// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.image;

import dev.sbomlock.compiler.ownership.PackageFiles;
import dev.sbomlock.compiler.problem.ContentProblems;
import dev.sbomlock.compiler.rootfs.FurtherDigests;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.compiler.tar.MalformedTarException;
import dev.sbomlock.compiler.tar.TarEntry;
import dev.sbomlock.compiler.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentDigester;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one layer after another and measures its files; use one a thread. */
final class LayerReader {

  private static final int BUFFER = 1 << 17;
  private static final int MAX_PROBLEMS = 100;

  /** Linux takes no longer target of a symbolic link. */
  private static final int MAX_TARGET = 4095;

  private final byte[] buffer = new byte[BUFFER];
  private final ContentDigester digester = new ContentDigester();
  private final FurtherDigests further;
  private final LayerBudget budget;
  private final ImageLimits limits;

  LayerReader(Set<DigestAlgorithm> others, LayerBudget budget, ImageLimits limits) {
    this.further = new FurtherDigests(others);
    this.budget = budget;
    this.limits = limits;
  }

  /**
   * The entries of a layer, in its order.
   *
   * @throws RejectedException with all that is wrong with it
   */
  List<LayerEntry> read(Layer layer) throws RejectedException {
    String place = layer.blob().name();
    List<LayerEntry> entries = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    try (LayerStream stream = LayerStream.open(layer, limits)) {
      try {
        readEntries(new TarReader(stream), layer, entries, problems);
      } catch (MalformedTarException e) {
        problems.add(ContentProblems.malformedTar(place, String.valueOf(e.getMessage())));
      }
      // A layer of other bytes than stated is that first of all.
      stream.verify();
    } catch (IOException e) {
      throw new RejectedException(ContentProblems.unreadableImage(place, "reading failed: " + e));
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return entries;
  }

  private void readEntries(
      TarReader tar, Layer layer, List<LayerEntry> entries, List<Diagnostic> problems)
      throws IOException {
    String place = layer.blob().name();
    long largest = limits.largest(layer.size());
    long total = 0;
    for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
      TarEntry entry = next.get();
      total = entry.size() > largest ? Long.MAX_VALUE : total + entry.size();
      if (total > largest) {
        problems.add(
            ContentProblems.overLimit(
                place, Text.format("its files have more than %d bytes in all", largest)));
        return;
      }
      if (!budget.takeEntry()) {
        problems.add(
            ContentProblems.overLimit(
                place, Text.format("the image has more than %d entries", limits.entries())));
        return;
      }
      try {
        Optional<ArtifactPath> path = EntryName.parse(entry.name());
        if (path.isPresent()) {
          entries.add(entry(entry, path.get(), tar));
        }
      } catch (IllegalArgumentException e) {
        problems.add(
            ContentProblems.unsafeName(
                place,
                EscapedName.encode(EntryName.bytes(entry.name())),
                String.valueOf(e.getMessage())));
        if (problems.size() >= MAX_PROBLEMS) {
          return;
        }
      }
    }
  }

  private LayerEntry entry(TarEntry entry, ArtifactPath path, TarReader tar) throws IOException {
    return switch (entry.type()) {
      case FILE -> file(entry, path, tar);
      case HARD_LINK ->
          new LayerEntry(
              entry.type(),
              path,
              EntryName.parse(entry.linkName())
                  .orElseThrow(() -> new IllegalArgumentException("it is a hard link to the root"))
                  .text(),
              null,
              null);
      case SYMLINK -> new LayerEntry(entry.type(), path, target(entry), null, null);
      case DIRECTORY, SPECIAL -> new LayerEntry(entry.type(), path, "", null, null);
    };
  }

  private static String target(TarEntry entry) {
    byte[] target = EntryName.bytes(entry.linkName());
    boolean nul = false;
    for (byte b : target) {
      nul |= b == 0;
    }
    if (target.length == 0 || target.length > MAX_TARGET || nul) {
      throw new IllegalArgumentException(
          Text.format("its target of %d bytes is empty, too long or holds NUL", target.length));
    }
    return EscapedName.encode(target);
  }

  private LayerEntry file(TarEntry entry, ArtifactPath path, TarReader tar) throws IOException {
    ByteArrayOutputStream kept =
        PackageFiles.holds(path) && budget.takeKept(entry.size())
            ? new ByteArrayOutputStream((int) entry.size())
            : null;
    int read;
    while ((read = tar.read(buffer, 0, buffer.length)) >= 0) {
      digester.update(buffer, 0, read);
      further.update(buffer, 0, read);
      if (kept != null) {
        kept.write(buffer, 0, read);
      }
    }
    ContentDigester.Measured measured = digester.finish();
    List<Digest> digests = new ArrayList<>(measured.digests().digests());
    digests.addAll(further.finish());
    return new LayerEntry(
        entry.type(),
        path,
        "",
        new MeasuredFile(
            path, new Measurement.Content(measured.size(), entry.mode()), DigestSet.of(digests)),
        kept == null ? null : new KeptBytes(kept.toByteArray()));
  }
}
