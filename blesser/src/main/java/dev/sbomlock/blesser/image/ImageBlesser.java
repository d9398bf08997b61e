// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.image;

import dev.sbomlock.blesser.Appraisal;
import dev.sbomlock.blesser.Appraiser;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.FileOutcome;
import dev.sbomlock.blesser.PortableAttributes;
import dev.sbomlock.blesser.signing.SigningException;
import dev.sbomlock.image.ImageDescription;
import dev.sbomlock.image.ImageOutput;
import dev.sbomlock.image.ImageOutput.Changes;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Layer;
import dev.sbomlock.image.LayerApplier;
import dev.sbomlock.image.LayerEntry;
import dev.sbomlock.image.LayerVisitor;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.tar.TarEntry;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.ContentHasher.Hashed;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Progress.Unit;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an image another one whose accounted files bring the attributes that bless them. All
 * files are compared with the manifest first; when one does not match, there is no new image.
 *
 * <p>A file is blessed in the layer from which the image has it: what upper layers hide is not in
 * the image, and stays as it is.
 */
public final class ImageBlesser {

  private final MeasurementManifest manifest;
  private final List<Measurement> files;
  private final PortableAttributes attributes;
  private final ImageDescription image;
  private final Progress progress;

  private final Map<ArtifactPath, Measurement> byPath;
  private final Map<ArtifactPath, FileOutcome> outcomes = new HashMap<>();
  private final List<Changes> changes = new ArrayList<>();

  private ImageBlesser(
      MeasurementManifest manifest,
      List<Measurement> files,
      PortableAttributes attributes,
      ImageDescription image,
      Progress progress) {
    this.progress = progress;
    this.manifest = manifest;
    this.files = files;
    this.byPath = files.stream().collect(Collectors.toMap(Measurement::path, Function.identity()));
    this.attributes = attributes;
    this.image = image;
    image.layers().forEach(layer -> changes.add(new Changes()));
  }

  /**
   * What is read.
   *
   * @param image which is not changed
   * @param platform which image, where there are several and the manifest's subject is none of them
   */
  public record Source(ImageReference image, Optional<Platform> platform) {}

  /**
   * What to bless, and where to write it.
   *
   * @param source what is read
   * @param output where the new image is written; nothing may be there
   * @param form how it is written
   */
  public record Request(Source source, ImageReference output, ImageOutput.Form form) {}

  /**
   * Blesses each accounted file by each of the methods.
   *
   * @param progress is told of reading, signing and writing
   * @return what became of each file; with one that does not match, no image was written
   * @throws RejectedException when the image is refused or cannot be written, B002 when the
   *     manifest has no accounted file, B036 when the key signs no more, B040 when a method is not
   *     for images
   */
  public static ImageBlessReport bless(
      MeasurementManifest manifest, Request request, BlessMethods methods, Progress progress)
      throws RejectedException {
    try (ImageOutput output = ImageOutput.create(request.output())) {
      ImageBlesser blesser = of(manifest, request.source(), methods, progress);
      IntFunction<LayerVisitor<ImageFile>> measurers =
          BlessMethods.sign(methods.methods())
              ? blesser::measurer
              : layer -> blesser.measurer(layer, output, request.form());
      ImageBlessReport report =
          blesser.examine(request.source(), measurers, request.form().threads());
      if (!report.refusals().isEmpty()) {
        return report;
      }
      return report.writtenAs(
          output.write(blesser.image, blesser.changes, request.form(), progress));
    } catch (SigningException e) {
      throw notSigned(e, request.source());
    } catch (RejectedException e) {
      throw e.withConsequence(ImageBlesserProblems.NOTHING_WRITTEN);
    }
  }

  /**
   * Does all of that but write an image.
   *
   * @return what would become of each file
   * @throws RejectedException as {@link #bless} does
   */
  public static ImageBlessReport rehearse(
      MeasurementManifest manifest, Source source, BlessMethods methods, Progress progress)
      throws RejectedException {
    try {
      ImageBlesser blesser = of(manifest, source, methods, progress);
      return blesser.examine(source, blesser::measurer, Runtime.getRuntime().availableProcessors());
    } catch (SigningException e) {
      throw notSigned(e, source);
    } catch (RejectedException e) {
      throw e.withConsequence(ImageBlesserProblems.NOTHING_WRITTEN);
    }
  }

  private static RejectedException notSigned(SigningException e, Source source) {
    return new RejectedException(
        e.diagnostic(source.image().toString(), ImageBlesserProblems.NOTHING_WRITTEN));
  }

  private static ImageBlesser of(
      MeasurementManifest manifest, Source source, BlessMethods methods, Progress progress)
      throws RejectedException {
    List<Measurement> files = Appraiser.accounted(manifest);
    PortableAttributes attributes =
        PortableAttributes.of(methods)
            .orElseThrow(
                () -> new RejectedException(ImageBlesserProblems.notPortable(methods.toString())));
    ImageDescription image =
        ImageDescription.read(
            source.image(), source.platform(), Optional.of(manifest.subject().digest()));
    return new ImageBlesser(manifest, files, attributes, image, progress);
  }

  private LayerMeasurer measurer(int layer) {
    return new LayerMeasurer(
        layer, (path, position, entry) -> Optional.empty(), Optional.empty(), progress);
  }

