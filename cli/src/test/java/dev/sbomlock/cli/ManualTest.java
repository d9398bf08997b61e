// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * docs/man is what picocli generates from the commands. After a change of options: {@code mvn -pl
 * cli -am test -Dtest=ManualTest -Dsbomlock.update=true -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class ManualTest {

  private static final Path COMMITTED =
      Path.of(System.getProperty("sbomlock.root")).resolve("docs/man");

  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  @Test
  void theManualIsUpToDate(@TempDir Path fresh) throws IOException {
    Path target = Boolean.getBoolean("sbomlock.update") ? COMMITTED : fresh;
    int exit =
        ManPageGenerator.generateManPage(
            target.toFile(),
            null,
            new boolean[0],
            true,
            Program.commandLine(new Main(), NOWHERE, NOWHERE).getCommandSpec());
    assertThat(exit).isZero();
    assertThat(pages(COMMITTED)).isNotEmpty().isEqualTo(pages(target));
  }

  private static Map<String, String> pages(Path directory) throws IOException {
    Map<String, String> pages = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        pages.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return pages;
  }
}
