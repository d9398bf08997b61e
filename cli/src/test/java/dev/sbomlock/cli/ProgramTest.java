// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.RejectedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProgramTest {

  private static final Diagnostic DIAGNOSTIC =
      new Diagnostic("T001", "place", "a fact", "a consequence", "A remedy.");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aCommandsAnswerIsTheExitCode() {
    assertThat(run(() -> 1)).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aRejectedInputGivesOne() {
    assertThat(
            run(
                () -> {
                  throw new RejectedException(DIAGNOSTIC);
                }))
        .isEqualTo(1);
    assertThat(err.toString()).isEqualTo("T001 place: a fact, so a consequence.\n     A remedy.\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingPrerequisiteGivesThree() {
    assertThat(
            run(
                () -> {
                  throw new MissingPrerequisiteException(DIAGNOSTIC);
                }))
        .isEqualTo(3);
  }

  @Test
  void aBugGivesFourAndItsTrace() {
    assertThat(
            run(
                () -> {
                  throw new IllegalStateException("broken");
                }))
        .isEqualTo(4);
    assertThat(err.toString()).startsWith("X001").contains("IllegalStateException: broken");
  }

  @Test
  void wrongUsageGivesTwo() {
    assertThat(run(() -> 0, "--no-such-option")).isEqualTo(2);
    assertThat(run(() -> 0, "--format=xml")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown option").contains("--format");
  }

  @Test
  void diagnosticsFollowTheFormat() {
    run(
        () -> {
          throw new RejectedException(DIAGNOSTIC);
        },
        "--format=json");
    assertThat(err.toString())
        .isEqualTo(
            "{\"code\":\"T001\",\"place\":\"place\",\"fact\":\"a fact\","
                + "\"consequence\":\"a consequence\",\"remedy\":\"A remedy.\"}\n");
  }

  @Test
  void onlyWhatIsAskedForIsExamined() {
    Main main = new Main();
    assertThat(Program.wanted(main, new String[] {"--version"})).isEmpty();
    assertThat(Program.wanted(main, new String[] {"-V"})).isEmpty();
    assertThat(Program.wanted(main, new String[] {"status", "--help"})).containsExactly("status");
    assertThat(Program.wanted(main, new String[] {})).isEqualTo(main.names());
    assertThat(Program.wanted(main, new String[] {"--help"})).isEqualTo(main.names());
    assertThat(Program.wanted(main, new String[] {"--version", "load"})).isEqualTo(main.names());
    assertThat(Program.wanted(main, new String[] {"no-such-command"})).isEqualTo(main.names());
  }

  @Test
  void eachNameIsThatOfItsCommand() {
    Main main = new Main();
    assertThat(main.names())
        .allSatisfy(
            name ->
                assertThat(main.command(name).getClass().getSimpleName())
                    .isEqualToIgnoringCase(name.replace("-", "") + "Command"));
    assertThat(main.names()).containsAll(new NodeMain().names());
  }

  private int run(Callable<Integer> body, String... arguments) {
    return Program.commandLine(
            new ProbeRoot(body), new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(Stream.concat(Stream.of("probe"), Stream.of(arguments)).toArray(String[]::new));
  }

  /** A program with one command. */
  private record ProbeRoot(Callable<Integer> body) implements Program.Root {

    @Override
    public String description() {
      return "Does what a test wants.";
    }

    @Override
    public List<String> names() {
      return List.of("probe");
    }

    @Override
    public Command command(String name) {
      return new Probe(body);
    }
  }

  /** A command that does what a test wants. */
  private static final class Probe implements Command {

    private final Usage usage = new Usage(this, "Does what a test wants.");
    private final OutputOptions output = new OutputOptions(usage);
    private final Callable<Integer> body;

    Probe(Callable<Integer> body) {
      this.body = body;
    }

    @Override
    public Usage usage() {
      return usage;
    }

    @Override
    public Integer call() throws Exception {
      assertThat(output.verbose()).isFalse();
      return body.call();
    }
  }
}