  /**
   * Has the layer written while it is read, as if all files matched. Who signs is asked only once
   * they do.
   */
  private LayerMeasurer measurer(int index, ImageOutput output, ImageOutput.Form form) {
    Layer layer = image.layers().get(index);
    Changes guesses = new Changes();
    LayerMeasurer.Guess guess =
        (path, position, entry) -> {
          Optional<Map<String, Optional<byte[]>>> changed =
              Optional.ofNullable(byPath.get(path))
                  .map(expected -> attributes.changes(expected, entry));
          changed.ifPresent(change -> guesses.put(position, change));
          return changed;
        };
    int atATime = Math.min(image.layers().size(), LayerApplier.layersAtATime(form.threads()));
    int threads = Math.max(2, form.threads() / atATime);
    return new LayerMeasurer(
        index, guess, Optional.of(output.ahead(index, layer, guesses, form, threads)), progress);
  }

  /** Compares all files, and computes what is to change when they match. */
  private ImageBlessReport examine(
      Source source, IntFunction<LayerVisitor<ImageFile>> measurers, int threads)
      throws RejectedException {
    progress.begin("reading", image.layers().stream().mapToLong(Layer::size).sum(), Unit.BYTES);
    List<LayerEntry<ImageFile>> entries = LayerApplier.apply(image.layers(), measurers, threads);
    List<Match> matches = appraise(entries);
    if (!outcomes.isEmpty()) {
      return new ImageBlessReport(report(), explanation(source.image()), 0, Optional.empty());
    }
    sign(matches, threads);
    int layers = (int) changes.stream().filter(changed -> !changed.isEmpty()).count();
    return new ImageBlessReport(report(), Optional.empty(), layers, Optional.empty());
  }

  private BlessReport report() {
    return BlessReport.of(manifest, outcomes);
  }

  private void note(FileOutcome outcome) {
    outcomes.put(outcome.path(), outcome);
  }

  /** An accounted file and where it is. */
  private record Match(Measurement expected, ImageFile file) {}

  private List<Match> appraise(List<LayerEntry<ImageFile>> entries) {
    Map<String, LayerEntry<ImageFile>> byPath = new HashMap<>();
    entries.forEach(entry -> byPath.put(entry.path().text(), entry));
    List<Match> matches = new ArrayList<>();
    for (Measurement expected : files) {
      LayerEntry<ImageFile> entry = byPath.get(expected.path().text());
      ImageFile file = entry == null ? null : entry.content();
      Optional<Appraisal> mismatch = mismatch(expected, entry, file);
      if (mismatch.isPresent()) {
        mismatch
            .get()
            .problem()
            .map(problem -> problem.withConsequence(ImageBlesserProblems.NOTHING_WRITTEN))
            .ifPresent(problem -> note(FileOutcome.refused(expected.path(), problem)));
      } else if (file != null) {
        matches.add(new Match(expected, file));
      }
    }
    return matches;
  }

  private static Optional<Appraisal> mismatch(
      Measurement expected, @Nullable LayerEntry<ImageFile> entry, @Nullable ImageFile file) {
    if (entry == null) {
      return Optional.of(new Appraisal.Absent(expected));
    }
    if (file == null) {
      return Optional.of(new Appraisal.NotRegular(expected, description(entry.type())));
    }
    return Appraisal.mismatch(
        expected, new Hashed(file.size(), file.sha256()), file.entry().mode());
  }

  private static String description(TarEntry.Type type) {
    return switch (type) {
      case SYMLINK -> "a symbolic link";
      case DIRECTORY -> "a directory";
      case FILE, HARD_LINK, SPECIAL -> "a device or a pipe";
    };
  }

  /** What may be behind all of the mismatches. */
  private Optional<Diagnostic> explanation(ImageReference reference) {
    Subject subject = manifest.subject();
    boolean ofAnImage = subject.digest().algorithm() == DigestAlgorithm.SHA256;
    boolean same =
        subject.digest().equals(image.digest())
            || image.original().equals(Optional.of(subject.digest()));
    return ofAnImage && !same
        ? Optional.of(
            ImageBlesserProblems.otherImage("'" + reference + "'", subject, image.digest()))
        : Optional.empty();
  }

  /** Computes all changes: signing is what takes the time, and so it is done in parallel. */
  private void sign(List<Match> matches, int threads) {
    progress.begin("signing", matches.size());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Map<String, Optional<byte[]>>>> signing = new ArrayList<>();
      for (Match match : matches) {
        signing.add(
            pool.submit(
                () ->
                    match
                        .file()
                        .guess()
                        .orElseGet(
                            () -> attributes.changes(match.expected(), match.file().entry()))));
      }
      for (int i = 0; i < matches.size(); i++) {
        note(matches.get(i), signing.get(i).get());
        progress.advance();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signing", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("signing failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void note(Match match, Map<String, Optional<byte[]>> change) {
    ArtifactPath path = match.expected().path();
    if (change.isEmpty()) {
      note(FileOutcome.already(path));
      return;
    }
    note(FileOutcome.blessed(path));
    // Of hard links the first decides: what ECDSA signs twice differs, and both hold.
    changes.get(match.file().layer()).put(match.file().position(), change);
  }
}
