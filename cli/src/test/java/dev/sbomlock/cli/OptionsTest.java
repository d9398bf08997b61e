// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@link Options}, {@link Usage} and {@link Alternatives} make of a command line. */
final class OptionsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Everything command = new Everything();

  @Test
  void whatIsNotGivenHasAValueToo() {
    assertThat(run("--must=1")).isZero();
    assertThat(command.must.get()).isEqualTo(1);
    assertThat(command.rest.get()).isEmpty();
    assertThat(command.may.get()).isEmpty();
    assertThat(command.format.get()).isEqualTo(OutputFormat.text);
    assertThat(command.some.get()).isEmpty();
    assertThat(command.pairs.get()).isEmpty();
    assertThat(command.flag.get()).isFalse();
  }

  @Test
  void whatIsGivenCounts() {
    assertThat(
            run(
                "-f",
                "--must",
                "1",
                "--may=p",
                "--format=json",
                "--some=a",
                "--some",
                "b",
                "first",
                "--pairs=k=v=w",
                "--pairs=l=",
                "second",
                "third"))
        .isZero();
    assertThat(command.rest.get()).containsExactly("first", "second", "third");
    assertThat(command.may.get()).contains(Path.of("p"));
    assertThat(command.format.get()).isEqualTo(OutputFormat.json);
    assertThat(command.some.get()).containsExactly("<a>", "<b>");
    assertThat(command.pairs.get()).isEqualTo(Map.of(Path.of("k"), "v=w", Path.of("l"), ""));
    assertThat(command.flag.get()).isTrue();
  }

  @Test
  void aSecondCommandLineForgetsTheFirst() {
    assertThat(run("-f", "--must=1", "--some=a", "--may=p", "first", "second")).isZero();
    assertThat(run("--must=2")).isZero();
    assertThat(command.must.get()).isEqualTo(2);
    assertThat(command.rest.get()).isEmpty();
    assertThat(command.some.get()).isEmpty();
    assertThat(command.may.get()).isEmpty();
    assertThat(command.flag.get()).isFalse();
  }

  @Test
  void wrongUsageIsTold() {
    assertThat(refusal("first")).isEqualTo("Missing required option: '--must=N'");
    assertThat(refusal("--must=x", "first"))
        .isEqualTo("Invalid value for option '--must': 'x' is not an int");
    assertThat(refusal("--must=1", "first", "--some="))
        .isEqualTo("Invalid value for option '--some' (TEXT): an empty one");
    assertThat(refusal("--must=1", "first", "--format=JSON"))
        .startsWith("Invalid value for option '--format': expected one of [text, json]");
    assertThat(refusal("--must=1", "--must=2", "first"))
        .isEqualTo("option '--must' (N) should be specified only once");
    assertThat(refusal("--must=1", "first", "-f", "-f"))
        .isEqualTo("option '--flag' should be specified only once");
    assertThat(refusal("--must=1", "first", "--pairs=k"))
        .startsWith("Value for option option '--pairs' (K=V) should be in KEY=VALUE format");
  }

  @Test
  void oneOfTheAlternativesMustBeGivenWhole() {
    String synopsis = "(--file=FILE | (ITEM... --to=TO [--how=HOW]))";
    Either either = new Either();
    assertThat(run(either, "--file=x")).isEqualTo(1);
    assertThat(either.file.get()).isEqualTo(Path.of("x"));
    assertThat(run(either, "a", "--to=b", "c")).isEqualTo(2);
    assertThat(either.items.get()).containsExactly("a", "c");
    assertThat(either.to.get()).isEqualTo("b");
    assertThat(run(either, "--verbose")).isEqualTo(ExitCode.USAGE + 10);
    assertThat(err.toString())
        .startsWith("Error: Missing required argument (specify one of these): " + synopsis)
        .contains("Usage: either [-hvV] [--format=text|json] (--file=FILE | (ITEM... --to=TO\n");
    assertThat(run(either, "--how=x")).isEqualTo(ExitCode.USAGE + 10);
    assertThat(err.toString()).startsWith("Error: Missing required argument(s): ITEM, --to=TO\n");
    assertThat(run(either, "--file=x", "--how=x")).isEqualTo(ExitCode.USAGE + 10);
    assertThat(err.toString()).startsWith("Error: these exclude each other (specify only one): ");
    assertThat(run(either, "--help")).isZero();
    assertThat(out.toString())
        .contains("(--file=FILE | (ITEM... --to=TO\n              [--how=HOW]))\n");
  }

  private String refusal(String... arguments) {
    assertThat(run(arguments)).isEqualTo(ExitCode.USAGE + 10);
    return err.toString().lines().findFirst().orElseThrow();
  }

  private int run(String... arguments) {
    return run(command, arguments);
  }

  // Usage errors give another code here than in Program, so that no answer is taken for one.
  private int run(Command called, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = new CommandLine(called.usage().spec().name("either"));
    line.registerConverter(Path.class, new Options.Reading<>(Path::of));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE + 10);
    return line.execute(arguments);
  }

  private static final class Everything implements Command {

    private final Usage usage = new Usage(this, "Takes one of each.");

    private final Supplier<List<String>> rest =
        usage.parameters("0..*", "REST", String.class, "All.");
    private final Supplier<Integer> must =
        usage.option("--must").takes("N", Integer.class).says("A number.").required();
    private final Supplier<Optional<Path>> may =
        usage.option("--may").takes("PATH", Path.class).says("A path.").optional();
    private final Supplier<OutputFormat> format =
        usage.option("--format").takes("F", OutputFormat.class).says("One.").otherwise("text");
    private final Supplier<List<String>> some =
        usage.option("--some").takes("TEXT", Everything::read).says("Texts.").list();
    private final Supplier<Map<Path, String>> pairs =
        usage.option("--pairs").takes("K=V", Path.class).says("Pairs.").mappedTo(String.class);
    private final Supplier<Boolean> flag = usage.option("-f", "--flag").says("Yes.").flag();

    private static String read(String text) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("an empty one");
      }
      return "<" + text + ">";
    }

    @Override
    public Usage usage() {
      return usage;
    }

    @Override
    public Integer call() {
      return 0;
    }
  }

  private static final class Either implements Command {

    private final Usage usage = new Usage(this, "Takes a file, or items.");
    private final Alternatives alternatives = new Alternatives(usage);
    private final Alternatives.Choice stored = alternatives.choice();
    private final Supplier<Path> file =
        stored.option("--file").takes("FILE", Path.class).says("A file.").required();
    private final Alternatives.Choice named = alternatives.choice();
    private final Supplier<List<String>> items =
        named.parameters("1..*", "ITEM", String.class, "Items.");
    private final Supplier<String> to =
        named.option("--to").takes("TO", String.class).says("A place.").required();

    private Either() {
      named.option("--how").takes("HOW", String.class).says("A way.").optional();
      new OutputOptions(usage);
    }

    @Override
    public Usage usage() {
      return usage;
    }

    @Override
    public Integer call() {
      return alternatives.given() == stored ? 1 : 2;
    }
  }
}
