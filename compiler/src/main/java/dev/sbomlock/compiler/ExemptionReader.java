// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonInteger;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.JsonValue.JsonText;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.compiler.problem.VerdictProblems;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads files of exceptions: {@code {"version": 1, "exceptions": [{"path" or "purl", "reason",
 * "expires"}]}}. Every other key is an error, and so is an expired exception.
 */
final class ExemptionReader {

  /** Each has been read by a person, who would not have read more. */
  static final int MAX_EXEMPTIONS = 10_000;

  static final int MAX_REASON = 1000;

  private static final Set<String> DOCUMENT_KEYS = Set.of("version", "exceptions");
  private static final Set<String> ENTRY_KEYS = Set.of("path", "purl", "reason", "expires");
  private static final int DATE_LENGTH = "2026-01-31".length();

  private final String place;
  private final LocalDate today;
  private final List<Diagnostic> problems = new ArrayList<>();
  private final List<Exemption> exemptions = new ArrayList<>();
  private final Set<Exemption.Scope> scopes = new HashSet<>();

  private ExemptionReader(String place, LocalDate today) {
    this.place = place;
    this.today = today;
  }

  /**
   * Reads a file of exceptions.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException C003 to C009 when it is not whole, strict JSON, C250 for everything
   *     else that is wrong with it, C251 for each exception that has expired
   */
  static List<Exemption> read(byte[] document, String place, LocalDate today)
      throws RejectedException {
    ExemptionReader reader = new ExemptionReader(place, today);
    try {
      reader.document(JsonValue.parse(document));
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, place));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    if (!reader.problems.isEmpty()) {
      throw new RejectedException(reader.problems);
    }
    return reader.exemptions;
  }

  private void document(JsonObject root) {
    requireKnown(root, DOCUMENT_KEYS, "the document");
    if (!(root.fields().get("version") instanceof JsonInteger version)
        || !version.value().equals(BigInteger.ONE)) {
      problem("'version' is not 1");
    }
    Optional<List<JsonValue>> entries = root.array("exceptions");
    if (entries.isEmpty()) {
      problem("'exceptions' is not an array");
      return;
    }
    if (entries.get().size() > MAX_EXEMPTIONS) {
      problem(Text.format("it has %d entries, more than %d", entries.get().size(), MAX_EXEMPTIONS));
      return;
    }
    for (int i = 0; i < entries.get().size(); i++) {
      String entry = Text.format("exception %d", i + 1);
      if (entries.get().get(i) instanceof JsonObject object) {
        exemption(object, entry);
      } else {
        problem(entry + " is not an object");
      }
    }
  }

  private void exemption(JsonObject object, String entry) {
    requireKnown(object, ENTRY_KEYS, entry);
    Optional<Exemption.Scope> scope = scope(object, entry);
    String reason = object.text("reason").orElse("").strip();
    if (reason.isEmpty() || reason.length() > MAX_REASON) {
      problem(Text.format("%s has no 'reason' of 1 to %d characters", entry, MAX_REASON));
    }
    Optional<LocalDate> expires = date(object, entry);
    if (scope.isEmpty() || expires.isEmpty()) {
      return;
    }
    if (!scopes.add(scope.get())) {
      problem(Text.format("%s repeats '%s'", entry, scope.get()));
    }
    Exemption exemption = new Exemption(scope.get(), reason, expires.get());
    if (exemption.expiredBy(today)) {
      problems.add(
          VerdictProblems.expired(place, scope.get().toString(), expires.get().toString()));
    }
    exemptions.add(exemption);
  }

  private Optional<Exemption.Scope> scope(JsonObject object, String entry) {
    boolean byPath = object.fields().get("path") instanceof JsonText;
    boolean byPurl = object.fields().get("purl") instanceof JsonText;
    if (byPath == byPurl || (object.fields().containsKey("path") != byPath)) {
      problem(entry + " has not either 'path' or 'purl'");
      return Optional.empty();
    }
    String name = object.text(byPath ? "path" : "purl").orElse("");
    if (byPurl) {
      if (!name.startsWith("pkg:")) {
        problem(Text.format("%s: '%s' is no package URL", entry, name));
        return Optional.empty();
      }
      return Optional.of(new Exemption.Scope(Exemption.Kind.PURL, name));
    }
    try {
      if (!name.startsWith("/")) {
        throw new IllegalArgumentException("it does not start with '/'");
      }
      return Optional.of(
          new Exemption.Scope(Exemption.Kind.PATH, new ArtifactPath(name.substring(1)).text()));
    } catch (IllegalArgumentException e) {
      problem(Text.format("%s: '%s' is no path: %s", entry, name, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<LocalDate> date(JsonObject object, String entry) {
    String text = object.text("expires").orElse("");
    try {
      // Longer ones are years after 9999: nobody reviews until then.
      if (text.length() == DATE_LENGTH) {
        return Optional.of(LocalDate.parse(text));
      }
    } catch (DateTimeException e) {
      problem(Text.format("%s: 'expires' is '%s', and there is no such day", entry, text));
      return Optional.empty();
    }
    problem(Text.format("%s: 'expires' is '%s', not a day as in 2026-01-31", entry, text));
    return Optional.empty();
  }

  private void requireKnown(JsonObject object, Set<String> known, String where) {
    object.fields().keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> problem(Text.format("%s has the unknown key '%s'", where, key)));
  }

  private void problem(String fact) {
    problems.add(VerdictProblems.malformedExceptions(place, fact));
  }
}
