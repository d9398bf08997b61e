// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.loader.layout.InodeKey;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RunningFileTest {

  private static final Set<String> WANTED =
      Set.of(RunningFile.place(InodeKey.device(254, 16), "1234"));

  @Test
  void codeOfTheInode() {
    assertThat(mapping("7f00-7f01 r-xp 00000000 fe:10 1234       /srv/a file (deleted)"))
        .contains("/srv/a file (deleted)");
  }

  @Test
  void everythingElse() {
    assertThat(mapping("7f00-7f01 r--p 00000000 fe:10 1234       /srv/file")).isEmpty();
    assertThat(mapping("7f00-7f01 r-xp 00000000 fe:11 1234       /srv/file")).isEmpty();
    assertThat(mapping("7f00-7f01 r-xp 00000000 fe:10 12345      /srv/file")).isEmpty();
    assertThat(mapping("7f00-7f01 rwxp 00000000 00:00 0 ")).isEmpty();
    assertThat(mapping("")).isEmpty();
  }

  private static Optional<String> mapping(String line) {
    return RunningFile.mapping(line, WANTED);
  }
}
