// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.composefs.ComposefsBlesser;
import dev.sbomlock.blesser.composefs.ComposefsReport;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;

/**
 * {@code sbomlock bless --composefs}: a directory in, a digest store and an image out.
 *
 * @param root what is read
 * @param output where the store is, or is made
 */
record BlessComposefs(Path root, Path output) {

  /** Blesses. */
  ComposefsReport bless(MeasurementManifest manifest, BlessMethods methods, Progress progress)
      throws RejectedException, MissingPrerequisiteException {
    ComposefsBlesser.Request request =
        new ComposefsBlesser.Request(
            manifest, root, output, methods, Runtime.getRuntime().availableProcessors());
    return ComposefsBlesser.bless(request, progress);
  }

  /** Tells what became of it; the answer is the exit code. */
  int tell(ComposefsReport report, Console console, OutputFormat format) {
    console.diagnostics(report.findings(), format);
    console.diagnostics(report.files().refusals(), format);
    int blessed = report.files().blessed();
    int already = report.files().already();
    int refused = report.files().refusals().size();
    switch (format) {
      case text -> {
        console.data(Text.format("blessed %d, already %d, refused %d", blessed, already, refused));
        report
            .made()
            .ifPresent(
                made ->
                    console.data(
                        Text.format(
                            "%s: %s, %d objects (%d new), %d files that nobody accounts for",
                            output.resolve(ComposefsBlesser.IMAGE),
                            made.image(),
                            made.objects(),
                            made.added(),
                            made.others())));
      }
      case json ->
          console.json(
              json -> {
                json.writeNumberField("blessed", blessed);
                json.writeNumberField("already", already);
                json.writeNumberField("refused", refused);
                if (report.made().isPresent()) {
                  ComposefsReport.Made made = report.made().get();
                  json.writeStringField("image", made.image().toString());
                  json.writeNumberField("objects", made.objects());
                  json.writeNumberField("added", made.added());
                  json.writeNumberField("others", made.others());
                }
              });
    }
    return refused == 0 ? ExitCode.DONE : ExitCode.NO;
  }
}
