// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel keeps root away from its own memory (kernel_lockdown(7)). */
final class Lockdown {

  static final Path LEVEL = Path.of("/sys/kernel/security/lockdown");

  private Lockdown() {}

  /** As the kernel shows it, such as {@code [none] integrity confidentiality}. */
  static String level() throws IOException {
    return Files.readString(LEVEL).strip();
  }

  /** Whether that is a level which root cannot leave; not so where the kernel has no lockdown. */
  static boolean holds() {
    try {
      return holds(level());
    } catch (IOException e) {
      return false;
    }
  }

  static boolean holds(String level) {
    return level.contains("[integrity]") || level.contains("[confidentiality]");
  }
}
