// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.Blesser;
import dev.sbomlock.blesser.composefs.ComposefsReport;
import dev.sbomlock.blesser.image.ImageBlessReport;
import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.blesser.signing.Pkcs11Uri;
import dev.sbomlock.loader.InodeCache;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code sbomlock bless}: manifest and files in, blessed files out. */
final class BlessCommand implements Command {

  private static final String DEFAULT_NAMESPACE = "default";

  private final Usage usage =
      new Usage(
          this,
          "Makes files tell the kernel their digest: enables fs-verity or writes security.ima, as a"
              + " digest or signed; of files below a directory, or inside the layers of a container"
              + " image.",
          "Every accounted file is compared with the manifest first; when one does not match, none"
              + " is touched. What is blessed already stays as it is.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<Optional<Path>> root =
      usage
          .option("--root")
          .takes("DIR", Path.class)
          .says("The directory that holds the files.")
          .optional();

  private final Supplier<Optional<Path>> composefs =
      usage
          .option("--composefs")
          .takes("OUT", Path.class)
          .says(
              "Leave the files of --root as they are and make of all below it a digest store,"
                  + " OUT/objects, and a composefs image, OUT/image.cfs, in which accounted files"
                  + " bring the attributes. OUT is new, or of an earlier run; takes Debian's"
                  + " mkcomposefs. With --method=fsverity, OUT must be able to have it.")
          .optional();

  // Texts, for a node's class path knows nothing of images: BlessImage, which does, is loaded last.
  private final Supplier<Optional<String>> image =
      usage
          .option("--image")
          .takes("IMAGE", String.class)
          .says(
              "The image that holds the files, in place of --root: oci:DIR[:TAG],"
                  + " oci-archive:FILE[:TAG] or docker-archive:FILE[:TAG], which stays as it is; with"
                  + " --containerd or --podman, the name that the runtime lists.")
          .optional();

  private final Supplier<Optional<Path>> containerd =
      usage
          .option("--containerd")
          .takes("ROOT", Path.class)
          .says(
              "Bless the files of --image in the layers that containerd has unpacked below ROOT, such"
                  + " as /var/lib/containerd.")
          .optional();

  private final Supplier<String> namespace =
      usage
          .option("--namespace")
          .takes("NAME", String.class)
          .says("Containerd's namespace; Kubernetes' is k8s.io.")
          .otherwise(DEFAULT_NAMESPACE);

  private final Supplier<Optional<Path>> podman =
      usage
          .option("--podman")
          .takes("ROOT", Path.class)
          .says("The same of podman, CRI-O or buildah, such as /var/lib/containers/storage.")
          .optional();

  private final Supplier<Optional<String>> out =
      usage
          .option("--out")
          .takes("IMAGE", String.class)
          .says(
              "Where the blessed image is written, in one of the same forms; nothing may be there."
                  + " Its annotation dev.sbomlock.original-digest names the one it was made of.")
          .optional();

  private final Supplier<Optional<String>> platform =
      usage
          .option("--platform")
          .takes("OS/ARCH[/VARIANT]", String.class)
          .says(
              "Which of several images of IMAGE (default: the one that MANIFEST was compiled of)."
                  + " The others are copied as they are.")
          .optional();

  private final Supplier<String> compression =
      usage
          .option("--compression")
          .takes("keep|gzip|zstd|none", String.class)
          .says("How layers are stored that change, and with another value than keep all others.")
          .otherwise(BlessImage.KEEP);

  private final Supplier<List<BlessMethod>> methods =
      usage
          .option("--method")
          .takes("METHOD", BlessCommand::method)
          .says(
              "How to bless; may be repeated to bless in several ways:",
              "fsverity: the kernel keeps the content's digest and verifies what it reads.",
              "ima: security.ima holds the digest.",
              "ima-sig: security.ima holds a signature, version 2 ('appraise_type=imasig').",
              "ima-sigv3: one of version 3, which kernel 7.2 accepts and 6.12 does not.",
              "ima-sigv3-verity: one over the fs-verity digest ('digest_type=verity"
                  + " appraise_type=sigv3'); with fsverity.",
              "evm-portable: security.evm holds a signature over security.ima, other labels, owner"
                  + " and mode as they are now; with one of the ima methods.",
              "bpf-xattr: security.bpf.sbomlock holds the digest, of fs-verity together with"
                  + " fsverity, and a signature over it, for BPF programs of kernel 6.15 and later;"
                  + " 'load' does not read it; for --root.")
          .requiredList();

  private final Supplier<Optional<String>> key =
      usage
          .option("--key")
          .takes("PRIVATEKEY", String.class)
          .says(
              "What the methods but fsverity and ima sign with: RSA of 2048, 3072 or 4096 bits, or"
                  + " ECDSA on P-256 or P-384; PEM (PKCS#8, perhaps encrypted, PKCS#1 or SEC1), or a"
                  + " key that stays in its token, with its certificate:"
                  + " pkcs11:slot-id=N[;object=LABEL]?module-path=LIBRARY (RFC 7512).")
          .optional();

  private final Supplier<Optional<Path>> certificate =
      usage
          .option("--certificate")
          .takes("FILE", Path.class)
          .says(
              "The key's X.509 certificate, PEM or DER, as it is loaded into the kernel's keyring:"
                  + " its subject key identifier names the key in signatures (default: the"
                  + " certificate in PRIVATEKEY, else the usual identifier of the key).")
          .optional();

  private final Supplier<Optional<Integer>> passphrase =
      SignPassphrase.option(usage, "an encrypted key's passphrase or a token's PIN");

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  private final Supplier<Boolean> dryRun =
      usage
          .option("-n", "--dry-run")
          .says(
              "Compare, say what would be blessed or refused, and change nothing; with --image, in"
                  + " place of --out.")
          .flag();

  private final Supplier<Optional<Path>> reportFile =
      usage
          .option("--report")
          .takes("FILE", Path.class)
          .says(
              "Also write what became of each file of MANIFEST, and why, as JSON"
                  + " (docs/bless-report.schema.json); not when the exit code is above 1.")
          .optional();

  private final Supplier<Boolean> quiet =
      usage.option("-q", "--quiet").says("Show no progress.").flag();

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException, MissingPrerequisiteException {
    if (composefs.get().isPresent()
        && (root.get().isEmpty() || image.get().isPresent() || dryRun.get())) {
      throw usage.wrong(
          "--composefs takes --root, and neither --image nor --dry-run: 'umoci unpack' makes a"
              + " directory of an image");
    }
    if (containerd.get().isPresent() || podman.get().isPresent()) {
      return blessStore();
    }
    if (!namespace.get().equals(DEFAULT_NAMESPACE)) {
      throw usage.wrong("--namespace is for --containerd");
    }
    if (image.get().isPresent() || out.get().isPresent()) {
      return blessImage();
    }
    if (platform.get().isPresent() || !compression.get().equals(BlessImage.KEEP)) {
      throw usage.wrong("--platform and --compression are for --image");
    }
    if (composefs.get().isPresent()) {
      return blessComposefs();
    }
    Path directory =
        root.get().orElseThrow(() -> usage.wrong("what to bless is needed: --root or --image"));
    return blessInPlace(
        (wanted, with, progress) -> {
          Blesser.Request request =
              new Blesser.Request(
                  wanted, directory, with, Runtime.getRuntime().availableProcessors());
          return dryRun.get()
              ? Blesser.rehearse(request, progress)
              : Blesser.bless(request, progress);
        });
  }

  private Integer blessStore() throws RejectedException, MissingPrerequisiteException {
    if (containerd.get().isPresent() == podman.get().isPresent()
        || image.get().isEmpty()
        || root.get().isPresent()
        || out.get().isPresent()
        || !compression.get().equals(BlessImage.KEEP)) {
      throw usage.wrong(
          "--containerd or --podman takes --image, and neither --root, --out nor --compression");
    }
    if (podman.get().isPresent()
        && (platform.get().isPresent() || !namespace.get().equals(DEFAULT_NAMESPACE))) {
      throw usage.wrong("--platform and --namespace are for --containerd");
    }
    BlessStore store;
    try {
      store =
          new BlessStore(
              podman.get().isPresent() ? BlessStore.Kind.PODMAN : BlessStore.Kind.CONTAINERD,
              podman.get().or(containerd).orElseThrow(),
              image.get().get(),
              namespace.get(),
              platform.get());
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
    return blessInPlace(
        (wanted, with, progress) -> store.bless(wanted, with, dryRun.get(), progress));
  }

  /** Blesses files where they are. */
  private interface InPlace {
    BlessReport bless(MeasurementManifest wanted, BlessMethods with, Progress progress)
        throws RejectedException, MissingPrerequisiteException;
  }

  private Integer blessInPlace(InPlace target)
      throws RejectedException, MissingPrerequisiteException {
    BlessMethods with = methods();
    Console console = usage.console();
    MeasurementManifest wanted = trusted.read(manifest.get());
    checkReport();
    BlessReport report;
    try (TerminalProgress progress = console.progress(quiet.get())) {
      report = target.bless(wanted, with, progress);
    }
    write(report, wanted, with, Optional.empty());
    settle(with, console);
    console.diagnostics(report.refusals(), output.format());
    int refused = report.refusals().size();
    switch (output.format()) {
      case text ->
          console.data(
              Text.format(
                  "%s %d, already %d, refused %d",
                  dryRun.get() ? "would bless" : "blessed",
                  report.blessed(),
                  report.already(),
                  refused));
      case json ->
          console.json(
              json -> {
                json.writeNumberField(dryRun.get() ? "would-bless" : "blessed", report.blessed());
                json.writeNumberField("already", report.already());
                json.writeNumberField("refused", refused);
              });
    }
    return refused == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private Integer blessImage() throws RejectedException {
    if (root.get().isPresent() || image.get().isEmpty() || out.get().isPresent() == dryRun.get()) {
      throw usage.wrong("an image takes --image, and --out or --dry-run, but no --root");
    }
    BlessImage target;
    try {
      target = BlessImage.parse(image.get().get(), platform.get(), out.get(), compression.get());
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
    BlessMethods with = methods();
    Console console = usage.console();
    MeasurementManifest wanted = trusted.read(manifest.get());
    checkReport();
    ImageBlessReport report;
    try (TerminalProgress progress = console.progress(quiet.get())) {
      report = target.bless(wanted, with, progress);
    }
    write(report.files(), wanted, with, report.image());
    return target.tell(report, console, output.format());
  }

  private Integer blessComposefs() throws RejectedException, MissingPrerequisiteException {
    BlessComposefs target =
        new BlessComposefs(root.get().orElseThrow(), composefs.get().orElseThrow());
    BlessMethods with = methods();
    Console console = usage.console();
    MeasurementManifest wanted = trusted.read(manifest.get());
    checkReport();
    ComposefsReport report;
    try (TerminalProgress progress = console.progress(quiet.get())) {
      report = target.bless(wanted, with, progress);
    }
    write(report.files(), wanted, with, report.made().map(ComposefsReport.Made::image));
    settle(with, console);
    return target.tell(report, console, output.format());
  }

  private void settle(BlessMethods with, Console console) {
    if (with.methods().contains(BlessMethod.FSVERITY) && !dryRun.get()) {
      console.diagnostics(InodeCache.settle().stream().toList(), output.format());
    }
  }

  private void checkReport() throws RejectedException {
    if (reportFile.get().isPresent()) {
      new BlessReportFile(reportFile.get().get()).check();
    }
  }

  private void write(
      BlessReport report, MeasurementManifest wanted, BlessMethods with, Optional<Digest> made)
      throws RejectedException {
    if (reportFile.get().isPresent()) {
      new BlessReportFile(reportFile.get().get())
          .write(
              new BlessReportFile.Asked(wanted.subject(), with.methods(), dryRun.get()),
              report,
              made);
    }
  }

  private BlessMethods methods() throws RejectedException {
    Set<BlessMethod> wanted = EnumSet.copyOf(methods.get());
    Optional<String> contradiction = BlessMethods.contradiction(wanted);
    if (contradiction.isPresent()) {
      throw usage.wrong(contradiction.get());
    }
    if (!BlessMethods.sign(wanted)) {
      if (key.get().isPresent() || certificate.get().isPresent() || passphrase.get().isPresent()) {
        throw usage.wrong("--key, --certificate and --passphrase-fd are for methods that sign");
      }
      return new BlessMethods(wanted, Optional.empty());
    }
    if (key.get().isEmpty()) {
      throw usage.wrong("methods that sign need a private key: --key");
    }
    return new BlessMethods(wanted, Optional.of(signer(key.get().get())));
  }

  private FileSigner signer(String named) throws RejectedException {
    SignPassphrase secret = new SignPassphrase(passphrase.get());
    if (!named.startsWith(Pkcs11Uri.SCHEME)) {
      return FileSigner.read(Path.of(named), certificate.get(), secret);
    }
    Pkcs11Uri uri;
    try {
      uri = Pkcs11Uri.parse(named);
    } catch (IllegalArgumentException e) {
      throw usage.wrong(String.valueOf(e.getMessage()));
    }
    return FileSigner.ofToken(uri, certificate.get(), secret);
  }

  private static BlessMethod method(String name) {
    for (BlessMethod method : BlessMethod.values()) {
      if (method.key().equals(name)) {
        return method;
      }
    }
    String known =
        Arrays.stream(BlessMethod.values())
            .map(method -> "'" + method.key() + "'")
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("expected one of " + known + ", not '" + name + "'");
  }
}
