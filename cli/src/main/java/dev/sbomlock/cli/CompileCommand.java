// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.Compilation;
import dev.sbomlock.compiler.CompileRequest;
import dev.sbomlock.compiler.CompileRequest.Unaccounted;
import dev.sbomlock.compiler.Compiler;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

/** {@code sbomlock compile}: SBOMs, links and content in, measurement manifest out. */
@Command(
    name = "compile",
    description = {
      "Compiles SBOMs, in-toto links and content into a measurement manifest.",
      "With --rootfs every file is measured, and accounted for by what SBOMs, links and the"
          + " packages they name say of it. Without, the manifest holds what the SBOMs state."
    },
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {

  private static final int SHOWN_PER_CODE = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SBOM",
      arity = "1..*",
      description = "CycloneDX JSON (1.2 to 1.7) or SPDX JSON (2.2, 2.3).")
  private List<Path> sboms = List.of();

  @Option(
      names = "--rootfs",
      paramLabel = "DIR",
      description = "The content: a directory that holds a root file system.")
  private @Nullable Path rootfs;

  @Option(
      names = "--link",
      paramLabel = "FILE",
      description =
          "An in-toto link, as metablock or in a DSSE envelope; may be repeated. Needs --link-key"
              + " or --layout.")
  private List<Path> links = List.of();

  @Option(
      names = "--link-key",
      paramLabel = "FILE",
      description =
          "A functionary's public key, PEM, OpenSSH or securesystemslib JSON; may be repeated. Each link"
              + " must verify with one of them.")
  private List<Path> linkKeys = List.of();

  @Option(
      names = "--link-root",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Where the root was when the links' steps ran, as their products name it.")
  private String linkRoot = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the manifest (default: standard output).")
  private @Nullable Path target;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the manifest is about (default: what the SBOM says it is about).")
  private @Nullable String name;

  @Option(
      names = "--unaccounted",
      paramLabel = "report|deny",
      defaultValue = "report",
      description =
          "What a file means that nothing accounts for: a report, or a refusal (default:"
              + " ${DEFAULT-VALUE}). It is never blessed.")
  private String unaccounted = "report";

  @Option(
      names = "--require-evidence",
      paramLabel = "LEVEL",
      defaultValue = "ownership",
      converter = EvidenceConverter.class,
      description =
          "The weakest evidence that accounts for a file, strongest first: in-toto-product,"
              + " sbom-digest, package-digest-strong, sbom-digest-weak, package-digest-weak,"
              + " archive-digest, ownership (default: ${DEFAULT-VALUE}).")
  private EvidenceKind requiredEvidence = EvidenceKind.OWNERSHIP;

  @Option(
      names = "--allow-jit",
      paramLabel = "PROGRAM",
      description =
          "Lets a program make code at run time behind a gate, as Java and Node.js must: its"
              + " absolute path in the content, or the purl or name of its component. May be"
              + " repeated.")
  private List<String> allowJit = List.of();

  @Option(
      names = "--allow-bpf",
      paramLabel = "PROGRAM",
      description =
          "Lets a program use bpf(2) behind 'load --gate=bpf', as systemd and container runtimes"
              + " must; named as for --allow-jit. Never an interpreter: whatever it runs would have"
              + " it. May be repeated.")
  private List<String> allowBpf = List.of();

  @Option(
      names = "--interpreter",
      paramLabel = "PROGRAM",
      description =
          "Says that a program runs what it reads, as shells and Python do: behind a gate it then"
              + " reads blessed files only, and what 'load --data' names. Named as for --allow-jit."
              + " May be repeated.")
  private List<String> interpreters = List.of();

  @Mixin private CompileProvenanceOptions provenance = new CompileProvenanceOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(spec);
    Compilation compilation = Compiler.compile(request());
    report(compilation.findings(), console);
    write(compilation.manifest());
    summarise(compilation.manifest(), console);
    return ExitCode.DONE;
  }

  private CompileRequest request() {
    CompileRequest request =
        CompileRequest.of(sboms)
            .withLinks(links, linkKeys, linkRoot)
            .withProvenance(provenance.request(spec, !linkKeys.isEmpty()))
            .withPolicy(policy(), requiredEvidence)
            .withGrant(Grant.JIT, allowJit)
            .withGrant(Grant.BPF, allowBpf)
            .withGrant(Grant.INTERPRETER, interpreters);
    request = rootfs == null ? request : request.withRootfs(rootfs);
    return name == null ? request : request.withName(name);
  }

  private Unaccounted policy() {
    return switch (unaccounted) {
      case "report" -> Unaccounted.REPORT;
      case "deny" -> Unaccounted.DENY;
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "Invalid value for option '--unaccounted': expected 'report' or 'deny', not '"
                  + unaccounted
                  + "'");
    };
  }

  private void write(MeasurementManifest manifest) throws RejectedException {
    try {
      if (target != null) {
        ManifestWriter.write(manifest, target);
      } else {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ManifestWriter.write(manifest, bytes);
        PrintWriter out = spec.commandLine().getOut();
        out.print(bytes.toString(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unwritable(
              String.valueOf(target), Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  /** Shows all findings to programs and the curious, and the first of each kind to others. */
  private void report(List<Diagnostic> findings, Console console) {
    Map<String, List<Diagnostic>> byCode =
        findings.stream()
            .collect(Collectors.groupingBy(Diagnostic::code, TreeMap::new, Collectors.toList()));
    boolean all = output.verbose || output.format == OutputFormat.json;
    List<String> cut = new ArrayList<>();
    byCode.forEach(
        (code, ofCode) -> {
          int shown = all ? ofCode.size() : Math.min(SHOWN_PER_CODE, ofCode.size());
          console.diagnostics(ofCode.subList(0, shown), output.format);
          if (shown < ofCode.size()) {
            cut.add(Text.format("%d more of %s", ofCode.size() - shown, code));
          }
        });
    if (!cut.isEmpty()) {
      console.note("... and " + String.join(", ", cut) + ": pass -v to see all.");
    }
  }

  private void summarise(MeasurementManifest manifest, Console console) {
    Map<Status, Integer> counts = manifest.countByStatus();
    if (output.format == OutputFormat.json && target != null) {
      console.json(
          json -> {
            json.writeNumberField("components", manifest.components().size());
            for (Status status : Status.values()) {
              json.writeNumberField(status.key(), counts.getOrDefault(status, 0));
            }
          });
      return;
    }
    String files =
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey().key())
            .collect(Collectors.joining(", "));
    console.note(
        Text.format(
            "compiled '%s': %d components, %d files (%s)",
            manifest.subject().name(),
            manifest.components().size(),
            manifest.files().size(),
            files.isEmpty() ? "none" : files));
  }

  /** Takes evidence kinds by the names that manifests use. */
  private static final class EvidenceConverter implements ITypeConverter<EvidenceKind> {

    @Override
    public EvidenceKind convert(String name) {
      return EvidenceKind.ofKey(name)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of "
                          + Arrays.stream(EvidenceKind.values())
                              .map(EvidenceKind::key)
                              .collect(Collectors.joining(", "))
                          + ", not '"
                          + name
                          + "'"));
    }
  }
}
