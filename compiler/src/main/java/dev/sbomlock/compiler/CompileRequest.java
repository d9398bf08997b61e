// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to compile, and from what.
 *
 * @param sboms at least one
 * @param links in-toto link metablocks
 * @param linkKeys public keys of the functionaries whose links count
 * @param linkRoot where the root was when the links' steps ran, as their products name it; empty
 *     when the steps ran inside the root
 * @param provenance what else is known of the build
 * @param rootfs the content to measure; without it the manifest holds what the SBOMs state
 * @param name of the manifest's subject, instead of the SBOM's own
 * @param unaccounted what a file that nothing accounts for means
 * @param requiredEvidence the weakest evidence that accounts for a file
 * @param grants for each grant, which programs have it: absolute paths in the content, purls or
 *     names of components
 * @param threads how many files to measure at a time
 */
public record CompileRequest(
    List<Path> sboms,
    List<Path> links,
    List<Path> linkKeys,
    String linkRoot,
    ProvenanceRequest provenance,
    Optional<Path> rootfs,
    Optional<String> name,
    Unaccounted unaccounted,
    EvidenceKind requiredEvidence,
    Map<Grant, List<String>> grants,
    int threads) {

  /** Copies the lists and checks that there is an SBOM. */
  public CompileRequest {
    sboms = List.copyOf(sboms);
    links = List.copyOf(links);
    linkKeys = List.copyOf(linkKeys);
    grants = copyOf(grants);
    if (sboms.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to compile without an SBOM");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("measuring takes at least one thread");
    }
  }

  /** A request for these SBOMs, all else as by default. */
  public static CompileRequest of(List<Path> sboms) {
    return new CompileRequest(
        sboms,
        List.of(),
        List.of(),
        "",
        ProvenanceRequest.NONE,
        Optional.empty(),
        Optional.empty(),
        Unaccounted.REPORT,
        EvidenceKind.OWNERSHIP,
        Map.of(),
        Runtime.getRuntime().availableProcessors());
  }

  /** The same request with that content. */
  public CompileRequest withRootfs(Path directory) {
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        provenance,
        Optional.of(directory),
        name,
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The same request with these links, their keys, and the root that their products name. */
  public CompileRequest withLinks(List<Path> files, List<Path> keys, String root) {
    return new CompileRequest(
        sboms,
        files,
        keys,
        root,
        provenance,
        rootfs,
        name,
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The same request with what is known of the build beyond single links. */
  public CompileRequest withProvenance(ProvenanceRequest build) {
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        build,
        rootfs,
        name,
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The same request with another name for the subject. */
  public CompileRequest withName(String subject) {
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        provenance,
        rootfs,
        Optional.of(subject),
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The same request with another policy. */
  public CompileRequest withPolicy(Unaccounted policy, EvidenceKind evidence) {
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        provenance,
        rootfs,
        name,
        policy,
        evidence,
        grants,
        threads);
  }

  /** The same request, in which these programs have that grant. */
  public CompileRequest withGrant(Grant grant, List<String> programs) {
    Map<Grant, List<String>> more = new EnumMap<>(Grant.class);
    more.putAll(grants);
    more.put(grant, programs);
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        provenance,
        rootfs,
        name,
        unaccounted,
        requiredEvidence,
        more,
        threads);
  }

  /** The same request, measuring so many files at a time. */
  public CompileRequest withThreads(int count) {
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        provenance,
        rootfs,
        name,
        unaccounted,
        requiredEvidence,
        grants,
        count);
  }

  private static Map<Grant, List<String>> copyOf(Map<Grant, List<String>> grants) {
    Map<Grant, List<String>> copy = new EnumMap<>(Grant.class);
    grants.forEach((grant, programs) -> copy.put(grant, List.copyOf(programs)));
    return Collections.unmodifiableMap(copy);
  }

  /** What a file that nothing accounts for means. */
  public enum Unaccounted {
    /** A finding; the manifest marks the file, and it is not blessed. */
    REPORT,
    /** A refusal. */
    DENY
  }
}
