// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.intoto.ArtifactRule.Side;
import dev.sbomlock.compiler.intoto.Layout.Step;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonInteger;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.JsonValue.JsonText;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the verified content of a layout (in-toto specification 1.0, section 4.3). */
final class LayoutReader {

  private static final int MAX_ENTRIES = 1000;
  private static final Pattern EXPIRES =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
  private static final Pattern NAME =
      Pattern.compile("[^/\\\\.\\p{Cntrl}][^/\\\\\\p{Cntrl}]{0,199}");

  private final String place;
  private final LayoutParameters parameters;
  private final List<Diagnostic> problems = new ArrayList<>();
  private final Map<String, FunctionaryKey> keys = new TreeMap<>();
  private final Set<String> names = new HashSet<>();

  private LayoutReader(String place, LayoutParameters parameters) {
    this.place = place;
    this.parameters = parameters;
  }

  /**
   * Reads a layout.
   *
   * @throws RejectedException with everything that is wrong with it
   */
  static Layout read(JsonObject content, String place, LayoutParameters parameters)
      throws RejectedException {
    return new LayoutReader(place, parameters).layout(content);
  }

  private Layout layout(JsonObject content) throws RejectedException {
    String type = content.text("_type").orElse("");
    if (!type.equals("layout")) {
      throw new RejectedException(
          IntotoProblems.notALayout(place, "its _type is '" + type + "', not 'layout'"));
    }
    requireNoCertificates(content);
    Instant expires = expires(content.text("expires").orElse(""));
    readKeys(content);
    List<JsonObject> stepObjects = objects(content, "steps");
    List<JsonObject> inspections = objects(content, "inspect");
    stepObjects.forEach(step -> readName("step", step));
    Set<String> stepNames = Set.copyOf(names);
    inspections.forEach(inspection -> readName("inspection", inspection));
    if (stepObjects.isEmpty()) {
      malformed("it has no steps, so it demands nothing");
    }
    List<Step> steps = stepObjects.stream().map(step -> step(step, stepNames)).toList();
    inspections.forEach(inspection -> rules(inspection, names));
    problems.addAll(parameters.unused(place));
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return new Layout(
        expires,
        steps,
        inspections.stream().map(inspection -> inspection.text("name").orElse("")).toList());
  }

  private void requireNoCertificates(JsonObject object) {
    for (String key : new String[] {"rootcas", "intermediatecas", "cert_constraints"}) {
      JsonValue value = object.fields().get(key);
      boolean none =
          value == null
              || (value instanceof JsonObject map && map.fields().isEmpty())
              || (value instanceof JsonValue.JsonArray list && list.elements().isEmpty())
              || (value instanceof JsonValue.JsonLiteral literal && literal.name().equals("null"));
      if (!none) {
        problems.add(IntotoProblems.certificate(place));
        return;
      }
    }
  }

