// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.blesser.Appraisal;
import dev.sbomlock.blesser.Appraiser;
import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.Protection;
import dev.sbomlock.blesser.signing.FileVerifier;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock appraise}: manifest and files in, PASS or FAIL a file out. */
final class AppraiseCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Compares the accounted files of a manifest with those below a directory; changes"
              + " nothing.",
          "Writes PASS or FAIL for each file, with --format=json one object a line, which also"
              + " tells what the file holds for the kernel.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<Path> root =
      usage
          .option("--root")
          .takes("DIR", Path.class)
          .says("The directory that holds the files.")
          .required();

  private final Supplier<Optional<Path>> certificate =
      usage
          .option("--certificate")
          .takes("FILE", Path.class)
          .says(
              "A signer's X.509 certificate, PEM or DER: a file whose security.ima or security.evm"
                  + " names its key fails when that signature does not hold. Signatures of other"
                  + " keys are not judged, and none is asked for.")
          .optional();

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    List<Diagnostic> problems = new ArrayList<>();
    Optional<Path> signer = certificate.get();
    int appraised =
        Appraiser.appraise(
            trusted.read(manifest.get()),
            root.get(),
            signer.isEmpty() ? Optional.empty() : Optional.of(FileVerifier.read(signer.get())),
            Runtime.getRuntime().availableProcessors(),
            appraisal -> {
              show(appraisal, console);
              appraisal.problem().ifPresent(problems::add);
            });
    console.diagnostics(problems, output.format());
    if (output.format() == OutputFormat.text) {
      int failed = problems.size();
      console.note(Text.format("passed %d, failed %d", appraised - failed, failed));
    }
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  private void show(Appraisal appraisal, Console console) {
    String path = appraisal.expected().path().text();
    Optional<Diagnostic> problem = appraisal.problem();
    switch (output.format()) {
      case text ->
          console.data(
              problem
                  .map(p -> Text.format("FAIL %s %s", path, p.fact()))
                  .orElseGet(() -> "PASS " + path));
      case json -> console.json(json -> write(appraisal, problem, json));
    }
  }

  private static void write(Appraisal appraisal, Optional<Diagnostic> problem, JsonGenerator json)
      throws IOException {
    json.writeStringField("path", appraisal.expected().path().text());
    json.writeStringField("verdict", problem.isEmpty() ? "PASS" : "FAIL");
    if (problem.isPresent()) {
      json.writeStringField("code", problem.get().code());
      json.writeStringField("reason", problem.get().fact());
    }
    if (appraisal instanceof Appraisal.Matches matches) {
      for (BlessMethod method : BlessMethod.values()) {
        Protection held = matches.protection().get(method);
        if (held != null) {
          json.writeStringField(method.key(), held.key());
        }
      }
    }
  }
}
