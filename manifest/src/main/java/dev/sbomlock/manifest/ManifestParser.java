// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes the tokens of one manifest in canonical order; any other token is an error. */
final class ManifestParser {

  private final JsonParser json;
  private final List<Component> components = new ArrayList<>();
  private final List<Measurement> files = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<Symlink> symlinks = new ArrayList<>();
  private final List<BuildStep> steps = new ArrayList<>();
  private @Nullable Subject subject;
  private @Nullable Validity validity;
  private boolean keyIsAhead;

  ManifestParser(JsonParser json) {
    this.json = json;
  }

  void parse() throws IOException {
    begin();
    constant("_type", ManifestFormat.STATEMENT_TYPE);
    key("predicate");
    predicate();
    constant("predicateType", MeasurementManifest.PREDICATE_TYPE);
    array("subject", this::subject);
    end();
    if (json.nextToken() != null) {
      throw malformed("something follows the manifest");
    }
  }

  /**
   * The manifest that was parsed.
   *
   * @throws IllegalArgumentException when its parts do not fit together
   */
  MeasurementManifest manifest() {
    if (subject == null) {
      throw new IllegalArgumentException("it has no subject");
    }
    return new MeasurementManifest(
        subject, inputs, components, files, symlinks, steps, Optional.ofNullable(validity));
  }

  private void predicate() throws IOException {
    begin();
    text("checksum");
    array("components", this::component);
    String expires = optionalText("expires");
    array("files", this::file);
    array("inputs", this::input);
    if ("steps".equals(nextKey())) {
      array("steps", this::step);
      if (steps.isEmpty()) {
        throw malformed("'steps' is empty");
      }
    }
    key("summary");
    begin();
    for (Status status : ManifestFormat.STATUSES_BY_KEY) {
      number(status.key());
    }
    end();
    array("symlinks", this::symlink);
    if (!expires.isEmpty()) {
      validity = validity(number("version"), expires);
    }
    end();
  }

  private Validity validity(long version, String expires) throws IOException {
    return checked(
        () -> {
          LocalDate day = ManifestFormat.parseDay(expires);
          return new Validity(version, day);
        });
  }

  private void component() throws IOException {
    List<Integer> namedBy = indices("inputs");
    String name = text("name");
    String purl = optionalText("purl");
    String version = optionalText("version");
    end();
    components.add(checked(() -> new Component(purl, name, version, namedBy)));
  }

  private void file() throws IOException {
    List<Integer> owners = indices("components");
    DigestSet digests = digests();
    List<Evidence> evidence = new ArrayList<>();
    array("evidence", () -> evidence.add(evidence()));
    List<String> grants = optionalTexts("grants");
    String mode = optionalText("mode");
    String path = text("path");
    long size = mode.isEmpty() ? 0 : number("size");
    String status = text("status");
    end();
    files.add(
        checked(
            () ->
                new Measurement(
                    new ArtifactPath(path),
                    mode.isEmpty()
                        ? null
                        : new Measurement.Content(size, ManifestFormat.parseMode(mode)),
                    digests,
                    owners,
                    evidence,
                    Status.ofKey(status).orElseThrow(() -> unknown("status", status)),
                    grants(grants))));
  }

  private static Set<Grant> grants(List<String> keys) {
    Set<Grant> grants = new TreeSet<>();
    for (String key : keys) {
      grants.add(Grant.ofKey(key).orElseThrow(() -> unknown("grant", key)));
    }
    if (!keys.equals(grants.stream().map(Grant::key).toList())) {
      throw new IllegalArgumentException("grants are sorted and stand once");
    }
    return grants;
  }

  private Evidence evidence() throws IOException {
    String from = text("from");
    String kind = text("kind");
    end();
    return checked(
        () ->
            new Evidence(
                EvidenceKind.ofKey(kind).orElseThrow(() -> unknown("evidence kind", kind)), from));
  }

  private void input() throws IOException {
    Digest digest = onlyDigest();
    String format = text("format");
    String kind = text("kind");
    String name = text("name");
    end();
    inputs.add(checked(() -> new Input(kind, format, name, digest)));
  }

  private void step() throws IOException {
    List<String> functionaries = optionalTexts("functionaries");
    SortedMap<String, DigestSet> materials = artifacts("materials");
    String name = text("name");
    SortedMap<String, DigestSet> products = artifacts("products");
    end();
    steps.add(
        checked(
            () ->
                new BuildStep(
                    name,
                    functionaries.stream()
                        .map(hex -> new Digest(DigestAlgorithm.SHA256, hex))
                        .toList(),
                    materials,
                    products)));
  }

