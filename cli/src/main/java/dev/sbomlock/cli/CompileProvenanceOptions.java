// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.ProvenanceRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of {@code compile} on how the content was built: layouts, attestations, materials. */
final class CompileProvenanceOptions {

  @Option(
      names = "--layout",
      paramLabel = "FILE",
      description =
          "An in-toto layout: every step it names must have been carried out as it demands. Its"
              + " links come with --link-dir or --link. Inspections are never run.")
  private @Nullable Path layout;

  @Option(
      names = "--layout-key",
      paramLabel = "FILE",
      description =
          "A public key of the layout's owners; may be repeated. Each of them must have signed.")
  private List<Path> layoutKeys = List.of();

  @Option(
      names = "--link-dir",
      paramLabel = "DIR",
      description =
          "Where the links of the layout's steps are, as STEP.KEYID8.link, and its sublayouts, with"
              + " their links in STEP.KEYID8/.")
  private @Nullable Path linkDirectory;

  @Option(
      names = "--layout-parameter",
      paramLabel = "NAME=VALUE",
      description = "What stands for '{NAME}' in the layout's rules; may be repeated.")
  private Map<String, String> parameters = Map.of();

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description =
          "When the layout must not have expired, such as 2026-12-31T23:59:59Z (default: now).")
  private @Nullable Instant now;

  @Option(
      names = "--attestation",
      paramLabel = "FILE",
      description =
          "An in-toto attestation in a DSSE envelope, or a bundle with one a line: link v0.3, SLSA"
              + " provenance v0.2 or v1; may be repeated. Needs --attestation-key.")
  private List<Path> attestations = List.of();

  @Option(
      names = "--attestation-key",
      paramLabel = "FILE",
      description =
          "A builder's public key; may be repeated. Each attestation must verify with one of them.")
  private List<Path> attestationKeys = List.of();

  @Option(
      names = "--materials",
      paramLabel = "DIR",
      description =
          "What the build took, named as its steps named it below this directory: each file must be"
              + " what links, attestations and SBOMs say.")
  private @Nullable Path materials;

  @Option(
      names = "--release-checksums",
      paramLabel = "LIST",
      description = "Published checksums, as sha256sum writes them.")
  private @Nullable Path releaseChecksums;

  @Option(
      names = "--release-artifact",
      paramLabel = "FILE=NAME",
      description = "A file that must be what --release-checksums lists as NAME; may be repeated.")
  private Map<Path, String> releaseArtifacts = Map.of();

  /**
   * What the options ask for.
   *
   * @param linkKeys whether keys of single links were given
   * @throws ParameterException when options lack each other, or exclude each other
   */
  ProvenanceRequest request(CommandSpec spec, boolean linkKeys) {
    require(
        spec,
        attestationKeys.isEmpty() || !attestations.isEmpty(),
        "'--attestation-key' needs '--attestation'");
    require(
        spec,
        (releaseChecksums == null) == releaseArtifacts.isEmpty(),
        "'--release-checksums' and '--release-artifact' need each other");
    ProvenanceRequest request =
        layoutRequest(spec, linkKeys).withAttestations(attestations, attestationKeys);
    request = materials == null ? request : request.withMaterials(materials);
    return releaseChecksums == null
        ? request
        : request.withRelease(releaseChecksums, releaseArtifacts);
  }

  private ProvenanceRequest layoutRequest(CommandSpec spec, boolean linkKeys) {
    ProvenanceRequest request = ProvenanceRequest.NONE;
    if (layout == null) {
      require(
          spec,
          layoutKeys.isEmpty() && linkDirectory == null && parameters.isEmpty() && now == null,
          "'--layout-key', '--link-dir', '--layout-parameter' and '--now' need '--layout'");
      return request;
    }
    require(
        spec, !linkKeys, "'--link-key' and '--layout' exclude each other: a layout names its keys");
    return request.withLayout(
        layout,
        layoutKeys,
        Optional.ofNullable(linkDirectory),
        new LinkedHashMap<>(parameters),
        now == null ? Clock.systemUTC().instant() : now);
  }

  private static void require(CommandSpec spec, boolean condition, String fact) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), fact);
    }
  }
}
