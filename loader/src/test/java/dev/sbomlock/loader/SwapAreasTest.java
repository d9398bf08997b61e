// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SwapAreasTest {

  private static final String HEADER = "Filename\tType\tSize\tUsed\tPriority\n";

  @Test
  void namesDevicesAndFiles() {
    String device = "/dev/dm-1                partition\t999420\t0\t-2\n";
    String file = "/srv/a\\040swap\\134file   file\t2044\t12\t-3\n";

    assertThat(SwapAreas.parse(HEADER + device + file))
        .containsExactly(Path.of("/dev/dm-1"), Path.of("/srv/a swap\\file"));
  }

  @Test
  void aTableWithoutAreasNamesNone() {
    assertThat(SwapAreas.parse(HEADER)).isEmpty();
  }
}
