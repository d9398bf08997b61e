// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Doctor;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock doctor}: whether this machine can carry the guard. */
final class DoctorCommand implements Command {

  private final Usage usage =
      new Usage(this, "Examines whether this machine can carry the guard; changes nothing.");

  private final Supplier<Optional<Path>> root =
      usage
          .option("--root")
          .takes("DIR", Path.class)
          .says("Also examine the file system where files are to be blessed.")
          .optional();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() {
    Console console = usage.console();
    List<Doctor.Finding> findings = Doctor.examine(root.get());
    for (Doctor.Finding finding : findings) {
      switch (output.format()) {
        case text -> writeText(finding, console);
        case json -> writeJson(finding, console);
      }
    }
    boolean able = findings.stream().allMatch(finding -> finding.ok() || !finding.required());
    return able ? ExitCode.DONE : ExitCode.PREREQUISITE_MISSING;
  }

  private static void writeText(Doctor.Finding finding, Console console) {
    String state = finding.ok() ? "ok" : finding.required() ? "missing" : "limited";
    console.data(Text.format("%-8s %-17s %s", state, finding.name(), finding.detail()));
    finding
        .problem()
        .ifPresent(
            problem ->
                problem
                    .remedy()
                    .lines()
                    .forEach(
                        line ->
                            console.data(Text.format("%-26s %s: %s", "", problem.code(), line))));
  }

  private static void writeJson(Doctor.Finding finding, Console console) {
    console.json(
        json -> {
          json.writeStringField("name", finding.name());
          json.writeBooleanField("ok", finding.ok());
          json.writeBooleanField("required", finding.required());
          json.writeStringField("detail", finding.detail());
          if (finding.problem().isPresent()) {
            json.writeStringField("code", finding.problem().get().code());
            json.writeStringField("remedy", finding.problem().get().remedy());
          }
        });
  }
}
