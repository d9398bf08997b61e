// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import dev.sbomlock.compiler.ProvenanceRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Options of {@code compile} on how the content was built: layouts, attestations, materials. */
final class CompileProvenanceOptions {

  private final Usage usage;
  private final Supplier<Optional<Path>> layout;
  private final Supplier<List<Path>> layoutKeys;
  private final Supplier<Optional<Path>> linkDirectory;
  private final Supplier<Map<String, String>> parameters;
  private final Supplier<List<Path>> attestations;
  private final Supplier<List<Path>> attestationKeys;
  private final Supplier<Optional<Path>> materials;
  private final Supplier<Optional<Path>> releaseChecksums;
  private final Supplier<Map<Path, String>> releaseArtifacts;

  CompileProvenanceOptions(Usage usage) {
    this.usage = usage;
    layout =
        usage
            .option("--layout")
            .takes("FILE", Path.class)
            .says(
                "An in-toto layout: every step it names must have been carried out as it demands."
                    + " Its links come with --link-dir or --link. Inspections are never run.")
            .optional();
    layoutKeys =
        usage
            .option("--layout-key")
            .takes("FILE", Path.class)
            .says(
                "A public key of the layout's owners; may be repeated. Each of them must have"
                    + " signed.")
            .list();
    linkDirectory =
        usage
            .option("--link-dir")
            .takes("DIR", Path.class)
            .says(
                "Where the links of the layout's steps are, as STEP.KEYID8.link, and its"
                    + " sublayouts, with their links in STEP.KEYID8/.")
            .optional();
    parameters =
        usage
            .option("--layout-parameter")
            .takes("NAME=VALUE", String.class)
            .says("What stands for '{NAME}' in the layout's rules; may be repeated.")
            .mappedTo(String.class);
    attestations =
        usage
            .option("--attestation")
            .takes("FILE", Path.class)
            .says(
                "An in-toto attestation in a DSSE envelope, or a bundle with one a line: link v0.3,"
                    + " SLSA provenance v0.2 or v1; may be repeated. Needs --attestation-key.")
            .list();
    attestationKeys =
        usage
            .option("--attestation-key")
            .takes("FILE", Path.class)
            .says(
                "A builder's public key; may be repeated. Each attestation must verify with one of"
                    + " them.")
            .list();
    materials =
        usage
            .option("--materials")
            .takes("DIR", Path.class)
            .says(
                "What the build took, named as its steps named it below this directory: each file"
                    + " must be what links, attestations and SBOMs say.")
            .optional();
    releaseChecksums =
        usage
            .option("--release-checksums")
            .takes("LIST", Path.class)
            .says("Published checksums, as sha256sum writes them.")
            .optional();
    releaseArtifacts =
        usage
            .option("--release-artifact")
            .takes("FILE=NAME", Path.class)
            .says("A file that must be what --release-checksums lists as NAME; may be repeated.")
            .mappedTo(String.class);
  }

  /**
   * What the options ask for.
   *
   * @param linkKeys whether keys of single links were given
   * @param now when a layout must not have expired
   * @throws picocli.CommandLine.ParameterException when options lack each other, or exclude each
   *     other
   */
  ProvenanceRequest request(boolean linkKeys, Instant now) {
    require(
        attestationKeys.get().isEmpty() || !attestations.get().isEmpty(),
        "'--attestation-key' needs '--attestation'");
    require(
        releaseChecksums.get().isEmpty() == releaseArtifacts.get().isEmpty(),
        "'--release-checksums' and '--release-artifact' need each other");
    ProvenanceRequest request =
        layoutRequest(linkKeys, now).withAttestations(attestations.get(), attestationKeys.get());
    request = materials.get().isEmpty() ? request : request.withMaterials(materials.get().get());
    return releaseChecksums.get().isEmpty()
        ? request
        : request.withRelease(releaseChecksums.get().get(), releaseArtifacts.get());
  }

  private ProvenanceRequest layoutRequest(boolean linkKeys, Instant now) {
    ProvenanceRequest request = ProvenanceRequest.NONE;
    if (layout.get().isEmpty()) {
      require(
          layoutKeys.get().isEmpty() && linkDirectory.get().isEmpty() && parameters.get().isEmpty(),
          "'--layout-key', '--link-dir' and '--layout-parameter' need '--layout'");
      return request;
    }
    require(!linkKeys, "'--link-key' and '--layout' exclude each other: a layout names its keys");
    return request.withLayout(
        layout.get().get(), layoutKeys.get(), linkDirectory.get(), parameters.get(), now);
  }

  private void require(boolean condition, String fact) {
    if (!condition) {
      throw usage.wrong(fact);
    }
  }
}
