// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockdownTest {

  @ParameterizedTest
  @CsvSource({
    "[none] integrity confidentiality, false",
    "none [integrity] confidentiality, true",
    "none integrity [confidentiality], true",
    "'', false",
  })
  void theLevelInBracketsCounts(String level, boolean holds) {
    assertEquals(holds, Lockdown.holds(level));
  }
}
