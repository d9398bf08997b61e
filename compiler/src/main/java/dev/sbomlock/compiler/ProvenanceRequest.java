// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of the build, beyond single links.
 *
 * @param layout what the product's owner demands of it
 * @param layoutKeys public keys of the owners, each of whom must have signed
 * @param linkDirectory where the links of the layout's steps are, and its sublayouts
 * @param parameters values for {@code {NAME}} in the layout's rules
 * @param now when the layout must not have expired; it never gets into an output
 * @param attestations statements in DSSE envelopes, alone or a bundle of lines
 * @param attestationKeys public keys, one of which must have signed each of them
 * @param materials a directory that holds what the build took
 * @param releaseChecksums a list of published checksums, as {@code sha256sum} writes it
 * @param releaseArtifacts the names in that list of files to compare with it
 */
public record ProvenanceRequest(
    Optional<Path> layout,
    List<Path> layoutKeys,
    Optional<Path> linkDirectory,
    Map<String, String> parameters,
    Instant now,
    List<Path> attestations,
    List<Path> attestationKeys,
    Optional<Path> materials,
    Optional<Path> releaseChecksums,
    Map<Path, String> releaseArtifacts) {

  /** Nothing is known. */
  public static final ProvenanceRequest NONE =
      new ProvenanceRequest(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Map.of(),
          Instant.MAX,
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Map.of());

  /** Copies the collections. */
  public ProvenanceRequest {
    layoutKeys = List.copyOf(layoutKeys);
    parameters = Map.copyOf(parameters);
    attestations = List.copyOf(attestations);
    attestationKeys = List.copyOf(attestationKeys);
    releaseArtifacts = new TreeMap<>(releaseArtifacts);
  }

  /** The same, with that layout, whose links are in the directory. */
  public ProvenanceRequest withLayout(
      Path file, List<Path> keys, Optional<Path> links, Map<String, String> values, Instant time) {
    return new ProvenanceRequest(
        Optional.of(file),
        keys,
        links,
        values,
        time,
        attestations,
        attestationKeys,
        materials,
        releaseChecksums,
        releaseArtifacts);
  }

  /** The same, with these attestations. */
  public ProvenanceRequest withAttestations(List<Path> files, List<Path> keys) {
    return new ProvenanceRequest(
        layout,
        layoutKeys,
        linkDirectory,
        parameters,
        now,
        files,
        keys,
        materials,
        releaseChecksums,
        releaseArtifacts);
  }

  /** The same, with what the build took. */
  public ProvenanceRequest withMaterials(Path directory) {
    return new ProvenanceRequest(
        layout,
        layoutKeys,
        linkDirectory,
        parameters,
        now,
        attestations,
        attestationKeys,
        Optional.of(directory),
        releaseChecksums,
        releaseArtifacts);
  }

  /** The same, with files to compare with a published list. */
  public ProvenanceRequest withRelease(Path checksums, Map<Path, String> artifacts) {
    return new ProvenanceRequest(
        layout,
        layoutKeys,
        linkDirectory,
        parameters,
        now,
        attestations,
        attestationKeys,
        materials,
        Optional.of(checksums),
        artifacts);
  }
}
