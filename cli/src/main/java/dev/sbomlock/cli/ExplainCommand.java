// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.query.Explanation;
import dev.sbomlock.manifest.query.Finding;
import dev.sbomlock.manifest.query.Ground;
import dev.sbomlock.manifest.query.Selector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock explain}: why a manifest trusts a file, or does not. */
final class ExplainCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Says why a manifest trusts a file, or does not: its status, its owners, the evidence,"
              + " and the documents that give it, with their digests.",
          "Ends with 1 when the answer is no. Of files with one digest one that is trusted is"
              + " enough, as it is for the kernel; of a component's files all must be.");

  private final Supplier<Path> manifest =
      usage.parameter("MANIFEST", Path.class, "What 'sbomlock compile -o' wrote.");

  private final Supplier<String> what =
      usage.parameter(
          "PATH|DIGEST|PURL",
          String.class,
          "A path in the content, a digest as 'sha256:HEX' or 'fsverity-sha256:HEX', or a"
              + " component's package URL.");

  private final ManifestOptions trusted = new ManifestOptions(usage);
  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() throws RejectedException {
    Selector selector = selector();
    Explanation answer = Explanation.of(trusted.read(manifest.get()), selector);
    Console console = usage.console();
    switch (output.format()) {
      case text -> write(answer, console);
      case json -> console.json(json -> write(answer, json));
    }
    return answer.trusted() ? ExitCode.DONE : ExitCode.NO;
  }

  private Selector selector() {
    try {
      return Selector.parse(what.get());
    } catch (IllegalArgumentException e) {
      throw usage.wrong(
          Text.format(
              "'%s' is neither a path nor a digest nor a purl: %s", what.get(), e.getMessage()));
    }
  }

  private void write(Explanation answer, Console console) {
    console.data(
        Text.format(
            "%s: %s, because %s",
            what.get(), answer.trusted() ? "trusted" : "not trusted", answer.reason()));
    for (Finding finding : answer.findings()) {
      console.data("/" + finding.file().path().text());
      console.data(
          Text.format("  status     %s: %s", finding.file().status().key(), finding.reason()));
      for (Digest digest : finding.file().digests().digests()) {
        console.data("  digest     " + digest);
      }
      finding.components().forEach(ground -> write("component", ground.from(), ground, console));
      finding
          .evidence()
          .forEach(
              ground ->
                  write("evidence", ground.kind() + " from " + ground.from(), ground, console));
      for (Grant grant : finding.file().grants()) {
        console.data("  grant      " + grant.key());
      }
    }
  }

  private static void write(String title, String what, Ground ground, Console console) {
    console.data(Text.format("  %-10s %s", title, what));
    if (ground.documents().isEmpty()) {
      console.data("    says the measured content's own package database");
    }
    for (Input input : ground.documents()) {
      console.data(
          Text.format(
              "    says %s '%s' (%s) %s",
              input.kind(), input.name(), input.format(), input.digest()));
    }
  }

  private void write(Explanation answer, JsonGenerator json) throws IOException {
    json.writeStringField("query", what.get());
    json.writeBooleanField("trusted", answer.trusted());
    json.writeStringField("reason", answer.reason());
    if (answer.resolved().isPresent()) {
      ArtifactPath resolved = answer.resolved().get();
      json.writeStringField("resolved", resolved.text());
    }
    json.writeArrayFieldStart("files");
    for (Finding finding : answer.findings()) {
      json.writeStartObject();
      json.writeStringField("path", finding.file().path().text());
      json.writeBooleanField("trusted", finding.isTrusted());
      json.writeStringField("status", finding.file().status().key());
      json.writeStringField("reason", finding.reason());
      json.writeObjectFieldStart("digest");
      for (Digest digest : finding.file().digests().digests()) {
        json.writeStringField(digest.algorithm().key(), digest.hex());
      }
      json.writeEndObject();
      write("components", "component", finding.components(), json);
      write("evidence", "from", finding.evidence(), json);
      json.writeArrayFieldStart("grants");
      for (Grant grant : finding.file().grants()) {
        json.writeString(grant.key());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(String array, String from, List<Ground> grounds, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(array);
    for (Ground ground : grounds) {
      json.writeStartObject();
      if (!from.equals(ground.kind())) {
        json.writeStringField("kind", ground.kind());
      }
      json.writeStringField(from, ground.from());
      json.writeArrayFieldStart("documents");
      for (Input input : ground.documents()) {
        json.writeStartObject();
        json.writeStringField("kind", input.kind());
        json.writeStringField("name", input.name());
        json.writeStringField("format", input.format());
        json.writeStringField("sha256", input.digest().hex());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
