// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.Gate;
import dev.sbomlock.loader.Gating;
import dev.sbomlock.loader.LoadConfiguration;
import dev.sbomlock.loader.LoadRequest;
import dev.sbomlock.loader.LoadedPolicy;
import dev.sbomlock.loader.Loader;
import dev.sbomlock.loader.Mode;
import dev.sbomlock.loader.UpdateKey;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock load}: blessed files in, attached guard out. */
@Command(
    name = "load",
    description = "Guards blessed files in the kernel.",
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--replace",
      description = {
        "Take the place of a guard that is not sealed: the new one is attached before the old one goes, so"
            + " that nothing is ever less guarded. What was revoked stays so.",
        "When the new one cannot be loaded, the old one stands as before."
      })
  private boolean replace;

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  /** Where the request comes from: the command line, or what a node loads at boot. */
  private static final class Source {

    @ArgGroup(exclusive = false, multiplicity = "1")
    private @Nullable Arguments arguments;

    @Option(
        names = "--config-dir",
        paramLabel = "DIR",
        required = true,
        description = "Read DIR/load.conf and load DIR/manifests.d/*.json.")
    private @Nullable Path configuration;
  }

  /** What becomes of files that no manifest names. */
  enum Unblessed {
    allow,
    deny
  }

  /** A request on the command line. */
  private static final class Arguments {

    @Parameters(arity = "1..*", paramLabel = "MANIFEST", description = "Manifests to load.")
    private List<Path> manifests = new ArrayList<>();

    @Option(
        names = "--root",
        paramLabel = "DIR",
        required = true,
        description = "The directory that the manifests' files lie below.")
    private Path root = Path.of("/");

    @Option(
        names = "--allow-from",
        paramLabel = "MANIFEST",
        description = {
          "Behind the gates what this manifest accounts for may run as well, wherever it lies, as soon as"
              + " the kernel can measure it (fs-verity): images whose files are not below --root. May be"
              + " repeated.",
          "Nothing of it is guarded: neither names nor modes, nor files that only security.ima blesses."
        })
    private List<Path> allowed = new ArrayList<>();

    @Option(
        names = "--mode",
        paramLabel = "audit|enforce",
        required = true,
        description = "Only tell what would be denied, or deny it.",
        converter = ModeConverter.class)
    private Mode mode = Mode.AUDIT;

    @Option(
        names = "--gate",
        paramLabel = "node|cgroup:PATH[=MANIFEST,...]|PATH|bpf",
        converter = GateConverter.class,
        description = {
          "Where only blessed files run. May be repeated.",
          "node: everywhere, and the kernel loads only blessed modules and firmware.",
          "cgroup:PATH: for all tasks of this cgroup (v2) and below it, wherever the files lie."
              + " With =MANIFEST,... behind it only for what these of the loaded manifests name.",
          "PATH: in the file system of PATH. The whole of it: a bind mount is no way around.",
          "bpf: no place but bpf(2) itself, for programs that were compiled with --allow-bpf."
        })
    private List<Gate> gates = new ArrayList<>();

    @Option(
        names = "--audit-gate",
        paramLabel = "GATE",
        converter = GateConverter.class,
        description =
            "Like --gate, but it only tells what it would deny, also with --mode=enforce. May be"
                + " repeated.")
    private List<Gate> auditGates = new ArrayList<>();

    @Option(
        names = "--unblessed",
        paramLabel = "allow|deny",
        description = {
          "What becomes of files behind a gate that no manifest names (default: deny).",
          "allow: they run, unless they are revoked; the other rules of the gate stay."
        })
    private Unblessed unblessed = Unblessed.deny;

    @Option(
        names = "--data",
        paramLabel = "PATH",
        description = {
          "A file, or a directory with all below it, that interpreters may read unblessed: those that"
              + " were compiled with --interpreter. May be repeated.",
          "Whoever writes there decides what they run."
        })
    private List<Path> data = new ArrayList<>();

    @Option(
        names = "--seal",
        description = {
          "Nobody changes or removes the guard until reboot: no unload, no revoke, no restore.",
          "A mistake then lasts as long. Try the same without --seal first."
        })
    private boolean seal;

    @Option(
        names = "--update-key",
        paramLabel = "CERTIFICATE",
        description = {
          "With --seal: whose signature changes the guard all the same, see 'sbomlock update'.",
          "An X.509 certificate in PEM or DER."
        })
    private @Nullable Path updateKey;

    @Option(
        names = "--force",
        description = "Enforce even where init, the shell or sbomlock itself would be denied.")
    private boolean force;
  }

  @Override
  public Integer call() throws RejectedException, MissingPrerequisiteException {
    Console console = Console.of(Objects.requireNonNull(spec));
    LoadedPolicy policy =
        Loader.load(
            replace ? request().replacing() : request(),
            log -> {
              if (output.verbose) {
                log.lines().forEach(console::note);
              }
            });
    console.diagnostics(policy.warnings(), output.format);
    switch (output.format) {
      case text ->
          console.data(
              Text.format(
                  "loaded %d programs, mode %s: guards %d files and %d names, %d digests may run",
                  policy.programs(),
                  policy.mode().key(),
                  policy.files(),
                  policy.names(),
                  policy.digests()));
      case json ->
          console.json(
              json -> {
                json.writeStringField("mode", policy.mode().key());
                json.writeNumberField("programs", policy.programs());
                json.writeNumberField("files", policy.files());
                json.writeNumberField("names", policy.names());
                json.writeNumberField("digests", policy.digests());
              });
    }
    return ExitCode.DONE;
  }

  private LoadRequest request() throws RejectedException {
    Path configuration = source.configuration;
    if (configuration != null) {
      return LoadConfiguration.read(configuration);
    }
    Arguments arguments = Objects.requireNonNull(source.arguments);
    Path certificate = arguments.updateKey;
    if (certificate != null && !arguments.seal) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--update-key is for --seal only");
    }
    return new LoadRequest(
        read(arguments.manifests),
        read(arguments.allowed),
        arguments.root,
        arguments.mode,
        new Gating(
            arguments.gates,
            arguments.auditGates,
            arguments.unblessed == Unblessed.allow,
            arguments.data),
        arguments.seal,
        certificate == null ? Optional.empty() : Optional.of(UpdateKey.read(certificate)),
        false,
        arguments.force);
  }

  private List<LoadRequest.NamedManifest> read(List<Path> files) throws RejectedException {
    List<LoadRequest.NamedManifest> manifests = new ArrayList<>();
    for (Path file : files) {
      manifests.add(new LoadRequest.NamedManifest(file.toString(), trusted.read(file)));
    }
    return manifests;
  }
}
