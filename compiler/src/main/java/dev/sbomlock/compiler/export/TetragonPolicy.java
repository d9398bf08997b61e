// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.ExportProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A TracingPolicy of Tetragon, version v1alpha1, under which nothing is executed but what lies at
 * the path of an accounted file. Weak: it compares names, whatever the content, and sees neither
 * libraries nor what an interpreter reads.
 *
 * @param name what the policy will be called
 */
public record TetragonPolicy(String name) implements Exporter {

  // Kubernetes: a DNS subdomain.
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /**
   * Checks what Kubernetes would refuse.
   *
   * @throws IllegalArgumentException when Kubernetes takes no such name
   */
  public TetragonPolicy {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a TracingPolicy's name is made of a-z 0-9 - . and starts and ends with a letter or digit,"
              + " as Kubernetes wants it, not '"
              + name
              + "'");
    }
  }

  /**
   * The policy as YAML, in ASCII.
   *
   * @throws RejectedException C060 when a file was stated and never measured, C061 when no file is
   *     accounted for, or none whose name Tetragon has words for
   */
  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "Tetragon");
    List<String> paths = new ArrayList<>();
    for (AccountedFiles.Named file : files.named()) {
      paths.add("        - " + quote(file.name()));
    }
    if (paths.isEmpty()) {
      throw new RejectedException(CompilerProblems.nothingToExport(manifest.subject().name()));
    }
    List<Diagnostic> findings = new ArrayList<>(files.findings());
    findings.add(ExportProblems.pathsAlone(name, "Tetragon"));
    List<String> lines = new ArrayList<>(head());
    lines.addAll(paths);
    lines.addAll(
        List.of("      matchActions:", "      - action: Override", "        argError: -13"));
    return new Export(lines, findings);
  }

  private List<String> head() {
    return List.of(
        "# Weak: Tetragon compares paths and never the content, so whatever lies at one of these",
        "# paths runs. Libraries, and what interpreters read, are not judged at all.",
        "apiVersion: cilium.io/v1alpha1",
        "kind: TracingPolicy",
        "metadata:",
        "  name: " + quote(name),
        "spec:",
        "  lsmhooks:",
        "  - hook: \"bprm_check_security\"",
        "    args:",
        "    - index: 0",
        "      type: \"linux_binprm\"",
        "    selectors:",
        "    - matchArgs:",
        "      - index: 0",
        "        operator: \"NotEqual\"",
        "        values:");
  }

  // Double-quoted YAML, in which only ASCII stands for itself whichever version a reader follows.
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (c >= ' ' && c < 0x7f) {
                quoted.append((char) c);
              } else {
                quoted.append(Text.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              }
            });
    return quoted.append('"').toString();
  }
}
