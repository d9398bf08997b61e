// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.image.ImageBlessReport;
import dev.sbomlock.blesser.image.ImageBlesser;
import dev.sbomlock.image.ImageOutput;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.image.compression.Compression;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.Arrays;
import java.util.Optional;

/** {@code sbomlock bless --image}: an image in, another one out. */
final class BlessImage {

  static final String KEEP = "keep";

  private final ImageBlesser.Source source;
  private final Optional<ImageReference> output;
  private final ImageOutput.Form form;

  private BlessImage(
      ImageBlesser.Source source, Optional<ImageReference> output, ImageOutput.Form form) {
    this.source = source;
    this.output = output;
    this.form = form;
  }

  /**
   * What the options ask for.
   *
   * @param output where the image is written; nowhere when that is only rehearsed
   * @throws IllegalArgumentException when one cannot be understood, with the reason
   */
  static BlessImage parse(
      String image, Optional<String> platform, Optional<String> output, String compression) {
    ImageOutput.Form form =
        new ImageOutput.Form(
            compression.equals(KEEP) ? Optional.empty() : Optional.of(compression(compression)),
            Runtime.getRuntime().availableProcessors());
    return new BlessImage(
        new ImageBlesser.Source(ImageReference.parse(image), platform.map(Platform::parse)),
        output.map(ImageReference::parse),
        form);
  }

  private static Compression compression(String name) {
    return Arrays.stream(Compression.values())
        .filter(compression -> compression.key().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--compression is keep, gzip, zstd or none, not '" + name + "'"));
  }

  /** Blesses, or rehearses that. */
  ImageBlessReport bless(MeasurementManifest manifest, BlessMethods methods, Progress progress)
      throws RejectedException {
    return output.isPresent()
        ? ImageBlesser.bless(
            manifest, new ImageBlesser.Request(source, output.get(), form), methods, progress)
        : ImageBlesser.rehearse(manifest, source, methods, progress);
  }

  /** Tells what became of it; the answer is the exit code. */
  int tell(ImageBlessReport report, Console console, OutputFormat format) {
    console.diagnostics(report.refusals(), format);
    int refused = report.refusals().size();
    switch (format) {
      case text -> {
        console.data(
            Text.format(
                "%s %d, already %d, refused %d",
                output.isPresent() ? "blessed" : "would bless",
                report.blessed(),
                report.already(),
                refused));
        report
            .image()
            .ifPresent(
                digest ->
                    console.data(
                        Text.format(
                            "%s: %s, %d layers changed",
                            output.orElseThrow(), digest, report.layers())));
      }
      case json ->
          console.json(
              json -> {
                json.writeNumberField(
                    output.isPresent() ? "blessed" : "would-bless", report.blessed());
                json.writeNumberField("already", report.already());
                json.writeNumberField("refused", refused);
                json.writeNumberField("layers", report.layers());
                json.writeStringField("image", report.image().map(Digest::toString).orElse(""));
              });
    }
    return refused == 0 ? ExitCode.DONE : ExitCode.NO;
  }
}
