// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.export.Export;
import dev.sbomlock.compiler.export.Exporter;
import dev.sbomlock.compiler.export.IpePolicy;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.OutputFile;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock export}: manifest in, a policy of another enforcer out. */
@Command(
    name = "export",
    description = {
      "Says what a manifest says in the language of another enforcer.",
      "ipe: a policy of Integrity Policy Enforcement, still to be signed, under which nothing is"
          + " executed but the accounted files, by their fs-verity digests."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  /** The other enforcers, by the names that users write. */
  enum Target {
    ipe
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MANIFEST", description = "What 'sbomlock compile -o' wrote.")
  private Path manifest = Path.of("");

  @Option(names = "--to", paramLabel = "ipe", required = true, description = "The other enforcer.")
  private Target to = Target.ipe;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the policy (default: standard output).")
  private @Nullable Path file;

  @Option(
      names = "--policy-name",
      paramLabel = "NAME",
      defaultValue = "sbomlock",
      description = "The policy's name in the kernel (default: ${DEFAULT-VALUE}).")
  private String policyName = "";

  @Option(
      names = "--policy-version",
      paramLabel = "N.N.N",
      defaultValue = "0.0.1",
      description =
          "The policy's version; the kernel takes an update only with a higher one (default:"
              + " ${DEFAULT-VALUE}).")
  private String policyVersion = "";

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    Export export = exporter().export(trusted.read(manifest));
    Console.of(spec).diagnostics(export.findings(), output.format);
    write(export.lines());
    return ExitCode.DONE;
  }

  private Exporter exporter() {
    try {
      return switch (to) {
        case ipe -> new IpePolicy(policyName, policyVersion);
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void write(List<String> lines) throws RejectedException {
    Path target = file;
    try {
      if (target == null) {
        write(lines, spec.commandLine().getOut());
      } else {
        OutputFile.write(
            target, out -> write(lines, new OutputStreamWriter(out, StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unwritableExport(
              String.valueOf(target), Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  private static void write(List<String> lines, Writer out) throws IOException {
    for (String line : lines) {
      out.write(line);
      out.write('\n');
    }
    out.flush();
  }
}
