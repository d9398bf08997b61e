// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.image.ImageReference;
import dev.sbomlock.image.Platform;
import dev.sbomlock.manifest.EvidenceKind;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to compile, and from what.
 *
 * @param sboms at least one
 * @param links in-toto link metablocks
 * @param linkKeys public keys of the functionaries whose links count
 * @param linkRoot where the root was when the links' steps ran, as their products name it; empty
 *     when the steps ran inside the root
 * @param provenance what else is known of the build
 * @param rootfs the content to measure; without it or an image the manifest holds what the SBOMs
 *     state
 * @param image the content to measure, instead of a directory
 * @param platform which image, where there are several
 * @param name of the manifest's subject, instead of the SBOM's own
 * @param unaccounted what a file that nothing accounts for means
 * @param requiredEvidence the weakest evidence that accounts for a file
 * @param grants for each grant, which programs have it: absolute paths in the content, purls or
 *     names of components
 * @param verity how fs-verity digests are made
 * @param leniency what is demanded less of
 * @param threads how many files to measure at a time
 */
public record CompileRequest(
    List<Path> sboms,
    List<Path> links,
    List<Path> linkKeys,
    String linkRoot,
    ProvenanceRequest provenance,
    Optional<Path> rootfs,
    Optional<ImageReference> image,
    Optional<Platform> platform,
    Optional<String> name,
    Unaccounted unaccounted,
    EvidenceKind requiredEvidence,
    Map<Grant, List<String>> grants,
    VerityParameters verity,
    Leniency leniency,
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
        Optional.empty(),
        Optional.empty(),
        Unaccounted.REPORT,
        EvidenceKind.OWNERSHIP,
        Map.of(),
        VerityParameters.DEFAULT,
        Leniency.NONE,
        Runtime.getRuntime().availableProcessors());
  }

  /** The same request with that content. */
  public CompileRequest withRootfs(Path directory) {
    return with(draft -> draft.rootfs = Optional.of(directory));
  }

  /** The same request with the content of an image, of that platform where it has several. */
  public CompileRequest withImage(ImageReference reference, Optional<Platform> wanted) {
    return with(
        draft -> {
          draft.image = Optional.of(reference);
          draft.platform = wanted;
        });
  }

  /** The content, for people. */
  String contentName() {
    return image.map(ImageReference::toString).or(() -> rootfs.map(Path::toString)).orElse("");
  }

  /** The same request with these links, their keys, and the root that their products name. */
  public CompileRequest withLinks(List<Path> files, List<Path> keys, String root) {
    return with(
        draft -> {
          draft.links = files;
          draft.linkKeys = keys;
          draft.linkRoot = root;
        });
  }

  /** The same request with what is known of the build beyond single links. */
  public CompileRequest withProvenance(ProvenanceRequest build) {
    return with(draft -> draft.provenance = build);
  }

  /** The same request with another name for the subject. */
  public CompileRequest withName(String subject) {
    return with(draft -> draft.name = Optional.of(subject));
  }

  /** The same request with another policy. */
  public CompileRequest withPolicy(Unaccounted policy, EvidenceKind evidence) {
    return with(
        draft -> {
          draft.unaccounted = policy;
          draft.requiredEvidence = evidence;
        });
  }

  /** The same request, in which these programs have that grant. */
  public CompileRequest withGrant(Grant grant, List<String> programs) {
    Map<Grant, List<String>> more = new EnumMap<>(Grant.class);
    more.putAll(grants);
    more.put(grant, programs);
    return with(draft -> draft.grants = more);
  }

  /** The same request with fs-verity digests that are made like that. */
  public CompileRequest withVerity(VerityParameters other) {
    return with(draft -> draft.verity = other);
  }

  /** The same request, which accepts less of some. */
  public CompileRequest withLeniency(Leniency other) {
    return with(draft -> draft.leniency = other);
  }

  /** The same request, measuring so many files at a time. */
  public CompileRequest withThreads(int count) {
    return with(draft -> draft.threads = count);
  }

  private CompileRequest with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.request();
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

  /** A request that is being changed. */
  private static final class Draft {

    private final List<Path> sboms;
    private List<Path> links;
    private List<Path> linkKeys;
    private String linkRoot;
    private ProvenanceRequest provenance;
    private Optional<Path> rootfs;
    private Optional<ImageReference> image;
    private Optional<Platform> platform;
    private Optional<String> name;
    private Unaccounted unaccounted;
    private EvidenceKind requiredEvidence;
    private Map<Grant, List<String>> grants;
    private VerityParameters verity;
    private Leniency leniency;
    private int threads;

    Draft(CompileRequest request) {
      sboms = request.sboms;
      links = request.links;
      linkKeys = request.linkKeys;
      linkRoot = request.linkRoot;
      provenance = request.provenance;
      rootfs = request.rootfs;
      image = request.image;
      platform = request.platform;
      name = request.name;
      unaccounted = request.unaccounted;
      requiredEvidence = request.requiredEvidence;
      grants = request.grants;
      verity = request.verity;
      leniency = request.leniency;
      threads = request.threads;
    }

    CompileRequest request() {
      return new CompileRequest(
          sboms,
          links,
          linkKeys,
          linkRoot,
          provenance,
          rootfs,
          image,
          platform,
          name,
          unaccounted,
          requiredEvidence,
          grants,
          verity,
          leniency,
          threads);
    }
  }
}
