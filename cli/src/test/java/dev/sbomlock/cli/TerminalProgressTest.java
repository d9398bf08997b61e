// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.cli.TerminalProgress.Stage;
import dev.sbomlock.manifest.Progress;
import dev.sbomlock.manifest.Progress.Unit;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Progress as a terminal sees it, which script(1) of util-linux makes. */
final class TerminalProgressTest {

  private static final String ERASE = "\r\033[K";

  @Test
  void isDrawnOverItselfAndGoneAtTheEnd() throws Exception {
    String shown = onTerminal("long");
    assertThat(shown).contains(ERASE + "counting: 3 of 4 files, ").endsWith(ERASE + "done\r\n");
    assertThat(shown.indexOf('\n')).as("no line but the last").isEqualTo(shown.length() - 1);
  }

  @Test
  void isNotForWhatIsOverAtOnce() throws Exception {
    assertThat(onTerminal("short")).doesNotContain("counting").endsWith("done\r\n");
  }

  @Test
  void isNotForWhoWantsQuiet() throws Exception {
    assertThat(onTerminal("long", "quiet")).isEqualTo("done\r\n");
  }

  @Test
  void isForTerminalsOnly() throws Exception {
    assertThat(output(new ProcessBuilder(work("long")), "xterm")).isEqualTo("done\n");
    assertThat(output(new ProcessBuilder(script("long")), "dumb")).isEqualTo("done\r\n");
  }

  @Test
  void tellsTheRateAndWhatIsLeft() {
    Stage files = new Stage("measuring", 1000, Unit.FILES, 0);
    assertThat(TerminalProgress.line(files, 250, 5_000_000_000L))
        .isEqualTo("measuring: 250 of 1000 files, 50 a second, 15 s left");
    assertThat(TerminalProgress.line(files, 0, 2_000_000_000L)).isEqualTo("measuring, 2 s");
    assertThat(TerminalProgress.line(new Stage("walking", 0, Unit.FILES, 0), 7, 2_000_000_000L))
        .isEqualTo("walking, 2 s");
    Stage bytes = new Stage("writing", 500_000_000, Unit.BYTES, 0);
    assertThat(TerminalProgress.line(bytes, 125_000_000, 5_000_000_000L))
        .isEqualTo("writing: 125 of 500 MB, 25 MB a second, 15 s left");
  }

  private static String onTerminal(String... arguments) throws Exception {
    return output(new ProcessBuilder(script(arguments)), "xterm");
  }

  private static List<String> script(String... arguments) {
    // Its shell would take the dollar in the name of a nested class for a variable.
    String command = "'" + String.join("' '", work(arguments)) + "'";
    return List.of("script", "-qec", command, "/dev/null");
  }

  private static List<String> work(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Work.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String output(ProcessBuilder process, String terminal) throws Exception {
    process.environment().put("TERM", terminal);
    Process running = process.redirectErrorStream(true).start();
    running.getOutputStream().close();
    String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(running.waitFor()).as(output).isZero();
    return output;
  }

  /** Work that takes three seconds, or no time. */
  static final class Work {

    public static void main(String[] arguments) throws Exception {
      List<String> wanted = List.of(arguments);
      PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
      try (TerminalProgress progress = TerminalProgress.start(wanted.contains("quiet"), err)) {
        count(progress, wanted.contains("long"));
      }
      System.err.println("done");
    }

    private static void count(Progress progress, boolean slowly) throws InterruptedException {
      progress.begin("counting", 4);
      for (int i = 0; i < 3; i++) {
        progress.advance();
      }
      if (slowly) {
        Thread.sleep(3000);
      }
    }
  }
}
