// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.Blesser;
import dev.sbomlock.blesser.signing.FileSigner;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

/** {@code sbomlock bless}: manifest and files in, blessed files out. */
@Command(
    name = "bless",
    description = {
      "Makes files tell the kernel their digest: enables fs-verity or writes security.ima, as a digest"
          + " or signed.",
      "Every accounted file is compared with the manifest first; when one does not match, none is"
          + " touched. What is blessed already stays as it is."
    },
    mixinStandardHelpOptions = true)
final class BlessCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MANIFEST", description = "What 'sbomlock compile -o' wrote.")
  private Path manifest = Path.of("");

  @Option(
      names = "--root",
      paramLabel = "DIR",
      required = true,
      description = "The directory that holds the files.")
  private Path root = Path.of("");

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      required = true,
      converter = MethodConverter.class,
      description = {
        "How to bless; may be repeated to bless in several ways:",
        "fsverity: the kernel keeps the content's digest and verifies what it reads.",
        "ima: security.ima holds the digest.",
        "ima-sig: security.ima holds a signature, version 2 ('appraise_type=imasig').",
        "ima-sigv3: one of version 3, which kernel 7.2 accepts and 6.12 does not.",
        "ima-sigv3-verity: one over the fs-verity digest ('digest_type=verity"
            + " appraise_type=sigv3'); with fsverity.",
        "evm-portable: security.evm holds a signature over security.ima, other labels, owner and mode"
            + " as they are now; with one of the ima methods."
      })
  private List<BlessMethod> methods = List.of();

  @Option(
      names = "--key",
      paramLabel = "PRIVATEKEY",
      description =
          "What the methods but fsverity and ima sign with: RSA of 2048, 3072 or 4096 bits, or ECDSA"
              + " on P-256 or P-384; PEM (PKCS#8, perhaps encrypted, PKCS#1 or SEC1).")
  private @Nullable Path key;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "The key's X.509 certificate, PEM or DER, as it is loaded into the kernel's keyring: its"
              + " subject key identifier names the key in signatures (default: the certificate in"
              + " PRIVATEKEY, else the usual identifier of the key).")
  private @Nullable Path certificate;

  @Option(
      names = "--passphrase-fd",
      paramLabel = "N",
      description =
          "The file descriptor to read an encrypted key's passphrase from, up to a line feed"
              + " (default: ask at the terminal).")
  private @Nullable Integer passphrase;

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException, MissingPrerequisiteException {
    Console console = Console.of(spec);
    BlessMethods with = methods();
    BlessReport report = Blesser.bless(trusted.read(manifest), root, with);
    console.diagnostics(report.refusals(), output.format);
    int refused = report.refusals().size();
    switch (output.format) {
      case text ->
          console.data(
              Text.format(
                  "blessed %d, already %d, refused %d",
                  report.blessed(), report.already(), refused));
      case json ->
          console.json(
              json -> {
                json.writeNumberField("blessed", report.blessed());
                json.writeNumberField("already", report.already());
                json.writeNumberField("refused", refused);
              });
    }
    return refused == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private BlessMethods methods() throws RejectedException {
    Set<BlessMethod> wanted = EnumSet.copyOf(methods);
    BlessMethods.contradiction(wanted).ifPresent(this::usage);
    Path signing = key;
    if (!BlessMethods.sign(wanted)) {
      if (signing != null || certificate != null || passphrase != null) {
        usage("--key, --certificate and --passphrase-fd are for methods that sign");
      }
      return new BlessMethods(wanted, Optional.empty());
    }
    if (signing == null) {
      usage("methods that sign need a private key: --key");
    }
    FileSigner signer =
        FileSigner.read(
            Objects.requireNonNull(signing),
            Optional.ofNullable(certificate),
            new SignPassphrase(passphrase));
    return new BlessMethods(wanted, Optional.of(signer));
  }

  private void usage(String reason) {
    throw new ParameterException(spec.commandLine(), reason);
  }

  /** Takes methods by their lower-case names. */
  private static final class MethodConverter implements ITypeConverter<BlessMethod> {

    @Override
    public BlessMethod convert(String name) {
      for (BlessMethod method : BlessMethod.values()) {
        if (method.key().equals(name)) {
          return method;
        }
      }
      String known =
          Arrays.stream(BlessMethod.values())
              .map(method -> "'" + method.key() + "'")
              .collect(Collectors.joining(", "));
      throw new TypeConversionException("expected one of " + known + ", not '" + name + "'");
    }
  }
}
