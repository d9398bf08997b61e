// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.IHelpFactory;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Sets of options of which exactly one must be given.
 *
 * <p>picocli has groups for this, but writes the synopsis of each whenever it parses. So it parses
 * options that need not be there, this class tells what is missing, and only help knows of groups.
 */
final class Alternatives {

  private final Usage usage;
  private final List<Choice> choices = new ArrayList<>();

  /** A command with nothing but these alternatives, to show them by. */
  private @Nullable CommandLine grouped;

  Alternatives(Usage usage) {
    this.usage = usage;
    usage.spec().usageMessage().helpFactory(new WithGroup(this));
  }

  /** One more alternative, without options yet. */
  Choice choice() {
    Choice choice = new Choice(usage.spec());
    choices.add(choice);
    return choice;
  }

  /**
   * The one that was given, with all that it requires.
   *
   * @throws picocli.CommandLine.ParameterException when that is not what was given
   */
  Choice given() {
    List<ArgSpec> given = usage.spec().commandLine().getParseResult().matchedArgs();
    Choice only = null;
    for (Choice choice : choices) {
      if (choice.parsed.stream().anyMatch(given::contains)) {
        if (only != null) {
          throw usage.wrong("Error: these exclude each other (specify only one): " + synopsis());
        }
        only = choice;
      }
    }
    if (only == null) {
      throw usage.wrong("Error: Missing required argument (specify one of these): " + synopsis());
    }
    List<String> missing = only.missing(given);
    if (!missing.isEmpty()) {
      throw usage.wrong("Error: Missing required argument(s): " + String.join(", ", missing));
    }
    return only;
  }

  private String synopsis() {
    return group(grouped()).synopsis();
  }

  private Text synopsis(ColorScheme colors) {
    return group(grouped().setColorScheme(colors)).synopsisText(colors, new HashSet<>());
  }

  private static ArgGroupSpec group(CommandLine grouped) {
    return grouped.getCommandSpec().argGroups().get(0);
  }

  private CommandLine grouped() {
    if (grouped == null) {
      ArgGroupSpec.Builder group = ArgGroupSpec.builder().exclusive(true).multiplicity("1");
      for (Choice choice : choices) {
        choice.addTo(group);
      }
      grouped = new CommandLine(CommandSpec.create().addArgGroup(group.build()));
    }
    return grouped;
  }

  /** One set of options. */
  static final class Choice implements Options {

    private final CommandSpec spec;
    private final List<ArgSpec> declared = new ArrayList<>();
    private final List<ArgSpec> parsed = new ArrayList<>();

    private Choice(CommandSpec spec) {
      this.spec = spec;
    }

    @Override
    public void add(ArgSpec argument) {
      ArgSpec dispensable = dispensable(argument);
      declared.add(argument);
      parsed.add(dispensable);
      spec.add(dispensable);
    }

    // What picocli puts into it is the value of the one it was made of, too.
    private static ArgSpec dispensable(ArgSpec argument) {
      if (argument instanceof OptionSpec option) {
        return OptionSpec.builder(option).required(false).build();
      }
      PositionalParamSpec parameters = (PositionalParamSpec) argument;
      return PositionalParamSpec.builder(parameters).required(false).arity("0..*").build();
    }

    private List<String> missing(List<ArgSpec> given) {
      List<String> missing = new ArrayList<>();
      for (int i = 0; i < declared.size(); i++) {
        ArgSpec argument = declared.get(i);
        if (argument.required() && !given.contains(parsed.get(i))) {
          missing.add(
              argument instanceof OptionSpec option
                  ? option.longestName() + "=" + option.paramLabel()
                  : argument.paramLabel());
        }
      }
      return missing;
    }

    private void addTo(ArgGroupSpec.Builder alternatives) {
      if (declared.size() == 1) {
        alternatives.addArg(declared.get(0));
        return;
      }
      ArgGroupSpec.Builder all = ArgGroupSpec.builder().exclusive(false).multiplicity("1");
      for (ArgSpec argument : declared) {
        all.addArg(argument);
      }
      alternatives.addSubgroup(all.build());
    }
  }

  /** Makes help whose synopsis shows what is alternative. */
  private record WithGroup(Alternatives alternatives) implements IHelpFactory {

    @Override
    public Help create(CommandSpec spec, ColorScheme colors) {
      return new Help(spec, colors) {
        @Override
        protected Text createDetailedSynopsisGroupsText(Set<ArgSpec> shown) {
          for (Choice choice : alternatives.choices) {
            shown.addAll(choice.parsed);
          }
          return super.createDetailedSynopsisGroupsText(shown)
              .concat(" ")
              .concat(alternatives.synopsis(colors));
        }
      };
    }
  }
}
