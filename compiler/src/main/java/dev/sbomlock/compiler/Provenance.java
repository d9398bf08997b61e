// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.intoto.Attestation;
import dev.sbomlock.compiler.intoto.AttestationReader;
import dev.sbomlock.compiler.intoto.FunctionaryKey;
import dev.sbomlock.compiler.intoto.FunctionaryKeyReader;
import dev.sbomlock.compiler.intoto.LayoutVerifier;
import dev.sbomlock.compiler.intoto.Link;
import dev.sbomlock.compiler.intoto.VerifiedLayout;
import dev.sbomlock.compiler.intoto.VerifiedStep;
import dev.sbomlock.manifest.BuildStep;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known, and verified, of how the content was built.
 *
 * @param productions each account of what was made from what
 * @param steps of the layout, in its order
 * @param inputs the documents that say so
 * @param findings what the user should know of them
 */
record Provenance(
    List<Production> productions,
    List<BuildStep> steps,
    Set<Input> inputs,
    List<Diagnostic> findings) {

  /**
   * Reads and verifies it.
   *
   * @param links verified ones that belong to no layout
   * @param problems takes what is wrong
   */
  static Provenance read(CompileRequest request, List<Link> links, List<Diagnostic> problems) {
    Provenance provenance =
        new Provenance(new ArrayList<>(), new ArrayList<>(), new HashSet<>(), new ArrayList<>());
    links.forEach(
        link -> provenance.productions.add(new Production("link:" + link.name(), link, true)));
    try {
      if (request.provenance().layout().isPresent()) {
        provenance.addLayout(request.provenance().layout().get(), request);
      }
    } catch (RejectedException e) {
      problems.addAll(e.diagnostics());
    }
    try {
      provenance.addAttestations(request.provenance());
      provenance.addRelease(request.provenance());
    } catch (RejectedException e) {
      problems.addAll(e.diagnostics());
    }
    return provenance;
  }

  private void addLayout(Path file, CompileRequest request) throws RejectedException {
    ProvenanceRequest build = request.provenance();
    DocumentFile document = DocumentFile.read(file);
    inputs.add(document.input("layout", "in-toto layout"));
    VerifiedLayout layout =
        LayoutVerifier.verify(
            document.bytes(),
            document.name(),
            keys(build.layoutKeys(), "layout-key"),
            LinkFiles.of(build.linkDirectory(), request.links(), inputs),
            build.parameters(),
            build.now());
    findings.addAll(layout.findings());
    for (VerifiedStep step : layout.steps()) {
      Link link = step.link();
      productions.add(new Production("step:" + step.name(), link, true));
      steps.add(BuildStep.of(step.name(), step.functionaries(), link.materials(), link.products()));
    }
  }

  private void addAttestations(ProvenanceRequest build) throws RejectedException {
    List<FunctionaryKey> keys = keys(build.attestationKeys(), "attestation-key");
    for (Path file : build.attestations()) {
      DocumentFile document = DocumentFile.read(file);
      inputs.add(document.input("attestation", "in-toto attestation"));
      String from = "attestation:" + document.name();
      for (Attestation attestation :
          AttestationReader.read(document.bytes(), document.name(), keys)) {
        Link link = attestation.link();
        productions.add(new Production(from, link, false));
        steps.add(BuildStep.of(from, attestation.signers(), link.materials(), link.products()));
      }
    }
  }

  private void addRelease(ProvenanceRequest build) throws RejectedException {
    if (build.releaseChecksums().isPresent()) {
      DocumentFile list = DocumentFile.read(build.releaseChecksums().get());
      inputs.add(list.input("checksums", "sha256sum"));
      ReleaseChecksums.parse(list.bytes(), list.name()).requireMatches(build.releaseArtifacts());
    }
  }

  private List<FunctionaryKey> keys(List<Path> files, String kind) throws RejectedException {
    List<FunctionaryKey> keys = new ArrayList<>();
    for (Path file : files) {
      DocumentFile document = DocumentFile.read(file);
      inputs.add(document.input(kind, "public key"));
      keys.add(FunctionaryKeyReader.read(document.bytes(), document.name()));
    }
    return keys;
  }
}
