// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.Compilation;
import dev.sbomlock.compiler.CompileRequest;
import dev.sbomlock.compiler.CompileRequest.Unaccounted;
import dev.sbomlock.compiler.Compiler;
import dev.sbomlock.compiler.Leniency;
import dev.sbomlock.compiler.image.ImageReference;
import dev.sbomlock.compiler.image.Platform;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.Validity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "With --rootfs or --image every file is measured, and accounted for by what SBOMs, links and the"
          + " packages they name say of it. Without, the manifest holds what the SBOMs state."
    },
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SBOM",
      arity = "1..*",
      description =
          "CycloneDX 1.2 to 1.7 (JSON, XML), SPDX 2.2 and 2.3 (JSON, tag-value, YAML, RDF) or SPDX 3.0"
              + " (JSON-LD), perhaps compressed by gzip or zstd, perhaps in an in-toto statement or DSSE"
              + " envelope; - is standard input.")
  private List<Path> sboms = List.of();

  @Option(
      names = "--rootfs",
      paramLabel = "DIR",
      description = "The content: a directory that holds a root file system.")
  private @Nullable Path rootfs;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      converter = CompileImageConverter.class,
      description =
          "The content: a container image, oci:DIR[:TAG], oci-archive:FILE[:TAG] or"
              + " docker-archive:FILE[:TAG]. Its layers are applied in memory; nothing is unpacked.")
  private @Nullable ImageReference image;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH[/VARIANT]",
      converter = CompilePlatformConverter.class,
      description = "Which image, where --image holds those of several platforms.")
  private @Nullable Platform platform;

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
      names = "--manifest-version",
      paramLabel = "N",
      description =
          "The manifest's version, higher than that of each before it; 'load --replace' takes no lower"
              + " one. For 'sbomlock sign', with --expires.")
  private @Nullable Long version;

  @Option(
      names = "--expires",
      paramLabel = "DAY",
      description = "The first day (UTC) on which the manifest holds no more, as in 2026-12-31.")
  private @Nullable LocalDate expires;

  @Option(
      names = "--allow-unmeasured",
      paramLabel = "COMPONENT",
      description =
          "Without content: a component that may stay unmeasured, by its purl or name. May be"
              + " repeated.")
  private List<String> allowUnmeasured = List.of();

  @Option(
      names = "--exceptions",
      paramLabel = "FILE",
      description =
          "A reviewed file of files and components of which less evidence is accepted, each with a"
              + " reason and an expiry day: docs/EXCEPTIONS.md.")
  private @Nullable Path exceptions;

  @Option(
      names = "--now",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "The time, or the day in UTC, that decides what has expired, as in 2026-01-31T12:00:00Z"
              + " or 2026-01-31 (default: the machine's time). It never gets into an output.")
  private @Nullable Instant now;

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

  @Mixin private CompileOutput output = new CompileOutput();

  @Override
  public Integer call() throws RejectedException {
    Console console = Console.of(spec);
    Optional<Validity> validity = validity();
    if (output.format != CompileFormat.sarif) {
      Compilation compilation = Compiler.compile(request());
      output.report(compilation.findings(), console);
      write(valid(compilation.manifest(), validity));
      summarise(compilation.manifest(), console);
      return ExitCode.DONE;
    }
    if (target == null) {
      throw new ParameterException(
          spec.commandLine(), "--format=sarif needs --output: standard output is the log's");
    }
    try {
      Compilation compilation = Compiler.compile(request());
      write(valid(compilation.manifest(), validity));
      output.report(compilation.findings(), console);
      return ExitCode.DONE;
    } catch (RejectedException e) {
      output.log(e.diagnostics(), List.of(), console);
      return ExitCode.NO;
    }
  }

  private CompileRequest request() {
    Instant time = now == null ? Clock.systemUTC().instant() : now;
    CompileRequest request =
        CompileRequest.of(sboms)
            .withLinks(links, linkKeys, linkRoot)
            .withProvenance(provenance.request(spec, !linkKeys.isEmpty(), time))
            .withPolicy(policy(), requiredEvidence)
            .withLeniency(
                new Leniency(
                    allowUnmeasured,
                    Optional.ofNullable(exceptions),
                    LocalDate.ofInstant(time, ZoneOffset.UTC)))
            .withGrant(Grant.JIT, allowJit)
            .withGrant(Grant.BPF, allowBpf)
            .withGrant(Grant.INTERPRETER, interpreters);
    if ((rootfs != null && image != null) || (platform != null && image == null)) {
      throw new ParameterException(
          spec.commandLine(), "--rootfs excludes --image, and --platform needs it");
    }
    request = rootfs == null ? request : request.withRootfs(rootfs);
    request = image == null ? request : request.withImage(image, Optional.ofNullable(platform));
    return name == null ? request : request.withName(name);
  }

  private Optional<Validity> validity() {
    Long number = version;
    LocalDate day = expires;
    if (number == null && day == null) {
      return Optional.empty();
    }
    try {
      if (number == null || day == null) {
        throw new IllegalArgumentException("--manifest-version and --expires go together");
      }
      return Optional.of(new Validity(number, day));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static MeasurementManifest valid(
      MeasurementManifest manifest, Optional<Validity> validity) {
    return validity.map(manifest::with).orElse(manifest);
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

  private void summarise(MeasurementManifest manifest, Console console) {
    Map<Status, Integer> counts = manifest.countByStatus();
    if (output.format == CompileFormat.json && target != null) {
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

  /** Takes images as other tools name them. */
  private static final class CompileImageConverter implements ITypeConverter<ImageReference> {

    @Override
    public ImageReference convert(String text) {
      try {
        return ImageReference.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Takes platforms as other tools name them. */
  private static final class CompilePlatformConverter implements ITypeConverter<Platform> {

    @Override
    public Platform convert(String text) {
      try {
        return Platform.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
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
