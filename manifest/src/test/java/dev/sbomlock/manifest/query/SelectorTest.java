// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text names one thing. */
final class SelectorTest {

  private static final String HEX = "0a".repeat(32);

  @Test
  void tellsPathsDigestsAndPurls() {
    assertThat(Selector.parse("/usr/bin/ls"))
        .isEqualTo(Selector.parse("usr/bin/ls"))
        .isEqualTo(new Selector.ByPath(new ArtifactPath("usr/bin/ls")));
    assertThat(Selector.parse("pkg:deb/debian/a@1"))
        .isEqualTo(new Selector.ByPurl("pkg:deb/debian/a@1"));
    assertThat(Selector.parse(HEX))
        .isEqualTo(Selector.parse("sha256:" + HEX.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(new Selector.ByDigest(new Digest(DigestAlgorithm.SHA256, HEX)));
    assertThat(Selector.parse("fsverity-sha256:" + HEX))
        .isEqualTo(new Selector.ByDigest(new Digest(DigestAlgorithm.FSVERITY_SHA256, HEX)));
    assertThat(Selector.parse("/" + HEX)).isInstanceOf(Selector.ByPath.class);
    assertThat(Selector.parse("a:b")).isInstanceOf(Selector.ByPath.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/..", "a//b", "sha256:0", "/%zz", "/a/"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> Selector.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
