// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.FileOutcome;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.OutputFile;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code bless --report} writes, docs/bless-report.schema.json: the same for the same answer,
 * for it tells of no time and no machine.
 *
 * @param target the file
 */
record BlessReportFile(Path target) {

  private static final String TYPE = "https://sbomlock.dev/bless-report/v1";

  /**
   * What was asked for.
   *
   * @param subject of the manifest
   * @param methods how files were to be blessed, in their order
   * @param dryRun whether nothing was to be changed
   */
  record Asked(Subject subject, Set<BlessMethod> methods, boolean dryRun) {}

  /**
   * Refuses what could not be written, before anything is blessed.
   *
   * @throws RejectedException X003
   */
  void check() throws RejectedException {
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw unwritable(new NoSuchFileException(String.valueOf(directory)), "nothing was blessed");
    }
  }

  /**
   * Writes it beside its target and puts it into place.
   *
   * @param image the digest of the image that was written, if one was
   * @throws RejectedException X003
   */
  void write(Asked asked, BlessReport report, Optional<Digest> image) throws RejectedException {
    try {
      OutputFile.writeSynced(target, out -> write(asked, report, image, out));
    } catch (IOException e) {
      throw unwritable(e, "only this output tells what was blessed");
    }
  }

  private RejectedException unwritable(IOException failure, String consequence) {
    return new RejectedException(
        FileProblems.unwritable(target, failure).withConsequence(consequence));
  }

  private static void write(
      Asked asked, BlessReport report, Optional<Digest> image, OutputStream out)
      throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("reportType", TYPE);
      json.writeObjectFieldStart("subject");
      json.writeStringField("name", asked.subject().name());
      json.writeStringField("digest", asked.subject().digest().toString());
      json.writeEndObject();
      json.writeArrayFieldStart("methods");
      for (BlessMethod method : asked.methods()) {
        json.writeString(method.key());
      }
      json.writeEndArray();
      json.writeBooleanField("dryRun", asked.dryRun());
      if (image.isPresent()) {
        json.writeStringField("image", image.get().toString());
      }
      json.writeObjectFieldStart("summary");
      for (FileOutcome.Result result : FileOutcome.Result.values()) {
        json.writeNumberField(result.key(), report.count(result));
      }
      json.writeEndObject();
      json.writeArrayFieldStart("files");
      for (FileOutcome file : report.files()) {
        json.writeRawValue("\n" + Console.render(line -> write(file, line)));
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(FileOutcome file, JsonGenerator json) throws IOException {
    json.writeStringField("path", file.path().text());
    json.writeStringField("result", file.result().key());
    if (!file.reason().isEmpty()) {
      json.writeStringField("reason", file.reason());
    }
    if (file.refusal().isPresent()) {
      Diagnostic refusal = file.refusal().get();
      json.writeStringField("code", refusal.code());
      json.writeStringField("remedy", refusal.remedy());
    }
  }
}
