// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.SbomDocument;
import dev.sbomlock.compiler.SbomFormat;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.validator.Conformance;
import dev.sbomlock.validator.SbomValidator;
import dev.sbomlock.validator.Syntax;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** {@code sbomlock validate}: whether SBOMs conform to their specifications. */
final class ValidateCommand implements Command {

  private final Usage usage =
      new Usage(
          this,
          "Says whether SBOMs conform to the schema that they claim.",
          "CycloneDX 1.2 to 1.6 as JSON, 1.0 to 1.6 as XML; SPDX 2 as JSON, YAML and tag-value,"
              + " SPDX 3 as JSON-LD: by the libraries of the specifications' authors, without a"
              + " network. 'compile' is stricter in what it uses, and takes what it does not use as"
              + " it comes.");

  private final Supplier<List<Path>> sboms =
      usage.parameters(
          "1..*",
          "SBOM",
          Path.class,
          "Documents of any of these formats, which the content tells; '-' is standard input.");

  private final OutputOptions output = new OutputOptions(usage);

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public Integer call() {
    boolean allConform = true;
    for (Path sbom : sboms.get()) {
      try {
        allConform &= validate(sbom);
      } catch (RejectedException e) {
        usage.console().diagnostics(notValidated(e.diagnostics()), output.format());
        allConform = false;
      }
    }
    return allConform ? ExitCode.DONE : ExitCode.NO;
  }

  private boolean validate(Path sbom) throws RejectedException {
    SbomDocument document = SbomDocument.read(sbom);
    Conformance conformance =
        SbomValidator.validate(document.name(), syntax(document), document.bytes());
    Console console = usage.console();
    console.diagnostics(conformance.findings(), output.format());
    switch (output.format()) {
      case text ->
          console.data(
              Text.format(
                  "%s: %s to %s",
                  document.name(),
                  conformance.conforms() ? "conforms" : "does not conform",
                  conformance.specification()));
      case json ->
          console.json(
              json -> {
                json.writeStringField("sbom", document.name());
                json.writeStringField("specification", conformance.specification());
                json.writeBooleanField("conforms", conformance.conforms());
              });
    }
    return conformance.conforms();
  }

  // They come from the reader of 'compile'.
  private static List<Diagnostic> notValidated(List<Diagnostic> problems) {
    return problems.stream()
        .map(problem -> problem.withConsequence("it was not validated"))
        .toList();
  }

  private static Syntax syntax(SbomDocument document) throws RejectedException {
    SbomFormat format = document.format();
    return switch (format) {
      case CYCLONEDX_JSON -> Syntax.CYCLONEDX_JSON;
      case CYCLONEDX_XML -> Syntax.CYCLONEDX_XML;
      case SPDX_JSON -> Syntax.SPDX_JSON;
      case SPDX_YAML -> Syntax.SPDX_YAML;
      case SPDX_TAG_VALUE -> Syntax.SPDX_TAG_VALUE;
      case SPDX3_JSON -> Syntax.SPDX3_JSON;
      case EMPTY -> throw new RejectedException(CompilerProblems.empty(document.name()));
      case SPDX_RDF, ENVELOPE, STATEMENT, OTHER ->
          throw new RejectedException(CompilerProblems.notValidated(document.name()));
    };
  }
}
