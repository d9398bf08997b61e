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
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code sbomlock load}: blessed files in, attached guard out. */
final class LoadCommand implements Command {

  /** What becomes of files that no manifest names. */
  enum Unblessed {
    allow,
    deny
  }

  // Java archives only one of two lambdas that are the same.
  private static final Function<String, Gate> GATE = Gate::parse;

  private final Usage usage = new Usage(this, "Guards blessed files in the kernel.");

  private final Alternatives sources = new Alternatives(usage);

  /** What a node loads at boot. */
  private final Alternatives.Choice configured = sources.choice();

  private final Supplier<Path> configuration =
      configured
          .option("--config-dir")
          .takes("DIR", Path.class)
          .says("Read DIR/load.conf and load DIR/manifests.d/*.json.")
          .required();

  /** What is named on the command line. */
  private final Alternatives.Choice named = sources.choice();

  private final Supplier<List<Path>> manifests =
      named.parameters("1..*", "MANIFEST", Path.class, "Manifests to load.");

  private final Supplier<Path> root =
      named
          .option("--root")
          .takes("DIR", Path.class)
          .says("The directory that the manifests' files lie below.")
          .required();

  private final Supplier<List<Path>> allowed =
      named
          .option("--allow-from")
          .takes("MANIFEST", Path.class)
          .says(
              "Behind the gates what this manifest accounts for may run as well, wherever it lies,"
                  + " as soon as the kernel can measure it (fs-verity): images whose files are not"
                  + " below --root. May be repeated.",
              "Nothing of it is guarded: neither names nor modes, nor files that only security.ima"
                  + " blesses.")
          .list();

  private final Supplier<Mode> mode =
      named
          .option("--mode")
          .takes("audit|enforce", LoadCommand::mode)
          .says("Only tell what would be denied, or deny it.")
          .required();

  private final Supplier<List<Gate>> gates =
      named
          .option("--gate")
          .takes("node|cgroup:PATH[=MANIFEST,...]|PATH|bpf", GATE)
          .says(
              "Where only blessed files run. May be repeated.",
              "node: everywhere, and the kernel loads only blessed modules and firmware.",
              "cgroup:PATH: for all tasks of this cgroup (v2) and below it, wherever the files lie."
                  + " With =MANIFEST,... behind it only for what these of the loaded manifests"
                  + " name.",
              "PATH: in the file system of PATH. The whole of it: a bind mount is no way around.",
              "bpf: no place but bpf(2) itself, for programs that were compiled with --allow-bpf.")
          .list();

  private final Supplier<List<Gate>> auditGates =
      named
          .option("--audit-gate")
          .takes("GATE", GATE)
          .says(
              "Like --gate, but it only tells what it would deny, also with --mode=enforce. May be"
                  + " repeated.")
          .list();

  private final Supplier<Unblessed> unblessed =
      named
          .option("--unblessed")
          .takes("allow|deny", Unblessed.class)
          .says(
              "What becomes of files behind a gate that no manifest names (default: deny).",
              "allow: they run, unless they are revoked; the other rules of the gate stay.")
          .otherwise("deny");

  private final Supplier<List<Path>> data =
      named
          .option("--data")
          .takes("PATH", Path.class)
          .says(
              "A file, or a directory with all below it, that interpreters may read unblessed:"
                  + " those that were compiled with --interpreter. May be repeated.",
              "Whoever writes there decides what they run.")
          .list();

  private final Supplier<Boolean> seal =
      named
          .option("--seal")
          .says(
              "Nobody changes or removes the guard until reboot: no unload, no revoke, no restore.",
              "A mistake then lasts as long. Try the same without --seal first.")
          .flag();

  private final Supplier<Optional<Path>> updateKey =
      named
          .option("--update-key")
          .takes("CERTIFICATE", Path.class)
          .says(
              "With --seal: whose signature changes the guard all the same, see 'sbomlock update'.",
              "An X.509 certificate in PEM or DER.")
          .optional();

  private final Supplier<Boolean> force =
      named
          .option("--force")
          .says("Enforce even where init, the shell or sbomlock itself would be denied.")
          .flag();

  private final Supplier<Boolean> replace =
      usage
          .option("--replace")
          .says(
              "Take the place of a guard that is not sealed: the new one is attached before the old"
                  + " one goes, so that nothing is ever less guarded. What was revoked stays so.",
              "When the new one cannot be loaded, the old one stands as before.")
          .flag();

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException, MissingPrerequisiteException {
    Console console = usage.console();
    LoadedPolicy policy =
        Loader.load(
            replace.get() ? request().replacing() : request(),
            log -> {
              if (output.verbose()) {
                log.lines().forEach(console::note);
              }
            });
    console.diagnostics(policy.warnings(), output.format());
    switch (output.format()) {
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
    if (sources.given() == configured) {
      return LoadConfiguration.read(configuration.get());
    }
    Optional<Path> certificate = updateKey.get();
    if (certificate.isPresent() && !seal.get()) {
      throw usage.wrong("--update-key is for --seal only");
    }
    return new LoadRequest(
        read(manifests.get()),
        read(allowed.get()),
        root.get(),
        mode.get(),
        new Gating(gates.get(), auditGates.get(), unblessed.get() == Unblessed.allow, data.get()),
        seal.get(),
        certificate.isPresent() ? Optional.of(UpdateKey.read(certificate.get())) : Optional.empty(),
        false,
        force.get());
  }

  private static Mode mode(String value) {
    return Mode.ofKey(value)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + value + "' is neither audit nor enforce"));
  }

  private List<LoadRequest.NamedManifest> read(List<Path> files) throws RejectedException {
    List<LoadRequest.NamedManifest> manifests = new ArrayList<>();
    for (Path file : files) {
      manifests.add(new LoadRequest.NamedManifest(file.toString(), trusted.read(file)));
    }
    return manifests;
  }
}
