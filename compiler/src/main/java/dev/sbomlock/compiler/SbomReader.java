// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.cyclonedx.CycloneDxReader;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.spdx.SpdxReader;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads an SBOM of any format; the content says which, never the file's name. */
final class SbomReader {

  private SbomReader() {}

  static Sbom read(DocumentFile file) throws RejectedException {
    return switch (format(file)) {
      case CYCLONEDX -> CycloneDxReader.read(file.bytes(), file.name());
      case SPDX -> SpdxReader.read(file.bytes(), file.name());
      case OTHER -> throw new RejectedException(CompilerProblems.notAnSbom(file.name()));
    };
  }

  /** What the outermost object says it is; the keys may stand anywhere in it. */
  private static Format format(DocumentFile file) throws RejectedException {
    Format[] format = {Format.OTHER};
    try {
      JsonCursor.document(
          file.bytes(),
          json ->
              json.object(
                  name -> {
                    if (name.equals("bomFormat") && json.text().equals("CycloneDX")) {
                      format[0] = Format.CYCLONEDX;
                    } else if (name.equals("spdxVersion")) {
                      format[0] = Format.SPDX;
                    }
                    json.skip();
                  }));
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, file.name()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    return format[0];
  }

  private enum Format {
    CYCLONEDX,
    SPDX,
    OTHER
  }
}
