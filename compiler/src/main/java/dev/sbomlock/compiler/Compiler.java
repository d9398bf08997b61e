// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.rootfs.ContentMeasurer;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.ContentWalker;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Symlink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Compiles SBOMs, links and content into a measurement manifest. The same request over the same
 * files gives the same manifest, whatever the order of files, entries and threads.
 */
public final class Compiler {

  private Compiler() {}

  /**
   * Compiles.
   *
   * @throws RejectedException with everything that is wrong with the inputs, or everything in which
   *     content and evidence contradict each other
   */
  public static Compilation compile(CompileRequest request) throws RejectedException {
    Documents documents = Documents.read(request);
    documents.provenance().findings().addAll(Materials.check(request, documents));
    ComponentTable components = ComponentTable.of(documents);
    return request.rootfs().isPresent()
        ? compileContent(request, request.rootfs().get(), documents, components)
        : compileStatements(request, documents, components);
  }

  private static Compilation compileContent(
      CompileRequest request, Path rootfs, Documents documents, ComponentTable components)
      throws RejectedException {
    ContentTree content = ContentWalker.walk(rootfs);
    Claims claims = Claims.collect(request, documents, components, content);
    List<MeasuredFile> files =
        ContentMeasurer.measure(content, claims.algorithmsByFile(), request.threads());
    Accounts accounts = Accounts.settle(files, claims, request);

    List<Diagnostic> findings = new ArrayList<>(components.findings());
    findings.addAll(claims.findings());
    findings.addAll(accounts.findings());
    if (content.specialFiles() > 0) {
      findings.add(CompilerProblems.specialFiles(rootfs.toString(), content.specialFiles()));
    }
    return compilation(
        Subjects.ofContent(request, documents, files),
        documents,
        components,
        Grants.hand(request.grants(), accounts.measurements(), components.components()),
        content.symlinks(),
        findings);
  }

  private static Compilation compileStatements(
      CompileRequest request, Documents documents, ComponentTable components)
      throws RejectedException {
    Statements statements = Statements.collect(documents, components);
    List<Diagnostic> findings = new ArrayList<>(components.findings());
    findings.addAll(statements.findings());
    return compilation(
        Subjects.ofDocuments(request, documents),
        documents,
        components,
        Grants.hand(request.grants(), statements.measurements(), components.components()),
        List.of(),
        findings);
  }

  private static Compilation compilation(
      Subject subject,
      Documents documents,
      ComponentTable components,
      List<Measurement> files,
      List<Symlink> symlinks,
      List<Diagnostic> findings) {
    findings.addAll(documents.provenance().findings());
    findings.sort(Comparator.comparing(Diagnostic::code).thenComparing(Diagnostic::message));
    return new Compilation(
        new MeasurementManifest(
            subject,
            documents.inputs(),
            components.components(),
            files,
            symlinks,
            documents.provenance().steps()),
        findings);
  }
}
