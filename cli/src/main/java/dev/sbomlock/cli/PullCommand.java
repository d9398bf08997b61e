// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.image.attach.ManifestPull;
import dev.sbomlock.image.attach.RegistryReference;
import dev.sbomlock.manifest.OutputFile;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code sbomlock pull}: the signed manifest of an image, out of a registry. */
final class PullCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Fetches the signed manifest that goes with an image in a registry. Whose it is, whoever"
              + " reads it checks, with --manifest-key.");

  private final Supplier<String> source =
      usage.parameter(
          "IMAGE",
          String.class,
          "HOST[:PORT]/REPOSITORY:TAG or …@sha256:HEX; of several platforms by the digest of the"
              + " one that is meant.");

  private final Supplier<Optional<Path>> target =
      usage
          .option("-o", "--output")
          .takes("FILE", Path.class)
          .says("Where to write the signed manifest (default: standard output).")
          .optional();

  private final RegistryOptions registry = new RegistryOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    RegistryReference reference = registry.reference(source.get());
    byte[] envelope = ManifestPull.pull(reference, registry.access());
    Optional<Path> file = target.get();
    if (file.isEmpty()) {
      usage.console().data(new String(envelope, StandardCharsets.UTF_8));
      return ExitCode.DONE;
    }
    try {
      OutputFile.write(file.get(), out -> out.write(envelope));
    } catch (IOException e) {
      throw new RejectedException(FileProblems.unwritable(file.get(), e));
    }
    if (output.verbose()) {
      usage.console().note("pulled '" + file.get() + "'");
    }
    return ExitCode.DONE;
  }
}
