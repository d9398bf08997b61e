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
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock sign}: manifest and private key in, signed manifest out. */
final class SignCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Puts a manifest that was compiled with --manifest-version and --expires into a signed"
              + " DSSE envelope.",
          "The manifest stays as it is, so it can be reviewed first, and signed where no SBOM is"
              + " read.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<Path> key =
      usage
          .option("--key")
          .takes("PRIVATEKEY", Path.class)
          .says(
              "ed25519, ECDSA on P-256 or P-384, or RSA (PSS): PEM PKCS#8 or OpenSSH's, perhaps"
                  + " encrypted.")
          .required();

  private final Supplier<Optional<Integer>> passphrase = SignPassphrase.option(usage);

  private final Supplier<Optional<Path>> target =
      usage
          .option("-o", "--output")
          .takes("FILE", Path.class)
          .says("Where to write the signed manifest (default: standard output).")
          .optional();

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    byte[] signed =
        ManifestSigner.sign(
            ManifestReader.read(manifest.get()),
            SigningKeyReader.read(key.get(), new SignPassphrase(passphrase.get())));
    Optional<Path> file = target.get();
    if (file.isEmpty()) {
      usage.console().data(new String(signed, StandardCharsets.UTF_8));
      return ExitCode.DONE;
    }
    try {
      OutputFile.write(file.get(), out -> out.write(signed));
    } catch (IOException e) {
      throw new RejectedException(
          SigningKeyProblems.unwritable(file.get().toString(), e.toString()));
    }
    if (output.verbose()) {
      usage.console().note("signed '" + manifest.get() + "' with '" + key.get() + "'");
    }
    return ExitCode.DONE;
  }
}
