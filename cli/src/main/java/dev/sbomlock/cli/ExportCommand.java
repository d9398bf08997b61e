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
import java.util.function.Supplier;

/** {@code sbomlock export}: manifest in, a policy of another enforcer out. */
final class ExportCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Says what a manifest says in the language of another enforcer.",
          "ipe: a policy of Integrity Policy Enforcement, still to be signed, under which nothing"
              + " is executed but the accounted files, by their fs-verity digests.",
          "ima: rules under which nothing is executed or mapped executable from the file systems of"
              + " --fsuuid but what security.ima vouches for.",
          "fapolicyd: a trust file. keylime: a runtime policy. fsverity: the lines of 'fsverity"
              + " digest'. composefs: a dump for 'mkcomposefs --from-file'.",
          "tetragon: a TracingPolicy that denies executing at any other path. It compares paths only"
              + " and is weak.");

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

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<Target> to =
      usage
          .option("--to")
          .takes("TARGET", Target.class)
          .says("One of ${COMPLETION-CANDIDATES}.")
          .required();

  private final Supplier<Optional<Path>> file =
      usage
          .option("-o", "--output")
          .takes("FILE", Path.class)
          .says("Where to write the policy (default: standard output).")
          .optional();

  private final Supplier<String> policyName =
      usage
          .option("--policy-name")
          .takes("NAME", String.class)
          .says("For ipe and tetragon: the policy's name (default: ${DEFAULT-VALUE}).")
          .otherwise("sbomlock");

  private final Supplier<String> policyVersion =
      usage
          .option("--policy-version")
          .takes("N.N.N", String.class)
          .says(
              "For ipe: the policy's version; the kernel takes an update only with a higher one"
                  + " (default: ${DEFAULT-VALUE}).")
          .otherwise("0.0.1");

  private final Supplier<List<String>> fileSystems =
      usage
          .option("--fsuuid")
          .takes("UUID", String.class)
          .says(
              "For ima: the file system that holds the files, as 'findmnt -no UUID --target FILE'"
                  + " prints it; may be repeated.")
          .list();

  private final Supplier<ImaPolicy.Appraisal> appraisal =
      usage
          .option("--appraise")
          .takes("hash|imasig|sigv3|verity", ExportCommand::appraisal)
          .says(
              "For ima: what security.ima must hold. hash: a SHA-256, as 'bless --method=ima' writes"
                  + " it. imasig: a signature. sigv3: one of version 3, from Linux 7.2 on. verity:"
                  + " one of the fs-verity digest, not on overlayfs (default: ${DEFAULT-VALUE}).")
          .otherwise("hash");

  private final Supplier<Integer> fapolicydVersion =
      usage
          .option("--fapolicyd-version")
          .takes("1|3", Integer.class)
          .says(
              "Whose trust file: 1: with percent-escaped names, which also Debian 12's reads; 3: with"
                  + " names as they are (default: ${DEFAULT-VALUE}).")
          .otherwise("1");

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Export export = exporter().export(trusted.read(manifest.get()));
    usage.console().diagnostics(export.findings(), output.format());
    write(export.lines());
    return ExitCode.DONE;
  }

  private Exporter exporter() {
    try {
      return switch (to.get()) {
        case ipe -> new IpePolicy(policyName.get(), policyVersion.get());
        case ima -> new ImaPolicy(fileSystems.get(), appraisal.get());
        case fapolicyd -> new FapolicydTrust(isEscaped());
        case keylime -> new KeylimePolicy();
        case fsverity -> new FsverityList();
        case composefs -> new ComposefsDump();
        case tetragon -> new TetragonPolicy(policyName.get());
      };
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
  }

  private boolean isEscaped() {
    int version = fapolicydVersion.get();
    if (version != 1 && version != 3) {
      throw new IllegalArgumentException("--fapolicyd-version is 1 or 3, not " + version);
    }
    return version == 1;
  }

  private void write(List<String> lines) throws RejectedException {
    Optional<Path> target = file.get();
    try {
      if (target.isEmpty()) {
        write(lines, usage.spec().commandLine().getOut());
      } else {
        OutputFile.write(
            target.get(), out -> write(lines, new OutputStreamWriter(out, StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unwritableExport(
              target.map(Path::toString).orElse("standard output"),
              Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  private static void write(List<String> lines, Writer out) throws IOException {
    for (String line : lines) {
      out.write(line);
      out.write('\n');
    }
    out.flush();
  }

  private static ImaPolicy.Appraisal appraisal(String name) {
    for (ImaPolicy.Appraisal appraisal : ImaPolicy.Appraisal.values()) {
      if (appraisal.key().equals(name)) {
        return appraisal;
      }
    }
    throw new IllegalArgumentException(
        "expected 'hash', 'imasig', 'sigv3' or 'verity', not '" + name + "'");
  }
}
