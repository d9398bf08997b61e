// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import dev.sbomlock.image.tar.MalformedTarException;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.image.tar.TarReader;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.EscapedName;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one layer and shows its files to a visitor. */
final class LayerReader<T> {

  private static final int MAX_PROBLEMS = 100;

  /** Linux takes no longer target of a symbolic link. */
  private static final int MAX_TARGET = 4095;

  private final LayerVisitor<T> visitor;
  private final LayerBudget budget;
  private final ImageLimits limits;

  LayerReader(LayerVisitor<T> visitor, LayerBudget budget, ImageLimits limits) {
    this.visitor = visitor;
    this.budget = budget;
    this.limits = limits;
  }

  /**
   * The entries of a layer, in its order.
   *
   * @throws RejectedException with all that is wrong with it
   */
  List<LayerEntry<T>> read(Layer layer) throws RejectedException {
    String place = layer.blob().name();
    List<LayerEntry<T>> entries = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    try (LayerStream stream = LayerStream.open(layer, limits, visitor.copy(), visitor::read)) {
      try {
        readEntries(new TarReader(stream), layer, entries, problems);
      } catch (MalformedTarException e) {
        problems.add(ImageProblems.malformedTar(place, String.valueOf(e.getMessage())));
      }
      // A layer of other bytes than stated is that first of all.
      stream.verify();
      if (problems.isEmpty()) {
        stream.verifyCopy();
      }
    } catch (IOException e) {
      throw new RejectedException(ImageProblems.unreadableImage(place, "reading failed: " + e));
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return entries;
  }

  private void readEntries(
      TarReader tar, Layer layer, List<LayerEntry<T>> entries, List<Diagnostic> problems)
      throws IOException {
    String place = layer.blob().name();
    long largest = limits.largest(layer.size());
    long total = 0;
    for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
      TarEntry entry = next.get();
      total = entry.size() > largest ? Long.MAX_VALUE : total + entry.size();
      if (total > largest) {
        problems.add(
            ImageProblems.overLimit(
                place, Text.format("its files have more than %d bytes in all", largest)));
        return;
      }
      if (!budget.takeEntry()) {
        problems.add(
            ImageProblems.overLimit(
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
            ImageProblems.unsafeName(
                place,
                EscapedName.encode(EntryName.bytes(entry.name())),
                String.valueOf(e.getMessage())));
        if (problems.size() >= MAX_PROBLEMS) {
          return;
        }
      }
    }
  }

  private LayerEntry<T> entry(TarEntry entry, ArtifactPath path, TarReader tar) throws IOException {
    return switch (entry.type()) {
      case FILE -> new LayerEntry<>(entry.type(), path, "", visitor.file(entry, path, tar));
      case HARD_LINK ->
          new LayerEntry<>(
              entry.type(),
              path,
              EntryName.parse(entry.linkName())
                  .orElseThrow(() -> new IllegalArgumentException("it is a hard link to the root"))
                  .text(),
              null);
      case SYMLINK -> new LayerEntry<>(entry.type(), path, target(entry), null);
      case DIRECTORY, SPECIAL -> new LayerEntry<>(entry.type(), path, "", null);
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
}
