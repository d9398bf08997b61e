// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.export.ComposefsDump;
import dev.sbomlock.compiler.export.Export;
import dev.sbomlock.compiler.export.Exporter;
import dev.sbomlock.compiler.export.FapolicydTrust;
import dev.sbomlock.compiler.export.FsverityList;
import dev.sbomlock.compiler.export.ImaPolicy;
import dev.sbomlock.compiler.export.IpePolicy;
import dev.sbomlock.compiler.export.KeylimePolicy;
import dev.sbomlock.compiler.export.TetragonPolicy;
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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sbomlock export}: manifest in, a policy of another enforcer out. */
@Command(
    name = "export",
    description = {
      "Says what a manifest says in the language of another enforcer.",
      "ipe: a policy of Integrity Policy Enforcement, still to be signed, under which nothing is"
          + " executed but the accounted files, by their fs-verity digests.",
      "ima: rules under which nothing is executed or mapped executable from the file systems of"
          + " --fsuuid but what security.ima vouches for.",
      "fapolicyd: a trust file. keylime: a runtime policy. fsverity: the lines of 'fsverity digest'."
          + " composefs: a dump for 'mkcomposefs --from-file'.",
      "tetragon: a TracingPolicy that denies executing at any other path. It compares paths only and"
          + " is weak."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  /** The other enforcers, by the names that users write. */
  enum Target {
    ipe,
    ima,
    fapolicyd,
    keylime,
    fsverity,
    composefs,
    tetragon
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MANIFEST", description = "What 'sbomlock compile -o' wrote.")
  private Path manifest = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "TARGET",
      required = true,
      description = "One of ${COMPLETION-CANDIDATES}.")
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
      description = "For ipe and tetragon: the policy's name (default: ${DEFAULT-VALUE}).")
  private String policyName = "";

  @Option(
      names = "--policy-version",
      paramLabel = "N.N.N",
      defaultValue = "0.0.1",
      description =
          "For ipe: the policy's version; the kernel takes an update only with a higher one (default:"
              + " ${DEFAULT-VALUE}).")
  private String policyVersion = "";

  @Option(
      names = "--fsuuid",
      paramLabel = "UUID",
      description =
          "For ima: the file system that holds the files, as 'findmnt -no UUID --target FILE' prints"
              + " it; may be repeated.")
  private List<String> fileSystems = List.of();

  @Option(
      names = "--appraise",
      paramLabel = "hash|imasig|sigv3|verity",
      converter = ExportAppraisal.class,
      defaultValue = "hash",
      description =
          "For ima: what security.ima must hold. hash: a SHA-256, as 'bless --method=ima' writes it."
              + " imasig: a signature. sigv3: one of version 3, from Linux 7.2 on. verity: one of"
              + " the fs-verity digest, not on overlayfs (default: ${DEFAULT-VALUE}).")
  private ImaPolicy.Appraisal appraisal = ImaPolicy.Appraisal.DIGEST;

  @Option(
      names = "--fapolicyd-version",
      paramLabel = "1|3",
      defaultValue = "1",
      description =
          "Whose trust file: 1: with percent-escaped names, which also Debian 12's reads; 3: with names"
              + " as they are (default: ${DEFAULT-VALUE}).")
  private int fapolicydVersion = 1;

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
        case ima -> new ImaPolicy(fileSystems, appraisal);
        case fapolicyd -> new FapolicydTrust(isEscaped());
        case keylime -> new KeylimePolicy();
        case fsverity -> new FsverityList();
        case composefs -> new ComposefsDump();
        case tetragon -> new TetragonPolicy(policyName);
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isEscaped() {
    if (fapolicydVersion != 1 && fapolicydVersion != 3) {
      throw new IllegalArgumentException("--fapolicyd-version is 1 or 3, not " + fapolicydVersion);
    }
    return fapolicydVersion == 1;
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

  /** Takes what IMA demands by its name in IMA's rules. */
  private static final class ExportAppraisal implements ITypeConverter<ImaPolicy.Appraisal> {

    @Override
    public ImaPolicy.Appraisal convert(String name) {
      for (ImaPolicy.Appraisal appraisal : ImaPolicy.Appraisal.values()) {
        if (appraisal.key().equals(name)) {
          return appraisal;
        }
      }
      throw new TypeConversionException(
          "expected 'hash', 'imasig', 'sigv3' or 'verity', not '" + name + "'");
    }
  }
}
