// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;

/**
 * The lines that {@code fsverity digest} prints of the accounted files: {@code sha256:HEX PATH}.
 */
public record FsverityList() implements Exporter {

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "a list of fs-verity digests");
    List<String> lines =
        files.named().stream()
            .map(file -> "sha256:" + file.fsverity().hex() + " " + file.name())
            .toList();
    return new Export(lines, files.findings());
  }
}
