// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Input;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Why what was asked about is trusted, or is not.
 *
 * @param trusted the answer
 * @param reason the answer's reason, in one sentence without a full stop
 * @param resolved where a path leads that holds symbolic links
 * @param findings of each file it concerns, by path
 */
public record Explanation(
    boolean trusted, String reason, Optional<ArtifactPath> resolved, List<Finding> findings) {

  private static final String LINK = "link:";
  private static final String STEP = "step:";

  /** Copies the list. */
  public Explanation {
    findings = List.copyOf(findings);
  }

  /**
   * Answers. A digest is trusted when any file with it is, because the kernel judges content by its
   * digest; a component only when all its files are.
   */
  public static Explanation of(MeasurementManifest manifest, Selector selector) {
    if (selector instanceof Selector.ByPath byPath) {
      return ofPath(manifest, byPath.path());
    }
    if (selector instanceof Selector.ByDigest byDigest) {
      List<Finding> found =
          findings(manifest, file -> file.digests().digests().contains(byDigest.digest()));
      boolean trusted = found.stream().anyMatch(Finding::isTrusted);
      return new Explanation(trusted, digestReason(found, trusted), Optional.empty(), found);
    }
    Selector.ByPurl byPurl = (Selector.ByPurl) selector;
    List<Finding> found =
        findings(
            manifest,
            file ->
                file.components().stream()
                    .anyMatch(i -> manifest.components().get(i).purl().equals(byPurl.purl())));
    boolean named =
        manifest.components().stream()
            .anyMatch(component -> component.purl().equals(byPurl.purl()));
    boolean trusted = !found.isEmpty() && found.stream().allMatch(Finding::isTrusted);
    return new Explanation(trusted, purlReason(found, named), Optional.empty(), found);
  }

  private static Explanation ofPath(MeasurementManifest manifest, ArtifactPath path) {
    Optional<ArtifactPath> target = new LinkResolver(manifest).resolve(path);
    List<Finding> found =
        target
            .map(place -> findings(manifest, file -> file.path().equals(place)))
            .orElse(List.of());
    return found.isEmpty()
        ? new Explanation(false, "the manifest holds no such file", target, found)
        : new Explanation(found.get(0).isTrusted(), found.get(0).reason(), target, found);
  }

  private static String digestReason(List<Finding> found, boolean trusted) {
    if (found.isEmpty()) {
      return "the manifest holds no file with this digest";
    }
    return trusted
        ? "a file with this content is accounted for"
        : "no file with this content is accounted for";
  }

  private static String purlReason(List<Finding> found, boolean named) {
    if (found.isEmpty()) {
      return named
          ? "no file of the manifest belongs to this component"
          : "no component of the manifest has this package URL";
    }
    long trusted = found.stream().filter(Finding::isTrusted).count();
    return trusted + " of its " + found.size() + " files are accounted for";
  }

  private static List<Finding> findings(
      MeasurementManifest manifest, Predicate<Measurement> condition) {
    return manifest.files().stream()
        .filter(condition)
        .map(
            file ->
                new Finding(
                    file,
                    file.components().stream().map(i -> component(manifest, i)).toList(),
                    file.evidence().stream().map(found -> evidence(manifest, found)).toList()))
        .toList();
  }

  private static Ground component(MeasurementManifest manifest, int index) {
    Component component = manifest.components().get(index);
    return new Ground(
        "component",
        component.label(),
        component.inputs().stream().map(manifest.inputs()::get).toList());
  }

  private static Ground evidence(MeasurementManifest manifest, Evidence evidence) {
    return new Ground(
        evidence.kind().key(),
        evidence.from(),
        manifest.inputs().stream().filter(input -> gives(input, evidence)).toList());
  }

  /** Whether the evidence can be of that document: SBOMs are named by file, links by step. */
  private static boolean gives(Input input, Evidence evidence) {
    if (evidence.kind() == EvidenceKind.IN_TOTO_PRODUCT && evidence.from().startsWith(LINK)) {
      String step = evidence.from().substring(LINK.length());
      return input.kind().equals("link-key")
          || (input.kind().equals("link") && input.name().startsWith(step + "."));
    }
    if (evidence.from().startsWith(STEP)) {
      String step = evidence.from().substring(STEP.length());
      return input.kind().startsWith("layout")
          || (input.kind().equals("link") && input.name().startsWith(step + "."));
    }
    return input.kind().equals("sbom") && input.name().equals(evidence.from());
  }
}
