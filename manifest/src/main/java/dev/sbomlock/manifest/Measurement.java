// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The expected digests of one file at one path.
 *
 * @param path below the root
 * @param content size and mode; null when the file was not measured
 * @param digests for a measured file at least sha256 and one of fs-verity
 * @param components indices into the manifest's components, ascending
 * @param evidence strongest first
 * @param status what is known of it
 * @param grants what it may do as a program
 */
public record Measurement(
    ArtifactPath path,
    @Nullable Content content,
    DigestSet digests,
    List<Integer> components,
    List<Evidence> evidence,
    Status status,
    Set<Grant> grants) {

  /** A file to which nothing is granted. */
  public Measurement(
      ArtifactPath path,
      @Nullable Content content,
      DigestSet digests,
      List<Integer> components,
      List<Evidence> evidence,
      Status status) {
    this(path, content, digests, components, evidence, status, Set.of());
  }

  /**
   * Sorts, removes repetitions, and checks that the parts fit the status.
   *
   * @throws IllegalArgumentException when they do not
   */
  public Measurement {
    components = Sorted.copyOf(components);
    evidence = Sorted.copyOf(evidence);
    grants = grants.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(grants));
    if (status.measured() != (content != null)) {
      throw new IllegalArgumentException(
          Text.format(
              "a file that is %s %s a size and a mode",
              status.key(), status.measured() ? "needs" : "has not"));
    }
    if (status.measured()
        && (digests.get(DigestAlgorithm.SHA256).isEmpty() || digests.fsverity().isEmpty())) {
      throw new IllegalArgumentException("a measured file has a sha256 and an fs-verity digest");
    }
    if (!grants.isEmpty() && status != Status.ACCOUNTED) {
      throw new IllegalArgumentException("only an accounted file is granted anything");
    }
    if (status == Status.ACCOUNTED && evidence.isEmpty()) {
      throw new IllegalArgumentException("a file is accounted only by evidence");
    }
  }

  /** The same file with another grant. */
  public Measurement with(Grant grant) {
    Set<Grant> more = new TreeSet<>(grants);
    more.add(grant);
    return new Measurement(path, content, digests, components, evidence, status, more);
  }

  /** The digest of that algorithm of a measured file. */
  public Digest require(DigestAlgorithm algorithm) {
    return digests
        .get(algorithm)
        .orElseThrow(() -> new IllegalStateException(path + " has no " + algorithm.key()));
  }

  /** The fs-verity digest of a measured file. */
  public Digest fsverity() {
    return digests
        .fsverity()
        .orElseThrow(() -> new IllegalStateException(path + " has no fs-verity digest"));
  }

  /** Size and mode, when the file was measured. */
  public Optional<Content> measuredContent() {
    return Optional.ofNullable(content);
  }

  /**
   * What was found beside the bytes.
   *
   * @param size in bytes
   * @param mode permission bits with setuid, setgid and sticky: 0 to 07777
   */
  public record Content(long size, int mode) {

    /** Checks both ranges. */
    public Content {
      if (size < 0) {
        throw new IllegalArgumentException("a size is not negative");
      }
      ManifestFormat.requireExactNumber(size);
      if (mode < 0 || mode > 07777) {
        throw new IllegalArgumentException("a mode is 0 to 07777 (octal)");
      }
    }
  }
}
