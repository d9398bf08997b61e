// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Options and parameters. Each is a field, declared with all that is said of it, and gives its
 * value when the command is called:
 *
 * <pre>{@code
 * private final Supplier<Path> root =
 *     usage.option("--root").takes("DIR", Path.class).says("Where the files are.").required();
 * }</pre>
 */
interface Options {

  /** Adds an option or a parameter. */
  void add(ArgSpec argument);

  /** An option with all of its names. */
  default Option option(String... names) {
    return new Option(this, OptionSpec.builder(names));
  }

  /** The next parameter, which must be there. */
  default <T> Supplier<T> parameter(String label, Class<T> type, String... description) {
    PositionalParamSpec argument =
        PositionalParamSpec.builder()
            .paramLabel(label)
            .type(type)
            .required(true)
            .description(description)
            .build();
    add(argument);
    return new Value<>(argument);
  }

  /** All parameters, {@code 0..*} or {@code 1..*} of them. */
  default <T> Supplier<List<T>> parameters(
      String arity, String label, Class<T> type, String... description) {
    PositionalParamSpec argument =
        PositionalParamSpec.builder()
            .paramLabel(label)
            .arity(arity)
            .required(!arity.startsWith("0"))
            .type(List.class)
            .auxiliaryTypes(type)
            .initialValue(List.of())
            .description(description)
            .build();
    add(argument);
    return new Value<>(argument);
  }

  /** An option of which no more is known than its names. */
  final class Option {

    private final Options options;
    private final OptionSpec.Builder builder;

    private Option(Options options, OptionSpec.Builder builder) {
      this.options = options;
      this.builder = builder;
    }

    Option says(String... description) {
      builder.description(description);
      return this;
    }

    /** One that takes nothing: whether it was given. */
    Supplier<Boolean> flag() {
      OptionSpec argument = builder.type(boolean.class).initialValue(false).build();
      options.add(argument);
      return new Value<>(argument);
    }

    /** One that takes what picocli can read: an enum's constant, a number, a text, or a path. */
    <T> Taking<T> takes(String label, Class<T> type) {
      return new Taking<>(options, builder.paramLabel(label), type);
    }

    /**
     * One that takes what the given function can read.
     *
     * @param reading throws IllegalArgumentException with a message for the user
     */
    <T> Taking<T> takes(String label, Function<String, T> reading) {
      builder.converters(new Reading<>(reading));
      return new Taking<>(options, builder.paramLabel(label), Object.class);
    }
  }

  /** An option that takes values of a type; the last call says how many. */
  final class Taking<T> {

    private final Options options;
    private final OptionSpec.Builder builder;
    private final Class<?> type;

    private Taking(Options options, OptionSpec.Builder builder, Class<?> type) {
      this.options = options;
      this.builder = builder;
      this.type = type;
    }

    Taking<T> says(String... description) {
      builder.description(description);
      return this;
    }

    /** It must be given. */
    Supplier<T> required() {
      return new Value<>(added(builder.type(type).required(true)));
    }

    /** It may be given. */
    Supplier<Optional<T>> optional() {
      return new Possible<>(added(builder.type(type)));
    }

    /** When it is not given, its value is this text's. */
    Supplier<T> otherwise(String text) {
      return new Value<>(added(builder.type(type).defaultValue(text)));
    }

    /** It may be repeated. */
    Supplier<List<T>> list() {
      builder.type(List.class).auxiliaryTypes(type).initialValue(List.of());
      return new Value<>(added(builder));
    }

    /** It must be given, and may be repeated. */
    Supplier<List<T>> requiredList() {
      builder.required(true);
      return list();
    }

    /** It may be repeated, each time with a key of the type, an equals sign and one of these. */
    <V> Supplier<Map<T, V>> mappedTo(Class<V> values) {
      builder.type(Map.class).auxiliaryTypes(type, values).initialValue(Map.of());
      return new Value<>(added(builder));
    }

    private OptionSpec added(OptionSpec.Builder complete) {
      OptionSpec argument = complete.build();
      options.add(argument);
      return argument;
    }
  }

  // Records in place of lambdas: Java archives none that names a type as old as picocli's.

  /** A value that is there after parsing. */
  record Value<T>(ArgSpec argument) implements Supplier<T> {

    @Override
    public T get() {
      return argument.getValue();
    }
  }

  /** A value that may be there. */
  record Possible<T>(ArgSpec argument) implements Supplier<Optional<T>> {

    @Override
    public Optional<T> get() {
      return Optional.ofNullable(argument.getValue());
    }
  }

  /** A function that reads a value. */
  record Reading<T>(Function<String, T> function) implements ITypeConverter<T> {

    @Override
    public T convert(String text) {
      try {
        return function.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