  private Instant expires(String text) {
    try {
      if (EXPIRES.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeParseException noSuchDay) {
      // Said below.
    }
    malformed("it expires at '" + text + "', which is no time like 2026-12-31T23:59:59Z");
    return Instant.MIN;
  }

  private void readKeys(JsonObject content) {
    Map<String, JsonValue> byLabel =
        content.object("keys").map(JsonObject::fields).orElse(Map.of());
    if (byLabel.size() > MAX_ENTRIES) {
      malformed("it has more than " + MAX_ENTRIES + " keys");
      return;
    }
    byLabel.forEach(
        (label, key) -> {
          if (!(key instanceof JsonObject object)) {
            malformed("its key '" + label + "' is not an object");
            return;
          }
          try {
            keys.put(label, FunctionaryKeyReader.ofJson(object, place + " key " + label));
          } catch (RejectedException e) {
            problems.addAll(e.diagnostics());
          }
        });
  }

  private void readName(String what, JsonObject object) {
    String name = object.text("name").orElse("");
    if (!NAME.matcher(name).matches()) {
      malformed(
          Text.format("a %s is called '%s', which cannot be part of a file name", what, name));
    } else if (!names.add(name)) {
      malformed(Text.format("two steps or inspections are called '%s'", name));
    }
  }

  private Step step(JsonObject object, Set<String> stepNames) {
    requireNoCertificates(object);
    String name = object.text("name").orElse("");
    Map<Digest, FunctionaryKey> functionaries = new TreeMap<>();
    for (JsonValue label : object.array("pubkeys").orElse(List.of())) {
      FunctionaryKey key = label instanceof JsonText text ? keys.get(text.value()) : null;
      if (key != null) {
        functionaries.put(key.identity(), key);
      } else if (problems.isEmpty()) {
        malformed(Text.format("step '%s' names a key that the layout does not hold", name));
      }
    }
    int threshold = threshold(object, name);
    if (threshold > functionaries.size() && problems.isEmpty()) {
      malformed(
          Text.format(
              "step '%s' wants %d functionaries, and has %d distinct keys",
              name, threshold, functionaries.size()));
    }
    return new Step(name, List.copyOf(functionaries.values()), threshold, rules(object, stepNames));
  }

  private int threshold(JsonObject object, String step) {
    if (object.fields().get("threshold") instanceof JsonInteger number
        && number.value().signum() > 0
        && number.value().compareTo(BigInteger.valueOf(MAX_ENTRIES)) <= 0) {
      return number.value().intValue();
    }
    malformed(
        Text.format("the threshold of step '%s' is no number from 1 to %d", step, MAX_ENTRIES));
    return 1;
  }

  private Map<Side, List<ArtifactRule>> rules(JsonObject object, Set<String> known) {
    Map<Side, List<ArtifactRule>> rules = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      List<ArtifactRule> ofSide = new ArrayList<>();
      List<JsonValue> found = object.array("expected_" + side.key()).orElse(List.of());
      if (found.size() > MAX_ENTRIES) {
        malformed("a step has more than " + MAX_ENTRIES + " rules");
        found = List.of();
      }
      for (JsonValue rule : found) {
        addRule(rule, known, ofSide);
      }
      rules.put(side, ofSide);
    }
    return rules;
  }

  private void addRule(JsonValue value, Set<String> known, List<ArtifactRule> rules) {
    List<String> words = new ArrayList<>();
    if (value instanceof JsonValue.JsonArray array) {
      array.elements().forEach(word -> words.add(word instanceof JsonText t ? t.value() : ""));
    }
    try {
      List<String> substituted = new ArrayList<>();
      for (String word : words) {
        substituted.add(parameters.substitute(word));
      }
      ArtifactRule rule = ArtifactRule.parse(substituted);
      rule.match()
          .filter(match -> !known.contains(match.step()))
          .ifPresent(
              match -> {
                throw new IllegalArgumentException("there is no step '" + match.step() + "'");
              });
      rules.add(rule);
    } catch (LayoutParameters.UnknownParameterException e) {
      problems.add(IntotoProblems.parameter(place, String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      problems.add(
          IntotoProblems.malformedRule(
              place, String.join(" ", words), String.valueOf(e.getMessage())));
    }
  }

  private List<JsonObject> objects(JsonObject content, String key) {
    List<JsonValue> elements = content.array(key).orElse(List.of());
    if (elements.size() > MAX_ENTRIES) {
      malformed(Text.format("'%s' has more than %d entries", key, MAX_ENTRIES));
      return List.of();
    }
    List<JsonObject> objects = new ArrayList<>();
    for (JsonValue element : elements) {
      if (element instanceof JsonObject object) {
        objects.add(object);
      } else {
        malformed("an entry of '" + key + "' is not an object");
      }
    }
    return objects;
  }

  private void malformed(String fact) {
    problems.add(IntotoProblems.notALayout(place, fact));
  }
}
