// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.Decisions;
import dev.sbomlock.compiler.problem.SarifLog;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** How {@code sbomlock compile} tells what it found. */
final class CompileOutput {

  private static final int SHOWN_PER_CODE = 5;

  private final Supplier<CompileFormat> format;
  private final Supplier<Boolean> verbose;
  private final Supplier<Boolean> quiet;

  CompileOutput(Options options) {
    format =
        options
            .option("--format")
            .takes("text|json|sarif", CompileFormat.class)
            .says(
                "How to write the summary and the diagnostics (default: ${DEFAULT-VALUE}).",
                "sarif: all diagnostics as one SARIF 2.1.0 log on standard output; needs --output"
                    + " for the manifest.")
            .otherwise("text");
    verbose =
        options
            .option("-v", "--verbose")
            .says(
                "Explain decisions on standard error: what each document is, which package is"
                    + " which component, what accounts for each file; and all findings.")
            .flag();
    quiet =
        options
            .option("-q", "--quiet")
            .says("Show neither progress nor the summary, only what is amiss.")
            .flag();
  }

  boolean quiet() {
    return quiet.get();
  }

  CompileFormat format() {
    return format.get();
  }

  /** What keeps the compiler's decisions, if anybody wants to know them. */
  Decisions decisions(List<String> kept) {
    return verbose.get() ? sentence -> kept.add(sentence.get()) : Decisions.NONE;
  }

  /** Shows decisions, once nothing else is drawn on the terminal. */
  void explain(List<String> decisions, Console console) {
    for (String decision : decisions) {
      console.note(
          format() == CompileFormat.json
              ? Console.render(json -> json.writeStringField("decision", decision))
              : decision);
    }
  }

  /** Shows all findings to programs and the curious, and the first of each kind to others. */
  void report(List<Diagnostic> findings, Console console) {
    if (format() == CompileFormat.sarif) {
      log(List.of(), findings, console);
      return;
    }
    Map<String, List<Diagnostic>> byCode =
        findings.stream()
            .collect(Collectors.groupingBy(Diagnostic::code, TreeMap::new, Collectors.toList()));
    boolean all = verbose.get() || format() == CompileFormat.json;
    List<String> cut = new ArrayList<>();
    byCode.forEach(
        (code, ofCode) -> {
          int shown = all ? ofCode.size() : Math.min(SHOWN_PER_CODE, ofCode.size());
          console.diagnostics(ofCode.subList(0, shown), format().plain());
          if (shown < ofCode.size()) {
            cut.add(Text.format("%d more of %s", ofCode.size() - shown, code));
          }
        });
    if (!cut.isEmpty()) {
      console.note("... and " + String.join(", ", cut) + ": pass -v to see all.");
    }
  }

  /** Writes the SARIF log of a refusal or of a compilation. */
  void log(List<Diagnostic> refusals, List<Diagnostic> findings, Console console) {
    String version = new Version().getVersion()[0].substring("sbomlock ".length());
    console.data(new SarifLog(version, refusals, findings).json());
  }
}
