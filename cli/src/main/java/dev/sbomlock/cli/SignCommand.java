// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.problem.SigningKeyProblems;
import dev.sbomlock.compiler.signing.ManifestSigner;
import dev.sbomlock.compiler.signing.SigningKeyReader;
import dev.sbomlock.manifest.ManifestReader;
import dev.sbomlock.manifest.OutputFile;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock sign}: manifest and private key in, signed manifest out. */
@Command(
    name = "sign",
    description = {
      "Puts a manifest that was compiled with --manifest-version and --expires into a signed DSSE"
          + " envelope.",
      "The manifest stays as it is, so it can be reviewed first, and signed where no SBOM is read."
    },
    mixinStandardHelpOptions = true)
final class SignCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "MANIFEST", description = "What 'sbomlock compile -o' wrote.")
  private Path manifest = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "PRIVATEKEY",
      required = true,
      description =
          "ed25519, ECDSA on P-256 or P-384, or RSA (PSS): PEM PKCS#8, perhaps encrypted, or"
              + " OpenSSH's.")
  private Path key = Path.of("");

  @Option(
      names = "--passphrase-fd",
      paramLabel = "N",
      description =
          "The file descriptor to read an encrypted key's passphrase from, up to a line feed"
              + " (default: ask at the terminal).")
  private @Nullable Integer passphrase;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the signed manifest (default: standard output).")
  private @Nullable Path target;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws RejectedException {
    byte[] signed =
        ManifestSigner.sign(
            ManifestReader.read(manifest),
            SigningKeyReader.read(key, new SignPassphrase(passphrase)));
    Path file = target;
    if (file == null) {
      Console.of(spec).data(new String(signed, StandardCharsets.UTF_8));
      return ExitCode.DONE;
    }
    try {
      OutputFile.write(file, out -> out.write(signed));
    } catch (IOException e) {
      throw new RejectedException(SigningKeyProblems.unwritable(file.toString(), e.toString()));
    }
    if (output.verbose) {
      Console.of(spec).note("signed '" + manifest + "' with '" + key + "'");
    }
    return ExitCode.DONE;
  }
}
