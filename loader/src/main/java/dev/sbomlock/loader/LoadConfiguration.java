// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.signing.ManifestKey;
import dev.sbomlock.manifest.signing.ManifestTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node loads at boot: {@code load.conf} and every {@code manifests.d/*.json} of a directory.
 *
 * <p>{@code load.conf} holds {@code key = value} lines: {@code root} and {@code mode} once each,
 * {@code unblessed}, {@code seal}, {@code update-key} and {@code manifest-key} at most once, {@code
 * gate}, {@code audit-gate}, {@code data} and {@code allow-from} as often as needed. Lines that
 * start with {@code #} are comments. Anything else is an error, since a typo must not leave a
 * machine unguarded.
 */
public final class LoadConfiguration {

  private static final long MAX_SIZE = 64 * 1024;

  private final String place;
  private final List<Diagnostic> problems = new ArrayList<>();
  private @Nullable Path root;
  private @Nullable Mode mode;
  private @Nullable Boolean unblessedRuns;
  private @Nullable Boolean seal;
  private @Nullable Path updateKey;
  private @Nullable Path manifestKey;
  private final List<Gate> gates = new ArrayList<>();
  private final List<Gate> watched = new ArrayList<>();
  private final List<Path> data = new ArrayList<>();
  private final List<Path> allowed = new ArrayList<>();

  private LoadConfiguration(String place) {
    this.place = place;
  }

  /**
   * Reads a configuration directory.
   *
   * @throws RejectedException L040 or L041 with everything that is wrong, or as ManifestReader
   */
  public static LoadRequest read(Path directory) throws RejectedException {
    Path file = directory.resolve("load.conf");
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new RejectedException(
            LoaderProblems.badConfiguration(file.toString(), "it is larger than 64 KiB"));
      }
      LoadConfiguration configuration = scan(Files.readAllLines(file), file.toString());
      ManifestTrust trust = configuration.trust();
      return configuration.request(manifests(directory.resolve("manifests.d"), trust), trust);
    } catch (IOException e) {
      throw new RejectedException(
          LoaderProblems.badConfiguration(
              file.toString(), "it cannot be read (" + e.getClass().getSimpleName() + ")"));
    }
  }

  static LoadRequest parse(
      List<String> lines, String place, List<LoadRequest.NamedManifest> manifests)
      throws RejectedException {
    LoadConfiguration configuration = scan(lines, place);
    return configuration.request(manifests, configuration.trust());
  }

  private static LoadConfiguration scan(List<String> lines, String place) throws RejectedException {
    LoadConfiguration configuration = new LoadConfiguration(place);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        configuration.set(line, i + 1);
      }
    }
    if (!configuration.problems.isEmpty()) {
      throw new RejectedException(configuration.problems);
    }
    return configuration;
  }

  private ManifestTrust trust() throws RejectedException {
    Path key = manifestKey;
    return new ManifestTrust(
        key == null ? Optional.empty() : Optional.of(ManifestKey.read(key)),
        LocalDate.now(ZoneOffset.UTC));
  }

  private void set(String line, int number) {
    int equals = line.indexOf('=');
    String key = equals < 0 ? line : line.substring(0, equals).strip();
    String value = equals < 0 ? "" : line.substring(equals + 1).strip();
    if (value.isEmpty()) {
      problem(number, "'" + key + "' has no value");
      return;
    }
    switch (key) {
      case "root" -> {
        if (root != null) {
          problem(number, "'root' stands twice");
        }
        root = path(value, number).orElse(root);
      }
      case "mode" -> {
        if (mode != null) {
          problem(number, "'mode' stands twice");
        }
        mode = Mode.ofKey(value).orElse(null);
        if (mode == null) {
          problem(number, "there is no mode '" + value + "'");
        }
      }
      case "gate" -> gate(value, number).ifPresent(gates::add);
      case "audit-gate" -> gate(value, number).ifPresent(watched::add);
      case "data" -> path(value, number).ifPresent(data::add);
      case "allow-from" -> path(value, number).ifPresent(allowed::add);
      case "unblessed" ->
          unblessedRuns = choice(key, value, number, unblessedRuns, "allow", "deny");
      case "seal" -> seal = choice(key, value, number, seal, "yes", "no");
      case "update-key" -> {
        if (updateKey != null) {
          problem(number, "'update-key' stands twice");
        }
        updateKey = path(value, number).orElse(updateKey);
      }
      case "manifest-key" -> {
        if (manifestKey != null) {
          problem(number, "'manifest-key' stands twice");
        }
        manifestKey = path(value, number).orElse(manifestKey);
      }
      default -> problem(number, "there is no setting '" + key + "'");
    }
  }

  private boolean choice(
      String key, String value, int number, @Nullable Boolean before, String yes, String no) {
    if (before != null) {
      problem(number, "'" + key + "' stands twice");
    }
    if (!value.equals(yes) && !value.equals(no)) {
      problem(number, "'" + key + "' is '" + yes + "' or '" + no + "', not '" + value + "'");
    }
    return value.equals(yes);
  }

  private Optional<Gate> gate(String value, int number) {
    Gate gate;
    try {
      gate = Gate.parse(value);
    } catch (IllegalArgumentException e) {
      problem(number, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    return gate.place().isEmpty() || path(gate.place().get().toString(), number).isPresent()
        ? Optional.of(gate)
        : Optional.empty();
  }

  private Optional<Path> path(String value, int number) {
    try {
      Path path = Path.of(value);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
    } catch (InvalidPathException e) {
      problem(number, "'" + value + "' is no path");
      return Optional.empty();
    }
    problem(number, "'" + value + "' is not absolute");
    return Optional.empty();
  }

  private void problem(int line, String fact) {
    problems.add(LoaderProblems.badConfiguration(place + ":" + line, fact));
  }

  private LoadRequest request(List<LoadRequest.NamedManifest> manifests, ManifestTrust trust)
      throws RejectedException {
    Path chosenRoot = root;
    Mode chosenMode = mode;
    if (problems.isEmpty() && chosenRoot == null) {
      problems.add(LoaderProblems.badConfiguration(place, "'root' is not set"));
    }
    if (problems.isEmpty() && chosenMode == null) {
      problems.add(LoaderProblems.badConfiguration(place, "'mode' is not set"));
    }
    Path chosenKey = updateKey;
    boolean sealed = Boolean.TRUE.equals(seal);
    if (chosenKey != null && !sealed) {
      problems.add(LoaderProblems.badConfiguration(place, "'update-key' is for 'seal = yes' only"));
    }
    if (chosenRoot == null || chosenMode == null || !problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    Optional<UpdateKey> key =
        chosenKey == null ? Optional.empty() : Optional.of(UpdateKey.read(chosenKey));
    Gating gating = new Gating(gates, watched, Boolean.TRUE.equals(unblessedRuns), data);
    return new LoadRequest(
        manifests, read(allowed, trust), chosenRoot, chosenMode, gating, sealed, key, false, false);
  }

  private static List<LoadRequest.NamedManifest> manifests(Path directory, ManifestTrust trust)
      throws RejectedException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new RejectedException(
          LoaderProblems.noManifests(
              directory, "it cannot be read (" + e.getClass().getSimpleName() + ")"));
    }
    if (files.isEmpty()) {
      throw new RejectedException(LoaderProblems.noManifests(directory, "it holds no manifest"));
    }
    return read(files, trust);
  }

  private static List<LoadRequest.NamedManifest> read(List<Path> files, ManifestTrust trust)
      throws RejectedException {
    List<LoadRequest.NamedManifest> manifests = new ArrayList<>();
    for (Path file : files) {
      manifests.add(new LoadRequest.NamedManifest(file.toString(), trust.read(file)));
    }
    return manifests;
  }
}
