// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.query.ManifestDiff;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two manifests differ exactly when their bytes do. */
final class ManifestDiffPropertiesTest {

  @Provide
  Arbitrary<MeasurementManifest> manifests() {
    return Manifests.any();
  }

  @Property(tries = 200)
  void differsExactlyWhenTheBytesDo(
      @ForAll("manifests") MeasurementManifest a, @ForAll("manifests") MeasurementManifest b) {
    assertThat(ManifestDiff.of(a, a)).isEmpty();
    assertThat(ManifestDiff.of(a, b).isEmpty()).isEqualTo(a.equals(b));
  }
}
