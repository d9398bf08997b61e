// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why the compiler decided as it did, and that this is always told in the same order. */
final class DecisionsTest {

  @TempDir private Path scratch;

  @Test
  void tellsWhatJarsAreAndHold() throws Exception {
    assertThat(decisions("jars-nested"))
        .contains(
            "app.cdx.json: this sbom is CycloneDX 1.6 JSON",
            "package 'org.left:left 1.0' (maven:org.left:left, files: 1) is that of component"
                + " 'pkg:maven/org.left/left@1.0'",
            "package 'org.other:other-version 8' (maven:org.other:other-version, files: 1) is no"
                + " component's: none has its name and version",
            "'opt/tool-1.jar': ownership of 'maven:com.acme:tool' accounts for it; of component"
                + " 'pkg:maven/com.acme/tool@1'",
            "'opt/tool-1.jar': 'maven:org.deep:deep' is in it, which does not account for it; of"
                + " component 'pkg:maven/org.deep/deep@2.0'",
            "component 'pkg:maven/org.absent/absent@1' has no file: no location, digest or package"
                + " leads to one");
  }

  @Test
  void tellsWhatWasChangedOnPurposeAndFoundByItsDigest() throws Exception {
    assertThat(decisions("dpkg-distroless-and-conffiles"))
        .anyMatch(sentence -> sentence.contains("lets it be changed on purpose"));
    assertThat(decisions("cyclonedx-with-content"))
        .anyMatch(sentence -> sentence.contains("its SHA-256 is the one that"));
  }

  private List<String> decisions(String golden) throws IOException, RejectedException {
    CompileRequest request = GoldenCase.named(golden).request(scratch.resolve(golden));
    List<String> told = new ArrayList<>();
    Compiler.compile(request, Progress.NONE, sentence -> told.add(sentence.get()));
    List<String> again = new ArrayList<>();
    Compiler.compile(request.withThreads(1), Progress.NONE, sentence -> again.add(sentence.get()));
    assertThat(again).isEqualTo(told);
    return told;
  }
}
