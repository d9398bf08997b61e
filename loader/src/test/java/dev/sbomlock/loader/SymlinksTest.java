// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Symlink;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SymlinksTest {

  private static final List<Symlink> LINKS =
      Stream.of(
              link("bin", "usr/bin"),
              link("usr/bin/sh", "dash"),
              link("usr/bin/vi", "/etc/alternatives/vi"),
              link("etc/alternatives/vi", "/bin/vim.basic"),
              link("up", "../../../usr/bin/dash"),
              link("self", "self"),
              link("here", "."),
              link("trailing", "usr/bin/"),
              link("one", "two"),
              link("two", "one"))
          .toList();

  @ParameterizedTest
  @CsvSource({
    "bin, usr/bin",
    "usr/bin/sh, usr/bin/dash",
    "usr/bin/vi, usr/bin/vim.basic",
    "up, usr/bin/dash",
    "trailing, usr/bin",
  })
  void leadsInsideTheRoot(String path, String end) {
    assertThat(destination(path)).contains(new ArtifactPath(end));
  }

  @ParameterizedTest
  @CsvSource({"self", "one", "two", "here"})
  void aLoopOrTheRootItselfLeadsToNoFile(String path) {
    assertThat(destination(path)).isEmpty();
  }

  @Test
  void aTargetThatNoFileCanHaveLeadsNowhere() {
    Symlink odd = link("odd", "a".repeat(300));
    assertThat(new Symlinks(List.of(odd)).destination(odd)).isEmpty();
  }

  private static Optional<ArtifactPath> destination(String path) {
    Symlink symlink =
        LINKS.stream().filter(link -> link.path().text().equals(path)).findFirst().orElseThrow();
    return new Symlinks(LINKS).destination(symlink);
  }

  private static Symlink link(String path, String target) {
    return new Symlink(new ArtifactPath(path), target);
  }
}
