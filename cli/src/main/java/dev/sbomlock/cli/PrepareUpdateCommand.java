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
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sbomlock prepare-update}: what is to be signed. */
@Command(
    name = "prepare-update",
    description = {
      "Writes an update for a sealed guard, to be signed elsewhere: docs/UPDATES.md.",
      "A COMPONENT is the purl or name of a component of a MANIFEST, a file by its absolute path, or its digest as"
          + " 'sha256:HEX' or 'fsverity-sha256:HEX'; the latter needs no manifest."
    },
    mixinStandardHelpOptions = true)
final class PrepareUpdateCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "MANIFEST",
      description = "Manifests to look components up in.")
  private List<Path> manifests = new ArrayList<>();

  @Option(
      names = "--sequence",
      paramLabel = "NUMBER",
      required = true,
      description = "Greater than that of every update before, such as $(date +%%s).")
  private long sequence;

  @Option(names = "--allow-all", description = "All accounted files of the manifests may run.")
  private boolean allowAll;

  @Option(names = "--allow", paramLabel = "COMPONENT", description = "It may run. Repeatable.")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = "--revoke",
      paramLabel = "COMPONENT",
      description = "It runs no more. Repeatable.")
  private List<String> revoke = new ArrayList<>();

  @Option(
      names = "--restore",
      paramLabel = "COMPONENT",
      description = "Takes that back. Repeatable.")
  private List<String> restore = new ArrayList<>();

  @Option(names = "--unlock", description = "The guard may be unloaded.")
  private boolean unlock;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where to write the update.")
  private Path target = Path.of("");

  @Mixin private ManifestOptions trusted = new ManifestOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws RejectedException {
    CommandSpec command = Objects.requireNonNull(spec);
    if (sequence < 1) {
      throw new ParameterException(command.commandLine(), "--sequence is at least 1");
    }
    List<MeasurementManifest> read = new ArrayList<>();
    for (Path manifest : manifests) {
      read.add(trusted.read(manifest));
    }
    UpdateRecord update =
        PolicyUpdate.prepare(
            new PolicyUpdate.Request(sequence, read, allowAll, allow, revoke, restore, unlock));
    try {
      Files.write(target, update.bytes());
    } catch (IOException e) {
      throw new RejectedException(PolicyUpdate.unwritable(target, e));
    }
    UpdateReport.write(Console.of(command), output.format, "wrote", update);
    return ExitCode.DONE;
  }
}
