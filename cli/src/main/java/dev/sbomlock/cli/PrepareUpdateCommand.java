// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.loader.PolicyUpdate;
import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock prepare-update}: what is to be signed. */
final class PrepareUpdateCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Writes an update for a sealed guard, to be signed elsewhere: docs/UPDATES.md.",
          "A COMPONENT is the purl or name of a component of a MANIFEST, a file by its absolute"
              + " path, or its digest as 'sha256:HEX' or 'fsverity-sha256:HEX'; the latter needs no"
              + " manifest.");

  private final Supplier<List<Path>> manifests =
      usage.parameters("0..*", "MANIFEST", Path.class, "Manifests to look components up in.");

  private final Supplier<Long> sequence =
      usage
          .option("--sequence")
          .takes("NUMBER", Long.class)
          .says("Greater than that of every update before, such as $(date +%%s).")
          .required();

  private final Supplier<Boolean> allowAll =
      usage.option("--allow-all").says("All accounted files of the manifests may run.").flag();

  private final Supplier<List<String>> allow =
      usage
          .option("--allow")
          .takes("COMPONENT", String.class)
          .says("It may run. Repeatable.")
          .list();

  private final Supplier<List<String>> revoke =
      usage
          .option("--revoke")
          .takes("COMPONENT", String.class)
          .says("It runs no more. Repeatable.")
          .list();

  private final Supplier<List<String>> restore =
      usage
          .option("--restore")
          .takes("COMPONENT", String.class)
          .says("Takes that back. Repeatable.")
          .list();

  private final Supplier<Boolean> unlock =
      usage.option("--unlock").says("The guard may be unloaded.").flag();

  private final Supplier<Path> target =
      usage
          .option("-o", "--output")
          .takes("FILE", Path.class)
          .says("Where to write the update.")
          .required();

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    if (sequence.get() < 1) {
      throw usage.wrong("--sequence is at least 1");
    }
    List<MeasurementManifest> read = new ArrayList<>();
    for (Path manifest : manifests.get()) {
      read.add(trusted.read(manifest));
    }
    UpdateRecord update =
        PolicyUpdate.prepare(
            new PolicyUpdate.Request(
                sequence.get(),
                read,
                allowAll.get(),
                allow.get(),
                revoke.get(),
                restore.get(),
                unlock.get()));
    try {
      Files.write(target.get(), update.bytes());
    } catch (IOException e) {
      throw new RejectedException(PolicyUpdate.unwritable(target.get(), e));
    }
    UpdateReport.write(usage.console(), output.format(), "wrote", update);
    return ExitCode.DONE;
  }
}
