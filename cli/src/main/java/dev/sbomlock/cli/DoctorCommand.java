// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Doctor;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sbomlock doctor}: whether this machine can carry the guard. */
@Command(
    name = "doctor",
    description = "Examines whether this machine can carry the guard; changes nothing.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Also examine the file system where files are to be blessed.")
  private @Nullable Path root;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(Objects.requireNonNull(spec));
    List<Doctor.Finding> findings = Doctor.examine(Optional.ofNullable(root));
    for (Doctor.Finding finding : findings) {
      switch (output.format) {
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
