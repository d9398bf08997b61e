// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Input;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers that a manifest gives, and what they rest on. */
final class ExplanationTest {

  @Test
  void tellsTheWholeChain() {
    Explanation answer = ask("/usr/bin/hello");
    assertThat(answer.trusted()).isTrue();
    Finding finding = answer.findings().get(0);
    assertThat(finding.components())
        .extracting(Ground::from)
        .containsExactly("pkg:generic/hello@1");
    assertThat(documents(finding.components().get(0))).containsExactly("app.cdx.json");
    assertThat(finding.evidence())
        .extracting(Ground::kind)
        .containsExactly("in-toto-product", "sbom-digest", "package-digest-weak");
    assertThat(documents(finding.evidence().get(0))).containsExactly("build.12345678.link");
    assertThat(finding.evidence().get(0).documents().get(0).digest()).isEqualTo(Sample.LINK);
    assertThat(documents(finding.evidence().get(1))).containsExactly("app.cdx.json");
    assertThat(documents(finding.evidence().get(2))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/hello, usr/bin/hello, true",
    "/bin/hi, usr/bin/hello, true",
    "/out, usr/bin/hello, true",
    "/bin/stray, usr/bin/stray, false",
    "/bin/none, usr/bin/none, false",
    "/bin, usr/bin, false",
    "/loop, , false",
  })
  void followsLinks(String path, String resolved, boolean trusted) {
    Explanation answer = ask(path);
    assertThat(answer.resolved().map(place -> place.text()).orElse(null)).isEqualTo(resolved);
    assertThat(answer.trusted()).isEqualTo(trusted);
  }

  @Test
  void aDigestIsTrustedWhenOneFileOfItIs() {
    assertThat(ask(Sample.LS.toString()).trusted()).isTrue();
    assertThat(ask("fsverity-" + Sample.LS).trusted()).isTrue();
    assertThat(ask(Sample.STRAY.toString()).trusted()).isFalse();
    assertThat(ask(Sample.digest("00").toString()).trusted()).isFalse();
    Explanation both =
        Explanation.of(
            Sample.manifest(List.of(Sample.program("a", Sample.LS), Sample.stray("b", Sample.LS))),
            Selector.parse(Sample.LS.toString()));
    assertThat(both.trusted()).isTrue();
    assertThat(both.findings()).extracting(Finding::isTrusted).containsExactly(true, false);
  }

  @Test
  void aComponentIsTrustedWhenAllItsFilesAre() {
    assertThat(ask("pkg:generic/hello@1").trusted()).isTrue();
    assertThat(ask("pkg:generic/hello@1").reason()).isEqualTo("1 of its 1 files are accounted for");
    assertThat(ask("pkg:generic/other@1").trusted()).isFalse();
    assertThat(
            Explanation.of(Sample.manifest(List.of()), Selector.parse("pkg:generic/hello@1"))
                .trusted())
        .isFalse();
  }

  private static Explanation ask(String what) {
    return Explanation.of(Sample.manifest(), Selector.parse(what));
  }

  private static List<String> documents(Ground ground) {
    return ground.documents().stream().map(Input::name).toList();
  }
}
