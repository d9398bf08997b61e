// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.image.ImageContent;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.rootfs.Content;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.compiler.rootfs.MeasuredFile;
import dev.sbomlock.compiler.rootfs.RootfsContent;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import dev.sbomlock.manifest.Symlink;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.VerityParameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    return compile(request, Progress.NONE, Decisions.NONE);
  }

  /** Compiles, as {@link #compile(CompileRequest)} does, and tells how far it is and why. */
  public static Compilation compile(CompileRequest request, Progress progress, Decisions decisions)
      throws RejectedException {
    progress.begin("reading documents", 0);
    Documents documents = Documents.read(request);
    documents
        .inputs()
        .forEach(
            input ->
                decisions.say(
                    () ->
                        Text.format(
                            "%s: this %s is %s", input.name(), input.kind(), input.format())));
    documents.provenance().findings().addAll(Materials.check(request, documents));
    ComponentTable components = ComponentTable.of(documents);
    Optional<Content> content = open(request, documents, components, progress);
    return content.isPresent()
        ? compileContent(request, content.get(), documents, components, decisions)
        : compileStatements(request, documents, components);
  }

  private static Optional<Content> open(
      CompileRequest request, Documents documents, ComponentTable components, Progress progress)
      throws RejectedException {
    if (request.image().isPresent()) {
      progress.begin("measuring the image", 0);
      return Optional.of(
          ImageContent.open(
              request.image().get(),
              request.platform(),
              ExpectedDigests.of(documents, components),
              request.verity(),
              request.threads()));
    }
    return request.rootfs().isPresent()
        ? Optional.of(
            RootfsContent.walk(
                request.rootfs().get(), request.verity(), request.threads(), progress))
        : Optional.empty();
  }

  private static Compilation compileContent(
      CompileRequest request,
      Content content,
      Documents documents,
      ComponentTable components,
      Decisions decisions)
      throws RejectedException {
    requireMeasurable(request);
    ContentTree tree = content.tree();
    Claims claims = Claims.collect(request, documents, components, tree, decisions);
    List<MeasuredFile> files = content.measure(claims.algorithmsByFile());
    Accounts accounts =
        Accounts.settle(
            files,
            claims,
            Requirement.of(request, documents, components.components()),
            new FileDecisions(components.components(), decisions));

    List<Diagnostic> findings = new ArrayList<>(components.findings());
    findings.addAll(claims.findings(accounts.measurements()));
    findings.addAll(accounts.findings());
    if (tree.specialFiles() > 0) {
      findings.add(CompilerProblems.specialFiles(request.contentName(), tree.specialFiles()));
    }
    return compilation(
        request.verity(),
        Subjects.ofContent(request, documents, content, files),
        documents,
        components,
        Grants.hand(request.grants(), accounts.measurements(), components.components()),
        tree.symlinks(),
        findings);
  }

  private static Compilation compileStatements(
      CompileRequest request, Documents documents, ComponentTable components)
      throws RejectedException {
    Statements statements =
        Statements.collect(
            documents,
            components,
            Requirement.of(request, documents, components.components()),
            new Unmeasured(request));
    List<Diagnostic> findings = new ArrayList<>(components.findings());
    findings.addAll(statements.findings());
    return compilation(
        VerityParameters.DEFAULT,
        Subjects.ofDocuments(request, documents),
        documents,
        components,
        Grants.hand(request.grants(), statements.measurements(), components.components()),
        List.of(),
        findings);
  }

  private static void requireMeasurable(CompileRequest request) throws RejectedException {
    List<Diagnostic> unused = new Unmeasured(request).refusals();
    if (!unused.isEmpty()) {
      throw new RejectedException(unused);
    }
  }

  private static Compilation compilation(
      VerityParameters verity,
      Subject subject,
      Documents documents,
      ComponentTable components,
      List<Measurement> files,
      List<Symlink> symlinks,
      List<Diagnostic> findings) {
    findings.addAll(documents.provenance().findings());
    findings.sort(
        Comparator.comparing(Diagnostic::code)
            .thenComparing(Diagnostic::place)
            .thenComparing(Diagnostic::fact)
            .thenComparing(Diagnostic::consequence));
    return new Compilation(
        new MeasurementManifest(
            subject,
            documents.inputs(),
            components.components(),
            files,
            symlinks,
            documents.provenance().steps(),
            verity,
            Optional.empty()),
        findings);
  }
}
