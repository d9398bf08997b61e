// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.Compilation;
import dev.sbomlock.compiler.CompileRequest;
import dev.sbomlock.compiler.CompileRequest.Unaccounted;
import dev.sbomlock.compiler.Compiler;
import dev.sbomlock.compiler.Leniency;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.ManifestWriter;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.Validity;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.LibCryptoProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code sbomlock compile}: SBOMs, links and content in, measurement manifest out. */
final class CompileCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Compiles SBOMs, in-toto links and content into a measurement manifest.",
          "With --rootfs or --image every file is measured, and accounted for by what SBOMs, links"
              + " and the packages they name say of it. Without, the manifest holds what the SBOMs"
              + " state.");

  private final Supplier<List<Path>> sboms =
      usage.parameters(
          "1..*",
          "SBOM",
          Path.class,
          "CycloneDX 1.2 to 1.7 (JSON, XML), SPDX 2.2 and 2.3 (JSON, tag-value, YAML, RDF) or SPDX"
              + " 3.0 (JSON-LD), perhaps compressed by gzip or zstd, perhaps in an in-toto"
              + " statement or DSSE envelope; - is standard input.");

  private final Supplier<Optional<Path>> rootfs =
      usage
          .option("--rootfs")
          .takes("DIR", Path.class)
          .says("The content: a directory that holds a root file system.")
          .optional();

  private final Supplier<Optional<ImageReference>> image =
      usage
          .option("--image")
          .takes("IMAGE", ImageReference::parse)
          .says(
              "The content: a container image, oci:DIR[:TAG], oci-archive:FILE[:TAG] or"
                  + " docker-archive:FILE[:TAG]. Its layers are applied in memory; nothing is"
                  + " unpacked.")
          .optional();

  private final Supplier<Optional<Platform>> platform =
      usage
          .option("--platform")
          .takes("OS/ARCH[/VARIANT]", Platform::parse)
          .says("Which image, where --image holds those of several platforms.")
          .optional();

  private final Supplier<List<Path>> links =
      usage
          .option("--link")
          .takes("FILE", Path.class)
          .says(
              "An in-toto link, as metablock or in a DSSE envelope; may be repeated. Needs"
                  + " --link-key or --layout.")
          .list();

  private final Supplier<List<Path>> linkKeys =
      usage
          .option("--link-key")
          .takes("FILE", Path.class)
          .says(
              "A functionary's public key, PEM, OpenSSH or securesystemslib JSON; may be repeated."
                  + " Each link must verify with one of them.")
          .list();

  private final Supplier<String> linkRoot =
      usage
          .option("--link-root")
          .takes("PREFIX", String.class)
          .says("Where the root was when the links' steps ran, as their products name it.")
          .otherwise("");

  private final Supplier<Optional<Path>> target =
      usage
          .option("-o", "--output")
          .takes("FILE", Path.class)
          .says("Where to write the manifest (default: standard output).")
          .optional();

  private final Supplier<Optional<String>> name =
      usage
          .option("--name")
          .takes("NAME", String.class)
          .says("What the manifest is about (default: what the SBOM says it is about).")
          .optional();

  private final Supplier<String> unaccounted =
      usage
          .option("--unaccounted")
          .takes("report|deny", String.class)
          .says(
              "What a file means that nothing accounts for: a report, or a refusal (default:"
                  + " ${DEFAULT-VALUE}). It is never blessed.")
          .otherwise("report");

  private final Supplier<EvidenceKind> requiredEvidence =
      usage
          .option("--require-evidence")
          .takes("LEVEL", CompileCommand::evidence)
          .says(
              "The weakest evidence that accounts for a file, strongest first: in-toto-product,"
                  + " sbom-digest, package-digest-strong, sbom-digest-weak, package-digest-weak,"
                  + " archive-digest, ownership (default: ${DEFAULT-VALUE}).")
          .otherwise("ownership");

  private final Supplier<Optional<Long>> version =
      usage
          .option("--manifest-version")
          .takes("N", Long.class)
          .says(
              "The manifest's version, higher than that of each before it; 'load --replace' takes"
                  + " no lower one. For 'sbomlock sign', with --expires.")
          .optional();

  private final Supplier<Optional<LocalDate>> expires =
      usage
          .option("--expires")
          .takes("DAY", CompileCommand::day)
          .says("The first day (UTC) on which the manifest holds no more, as in 2026-12-31.")
          .optional();

  private final Supplier<List<String>> allowUnmeasured =
      usage
          .option("--allow-unmeasured")
          .takes("COMPONENT", String.class)
          .says(
              "Without content: a component that may stay unmeasured, by its purl or name. May be"
                  + " repeated.")
          .list();

  private final Supplier<Optional<Path>> exceptions =
      usage
          .option("--exceptions")
          .takes("FILE", Path.class)
          .says(
              "A reviewed file of files and components of which less evidence is accepted, each"
                  + " with a reason and an expiry day: docs/EXCEPTIONS.md.")
          .optional();

  private final Supplier<Optional<Instant>> now =
      usage
          .option("--now")
          .takes("TIME", CompileCommand::time)
          .says(
              "The time, or the day in UTC, that decides what has expired, as in"
                  + " 2026-01-31T12:00:00Z or 2026-01-31 (default: the machine's time). It never"
                  + " gets into an output.")
          .optional();

  private final Supplier<List<String>> allowJit =
      usage
          .option("--allow-jit")
          .takes("PROGRAM", String.class)
          .says(
              "Lets a program make code at run time behind a gate, as Java and Node.js must: its"
                  + " absolute path in the content, or the purl or name of its component. May be"
                  + " repeated.")
          .list();

  private final Supplier<List<String>> allowBpf =
      usage
          .option("--allow-bpf")
          .takes("PROGRAM", String.class)
          .says(
              "Lets a program use bpf(2) behind 'load --gate=bpf', as systemd and container"
                  + " runtimes must; named as for --allow-jit. Never an interpreter: whatever it"
                  + " runs would have it. May be repeated.")
          .list();

  private final Supplier<List<String>> interpreters =
      usage
          .option("--interpreter")
          .takes("PROGRAM", String.class)
          .says(
              "Says that a program runs what it reads, as shells and Python do: behind a gate it"
                  + " then reads blessed files only, and what 'load --data' names. Named as for"
                  + " --allow-jit. May be repeated.")
          .list();

  private final VerityOptions verity = new VerityOptions(usage);

  private final CompileProvenanceOptions provenance = new CompileProvenanceOptions(usage);

  private final CompileOutput output = new CompileOutput(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Console console = usage.console();
    Optional<Validity> validity = validity();
    if (output.format() != CompileFormat.sarif) {
      Compilation compilation = compile(console);
      output.report(compilation.findings(), console);
      write(valid(compilation.manifest(), validity));
      summarise(compilation.manifest(), console);
      return ExitCode.DONE;
    }
    if (target.get().isEmpty()) {
      throw usage.wrong("--format=sarif needs --output: standard output is the log's");
    }
    try {
      Compilation compilation = compile(console);
      write(valid(compilation.manifest(), validity));
      output.report(compilation.findings(), console);
      return ExitCode.DONE;
    } catch (RejectedException e) {
      output.log(e.diagnostics(), List.of(), console);
      return ExitCode.NO;
    }
  }

  private Compilation compile(Console console) throws RejectedException {
    CompileRequest request = request();
    List<String> decisions = new ArrayList<>();
    try (TerminalProgress progress = console.progress(output.quiet())) {
      return Compiler.compile(request, progress, output.decisions(decisions));
    } finally {
      output.explain(decisions, console);
    }
  }

  private CompileRequest request() {
    Instant time = now.get().orElseGet(Clock.systemUTC()::instant);
    CompileRequest request =
        CompileRequest.of(sboms.get())
            .withLinks(links.get(), linkKeys.get(), linkRoot.get())
            .withProvenance(provenance.request(!linkKeys.get().isEmpty(), time))
            .withPolicy(policy(), requiredEvidence.get())
            .withVerity(verity.parameters())
            .withLeniency(
                new Leniency(
                    allowUnmeasured.get(),
                    exceptions.get(),
                    LocalDate.ofInstant(time, ZoneOffset.UTC)))
            .withGrant(Grant.JIT, allowJit.get())
            .withGrant(Grant.BPF, allowBpf.get())
            .withGrant(Grant.INTERPRETER, interpreters.get());
    Optional<Path> directory = rootfs.get();
    Optional<ImageReference> reference = image.get();
    if (reference.isPresent() ? directory.isPresent() : platform.get().isPresent()) {
      throw usage.wrong("--rootfs excludes --image, and --platform needs it");
    }
    boolean measured = directory.isPresent() || reference.isPresent();
    if (!measured && !request.verity().equals(VerityParameters.DEFAULT)) {
      throw usage.wrong("the --fsverity options are for what --rootfs or --image measures");
    }
    if (measured) {
      // Loading libcrypto takes longer than the digests of a few documents do.
      Hashing.prefer(new LibCryptoProvider());
    }
    request = directory.isEmpty() ? request : request.withRootfs(directory.get());
    request = reference.isEmpty() ? request : request.withImage(reference.get(), platform.get());
    return name.get().isEmpty() ? request : request.withName(name.get().get());
  }

  private Optional<Validity> validity() {
    Optional<Long> number = version.get();
    Optional<LocalDate> day = expires.get();
    if (number.isEmpty() && day.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (number.isEmpty() || day.isEmpty()) {
        throw new IllegalArgumentException("--manifest-version and --expires go together");
      }
      return Optional.of(new Validity(number.get(), day.get()));
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static MeasurementManifest valid(
      MeasurementManifest manifest, Optional<Validity> validity) {
    return validity.map(manifest::with).orElse(manifest);
  }

  private Unaccounted policy() {
    return switch (unaccounted.get()) {
      case "report" -> Unaccounted.REPORT;
      case "deny" -> Unaccounted.DENY;
      default ->
          throw usage.wrong(
              "Invalid value for option '--unaccounted': expected 'report' or 'deny', not '"
                  + unaccounted.get()
                  + "'");
    };
  }

  private void write(MeasurementManifest manifest) throws RejectedException {
    Optional<Path> file = target.get();
    try {
      if (file.isPresent()) {
        ManifestWriter.write(manifest, file.get());
      } else {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ManifestWriter.write(manifest, bytes);
        PrintWriter out = usage.spec().commandLine().getOut();
        out.print(bytes.toString(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unwritable(
              file.map(Path::toString).orElse("standard output"),
              Optional.ofNullable(e.getMessage()).orElse(e.toString())));
    }
  }

  private void summarise(MeasurementManifest manifest, Console console) {
    Map<Status, Integer> counts = manifest.countByStatus();
    if (output.format() == CompileFormat.json && target.get().isPresent()) {
      console.json(
          json -> {
            json.writeNumberField("components", manifest.components().size());
            for (Status status : Status.values()) {
              json.writeNumberField(status.key(), counts.getOrDefault(status, 0));
            }
          });
      return;
    }
    if (output.quiet()) {
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

  private static EvidenceKind evidence(String name) {
    return EvidenceKind.ofKey(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + Arrays.stream(EvidenceKind.values())
                            .map(EvidenceKind::key)
                            .collect(Collectors.joining(", "))
                        + ", not '"
                        + name
                        + "'"));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no day such as 2026-12-31", e);
    }
  }

  private static Instant time(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time such as 2026-01-31T12:00:00Z, and no day such as 2026-01-31",
          e);
    }
  }
}
