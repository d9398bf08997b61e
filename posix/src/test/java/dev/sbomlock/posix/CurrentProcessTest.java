// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CurrentProcessTest {

  @Test
  void isThisProcess() throws Exception {
    assertThat(CurrentProcess.pid()).isEqualTo((int) ProcessHandle.current().pid());
    String[] users = procStatus("Uid").split("\t", -1);
    assertThat(CurrentProcess.effectiveUser()).isEqualTo(Integer.parseInt(users[1]));
  }

  @ParameterizedTest
  @EnumSource
  void capabilitiesAreThoseOfProc(Capability capability) throws Exception {
    long effective = Long.parseUnsignedLong(procStatus("CapEff"), 16);
    assertThat(CurrentProcess.has(capability))
        .isEqualTo((effective >>> capability.number() & 1) == 1);
  }

  private static String procStatus(String key) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
      if (line.startsWith(key + ":\t")) {
        return line.substring(key.length() + 2);
      }
    }
    throw new AssertionError("no " + key);
  }
}