  private SortedMap<String, DigestSet> artifacts(String key) throws IOException {
    SortedMap<String, DigestSet> artifacts = new TreeMap<>();
    array(
        key,
        () -> {
          DigestSet digests = digests();
          String name = text("name");
          end();
          if (!artifacts.isEmpty() && artifacts.lastKey().compareTo(name) >= 0) {
            throw malformed("artifact '%s' is not after the one before it", name);
          }
          artifacts.put(name, digests);
        });
    return artifacts;
  }

  private void symlink() throws IOException {
    String path = text("path");
    String target = text("target");
    end();
    symlinks.add(checked(() -> new Symlink(new ArtifactPath(path), target)));
  }

  private void subject() throws IOException {
    if (subject != null) {
      throw malformed("a manifest has one subject");
    }
    Digest digest = onlyDigest();
    String name = text("name");
    end();
    subject = checked(() -> new Subject(name, digest));
  }

  private Digest onlyDigest() throws IOException {
    DigestSet digests = digests();
    if (digests.digests().size() != 1) {
      throw malformed("one digest is expected here");
    }
    return digests.digests().iterator().next();
  }

  private DigestSet digests() throws IOException {
    key("digest");
    begin();
    List<Digest> digests = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String algorithm = json.currentName();
      String hex = value();
      digests.add(
          checked(
              () ->
                  new Digest(
                      DigestAlgorithm.ofKey(algorithm)
                          .orElseThrow(() -> unknown("digest algorithm", algorithm)),
                      hex)));
    }
    requireToken(JsonToken.END_OBJECT);
    return checked(() -> DigestSet.of(digests));
  }

  private List<Integer> indices(String key) throws IOException {
    key(key);
    expect(JsonToken.START_ARRAY);
    List<Integer> indices = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      indices.add(json.getIntValue());
    }
    requireToken(JsonToken.END_ARRAY);
    return indices;
  }

  /** An array of objects; {@code entry} takes one, its opening brace already read. */
  private void array(String key, Entry entry) throws IOException {
    key(key);
    expect(JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      entry.take();
    }
    requireToken(JsonToken.END_ARRAY);
  }

  private String text(String key) throws IOException {
    key(key);
    return value();
  }

  /** The text under that key, or empty when another key or the end comes next. */
  private String optionalText(String key) throws IOException {
    if (key.equals(nextKey())) {
      consumeKey();
      return value();
    }
    return "";
  }

  /** At least one text in an array under that key, or none when the key is absent. */
  private List<String> optionalTexts(String key) throws IOException {
    List<String> texts = new ArrayList<>();
    if (!key.equals(nextKey())) {
      return texts;
    }
    consumeKey();
    expect(JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(json.getText());
    }
    requireToken(JsonToken.END_ARRAY);
    if (texts.isEmpty()) {
      throw malformed("'%s' is empty", key);
    }
    return texts;
  }

  private void constant(String key, String expected) throws IOException {
    String found = text(key);
    if (!found.equals(expected)) {
      throw malformed("'%s' is '%s', not '%s'", key, found, expected);
    }
  }

  private long number(String key) throws IOException {
    key(key);
    expect(JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  private String value() throws IOException {
    expect(JsonToken.VALUE_STRING);
    return json.getText();
  }

  private void key(String expected) throws IOException {
    String found = nextKey();
    if (!expected.equals(found)) {
      throw malformed(
          "'%s' is expected here, not %s", expected, found == null ? "the end" : "'" + found + "'");
    }
    consumeKey();
  }

  /** The key that comes next, null at the end of the object; reading it twice gives the same. */
  private @Nullable String nextKey() throws IOException {
    if (!keyIsAhead) {
      json.nextToken();
      keyIsAhead = true;
    }
    return json.currentToken() == JsonToken.FIELD_NAME ? json.currentName() : null;
  }

  private void consumeKey() {
    keyIsAhead = false;
  }

  private void begin() throws IOException {
    expect(JsonToken.START_OBJECT);
  }

  private void end() throws IOException {
    String key = nextKey();
    if (key != null) {
      throw malformed("key '%s' is unknown or out of order here", key);
    }
    requireToken(JsonToken.END_OBJECT);
    consumeKey();
  }

  private void expect(JsonToken token) throws IOException {
    json.nextToken();
    requireToken(token);
  }

  private void requireToken(JsonToken expected) throws JsonParseException {
    if (json.currentToken() != expected) {
      throw malformed("%s is expected here, not %s", expected, json.currentToken());
    }
  }

  private <T> T checked(Supplier<T> value) throws JsonParseException {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw malformed("%s", e.getMessage());
    }
  }

  private static IllegalArgumentException unknown(String what, String name) {
    return new IllegalArgumentException("unknown " + what + " '" + name + "'");
  }

  private JsonParseException malformed(String format, @Nullable Object... values) {
    return new JsonParseException(json, Text.format(format, values));
  }

  private interface Entry {
    void take() throws IOException;
  }
}
