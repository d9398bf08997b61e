// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.store;

import dev.sbomlock.blesser.Appraiser;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.Blesser;
import dev.sbomlock.blesser.FileOutcome;
import dev.sbomlock.image.store.UnpackedImage;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.NativeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Blesses the accounted files of an image in the layers that a runtime has unpacked, all or none:
 * every file is appraised and surveyed in its layer first.
 *
 * <p>A file is blessed in the layer from which a container sees it. Images that share the layer
 * find it blessed already.
 */
public final class StoreBlesser {

  private final Request request;

  private StoreBlesser(Request request) {
    this.request = request;
  }

  /**
   * What to bless, and how.
   *
   * @param manifest names the files, as a container of the image sees them
   * @param methods at least one, and the key of those that sign
   * @param threads how many files are looked at a time
   */
  public record Request(
      MeasurementManifest manifest, UnpackedImage image, BlessMethods methods, int threads) {}

  /** The files of one layer. */
  private record Part(Path layer, MeasurementManifest manifest) {}

  /** What is done with a layer. */
  private interface Step {
    BlessReport take(Blesser.Request layer, Progress progress)
        throws RejectedException, MissingPrerequisiteException;
  }

  /**
   * Blesses each accounted file by each of the methods.
   *
   * @param progress is told of comparing and of blessing, a layer at a time
   * @return what became of each file; with a refusal found before anything was touched, none was
   *     blessed
   * @throws RejectedException B002 when the manifest has no accounted file, B042 when a layer
   *     cannot be read
   * @throws MissingPrerequisiteException as of {@link Blesser#bless}
   */
  public static BlessReport bless(Request request, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    StoreBlesser blesser = new StoreBlesser(request);
    List<Part> parts = blesser.parts();
    BlessReport rehearsed = blesser.each(parts, Blesser::rehearse, progress);
    return rehearsed.refusals().isEmpty()
        ? blesser.each(parts, Blesser::bless, progress)
        : rehearsed;
  }

  /**
   * Does all that {@link #bless} does before it touches the first file, and no more.
   *
   * @return as of {@link #bless}, with the files that it would bless
   */
  public static BlessReport rehearse(Request request, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    StoreBlesser blesser = new StoreBlesser(request);
    return blesser.each(blesser.parts(), Blesser::rehearse, progress);
  }

  private List<Part> parts() throws RejectedException {
    Map<Integer, List<Measurement>> byLayer = new TreeMap<>();
    List<Path> layers = request.image().layers();
    List<Measurement> files = Appraiser.accounted(request.manifest());
    try (LayerDirectories directories = LayerDirectories.open(layers)) {
      for (Measurement file : files) {
        // Where no layer has it the uppermost one says that it is missing.
        int layer = directories.layerOf(file.path()).orElse(layers.size() - 1);
        byLayer.computeIfAbsent(layer, number -> new ArrayList<>()).add(file);
      }
    } catch (NativeException e) {
      throw new RejectedException(unreadable(e));
    }
    return byLayer.entrySet().stream()
        .map(part -> new Part(layers.get(part.getKey()), request.manifest().of(part.getValue())))
        .toList();
  }

  private static Diagnostic unreadable(NativeException failure) {
    return new Diagnostic(
        "B042",
        failure.path(),
        "a layer of the image cannot be read: " + failure.reason(),
        "nothing was blessed",
        "Run as root, on the node whose runtime has unpacked the image.");
  }

  private BlessReport each(List<Part> parts, Step step, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    Map<ArtifactPath, FileOutcome> outcomes = new HashMap<>();
    for (Part part : parts) {
      Blesser.Request layer =
          new Blesser.Request(part.manifest(), part.layer(), request.methods(), request.threads());
      step.take(layer, progress).files().forEach(file -> outcomes.put(file.path(), file));
    }
    boolean refused =
        outcomes.values().stream().map(FileOutcome::refusal).anyMatch(Optional::isPresent);
    if (refused) {
      outcomes.values().removeIf(outcome -> outcome.result() == FileOutcome.Result.BLESSED);
    }
    return BlessReport.of(request.manifest(), outcomes);
  }
}
