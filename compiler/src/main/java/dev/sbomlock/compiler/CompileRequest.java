// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.image.ImageReference;
import dev.sbomlock.compiler.image.Platform;
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
 * @param rootfs the content to measure; without it or an image the manifest holds what the SBOMs
 *     state
 * @param image the content to measure, instead of a directory
 * @param platform which image, where there are several
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
    Optional<Path> rootfs,
    Optional<ImageReference> image,
    Optional<Platform> platform,
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
    if (rootfs.isPresent() && image.isPresent()) {
      throw new IllegalArgumentException("the content is a directory or an image, not both");
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
        Optional.empty(),
        Optional.empty(),
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
        Optional.of(directory),
        image,
        platform,
        name,
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The same request with the content of an image, of that platform where it has several. */
  public CompileRequest withImage(ImageReference reference, Optional<Platform> wanted) {
    return new CompileRequest(
        sboms,
        links,
        linkKeys,
        linkRoot,
        rootfs,
        Optional.of(reference),
        wanted,
        name,
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The content, for people. */
  String contentName() {
    return image.map(ImageReference::toString).or(() -> rootfs.map(Path::toString)).orElse("");
  }

  /** The same request with these links, their keys, and the root that their products name. */
  public CompileRequest withLinks(List<Path> files, List<Path> keys, String root) {
    return new CompileRequest(
        sboms,
        files,
        keys,
        root,
        rootfs,
        image,
        platform,
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
        rootfs,
        image,
        platform,
        Optional.of(subject),
        unaccounted,
        requiredEvidence,
        grants,
        threads);
  }

  /** The same request with another policy. */
  public CompileRequest withPolicy(Unaccounted policy, EvidenceKind evidence) {
    return new CompileRequest(
        sboms, links, linkKeys, linkRoot, rootfs, image, platform, name, policy, evidence, grants,
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
        rootfs,
        image,
        platform,
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
        rootfs,
        image,
        platform,
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
