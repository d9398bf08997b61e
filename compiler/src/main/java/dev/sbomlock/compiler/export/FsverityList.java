// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;

/**
 * The lines that {@code fsverity digest} prints of the accounted files, asked for the manifest's
 * block size, hash and salt: {@code sha256:HEX PATH}.
 */
public record FsverityList() implements Exporter {

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "a list of fs-verity digests");
    String hash = manifest.verity().hash().key();
    List<String> lines =
        files.named().stream()
            .map(file -> hash + ":" + file.fsverity().hex() + " " + file.name())
            .toList();
    return new Export(lines, files.findings());
  }
}
