// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.compiler.export.ImaPolicy.Appraisal;
import dev.sbomlock.manifest.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IMA's rules: executed and mapped files, on the file systems that were named, and no others. */
final class ImaPolicyTest {

  private static final String UUID = "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6";
  private static final String OTHER = "0BCBE394-4f13-4144-be8e-5aa9ea2ce2f6";

  @ParameterizedTest
  @CsvSource({
    "DIGEST,appraise_algos=sha256",
    "SIGNATURE,appraise_type=imasig appraise_algos=sha256",
    "SIGNATURE_V3,appraise_type=sigv3 appraise_algos=sha256",
    "VERITY,digest_type=verity appraise_type=sigv3"
  })
  void appraisesOnItsFileSystems(Appraisal appraisal, String conditions) throws Exception {
    Export export =
        new ImaPolicy(List.of(UUID, OTHER, UUID), appraisal).export(TestManifests.of("bin/a"));
    assertThat(export.lines().subList(1, export.lines().size()))
        .containsExactly(
            "appraise func=BPRM_CHECK fsuuid=0bcbe394-4f13-4144-be8e-5aa9ea2ce2f6 " + conditions,
            "appraise func=MMAP_CHECK mask=MAY_EXEC fsuuid=0bcbe394-4f13-4144-be8e-5aa9ea2ce2f6 "
                + conditions,
            "appraise func=BPRM_CHECK fsuuid=" + UUID + " " + conditions,
            "appraise func=MMAP_CHECK mask=MAY_EXEC fsuuid=" + UUID + " " + conditions);
    assertThat(export.lines().get(0)).startsWith("# ");
  }

  @Test
  void saysWhoDecidesWhereNothingIsSigned() throws Exception {
    for (Appraisal appraisal : Appraisal.values()) {
      assertThat(
              new ImaPolicy(List.of(UUID), appraisal).export(TestManifests.of("bin/a")).findings())
          .extracting(Diagnostic::code)
          .isEqualTo(appraisal == Appraisal.DIGEST ? List.of("C273") : List.of());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8bcbe394",
        "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6 func=FILE_CHECK",
        "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6\ndont_appraise",
        "8bcbe394-4f13-4144-be8e-5aa9ea2ce2fg",
        "00000000-0000-0000-0000-000000000000"
      })
  void refusesWhatIsNoUuid(String uuid) {
    assertThatThrownBy(() -> new ImaPolicy(List.of(uuid), Appraisal.DIGEST))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesRulesForTheWholeMachine() {
    assertThatThrownBy(() -> new ImaPolicy(List.of(), Appraisal.DIGEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pass --fsuuid");
  }
}
