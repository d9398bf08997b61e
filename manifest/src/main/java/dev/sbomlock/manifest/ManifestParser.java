// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the parts of one manifest in canonical order, in which {@link ManifestWriter} writes them.
 * What does not come next in exactly that form is an error, so that nothing has to be written again
 * to be sure.
 */
final class ManifestParser {

  /** What many files have in common is kept once; there may be more kinds of it than this. */
  private static final int MAX_SHARED = 1 << 16;

  private static final List<Choice<Status>> STATUSES = choices(Status.values(), Status::key);
  private static final List<Choice<Grant>> GRANTS = choices(Grant.values(), Grant::key);
  private static final List<Choice<EvidenceKind>> KINDS =
      choices(EvidenceKind.values(), EvidenceKind::key);
  private static final List<Choice<VerityParameters.Hash>> HASHES =
      choices(VerityParameters.Hash.values(), VerityParameters.Hash::key);
  private static final List<Choice<DigestAlgorithm>> ALGORITHMS =
      choices(DigestAlgorithm.values(), DigestAlgorithm::key);

  private final CanonicalInput in;
  private final Map<Object, Object> shared = new HashMap<>();
  private final List<Component> components = new ArrayList<>();
  private final List<Measurement> files = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<Symlink> symlinks = new ArrayList<>();
  private final List<BuildStep> steps = new ArrayList<>();
  private final Map<Status, Integer> summary = new EnumMap<>(Status.class);
  private List<Evidence> lastEvidence = List.of();
  private @Nullable String lastEvidenceText;
  private @Nullable Subject subject;
  private @Nullable Digest checksum;
  private VerityParameters verity = VerityParameters.DEFAULT;
  private @Nullable Validity validity;

  ManifestParser(CanonicalInput in) {
    this.in = in;
  }

  /**
   * Takes all of it, and gives what it says.
   *
   * @throws MalformedException when it is not in canonical form, or its parts do not fit together
   */
  MeasurementManifest parse() throws IOException, MalformedException {
    try {
      statement();
      return new MeasurementManifest(
          Objects.requireNonNull(subject),
          inputs,
          components,
          files,
          symlinks,
          steps,
          verity,
          Optional.ofNullable(validity));
    } catch (IllegalArgumentException e) {
      throw in.malformed(e.getMessage());
    }
  }

  /** The checksum that stands in it, once it was parsed. */
  Digest checksum() {
    return Objects.requireNonNull(checksum);
  }

  /** How many files it says to have of each status; what it has none of is absent. */
  Map<Status, Integer> summary() {
    return summary;
  }

  private void statement() throws IOException, MalformedException {
    in.expect("{\"_type\":\"" + ManifestFormat.STATEMENT_TYPE + "\",\"predicate\":{\"checksum\":");
    checksum = Digest.of(DigestAlgorithm.SHA256, in.undigestedHex(DigestAlgorithm.SHA256.length()));
    array(",\"components\":", this::component);
    String expires = optionalText(",\"expires\":");
    array(",\"files\":", this::file);
    if (in.takes(",\"fsverity\":{\"blockSize\":")) {
      verity();
    }
    array(",\"inputs\":", this::input);
    if (in.takes(",\"steps\":")) {
      objects(this::step);
      if (steps.isEmpty()) {
        throw in.malformed("what is empty is left out");
      }
    }
    in.expect(",\"summary\":{");
    for (Status status : ManifestFormat.STATUSES_BY_KEY) {
      in.expect(
          (status == ManifestFormat.STATUSES_BY_KEY.get(0) ? "\"" : ",\"") + status.key() + "\":");
      int count = index();
      if (count > 0) {
        summary.put(status, count);
      }
    }
    in.expect("}");
    array(",\"symlinks\":", this::symlink);
    if (!expires.isEmpty()) {
      in.expect(",\"version\":");
      validity = new Validity(in.number(), ManifestFormat.parseDay(expires));
    }
    in.expect("},\"predicateType\":\"" + MeasurementManifest.PREDICATE_TYPE + "\",\"subject\":[{");
    subject();
    in.expect("}]}");
    in.end();
  }

  private void verity() throws IOException, MalformedException {
    int blockSize = index();
    in.expect(",\"hash\":");
    VerityParameters.Hash hash = choice(HASHES);
    verity = new VerityParameters(hash, blockSize, optionalText(",\"salt\":"));
    in.expect("}");
    if (verity.equals(VerityParameters.DEFAULT)) {
      throw in.malformed("the usual fs-verity parameters are left out");
    }
  }

  private void component() throws IOException, MalformedException {
    in.expect("\"inputs\":");
    List<Integer> namedBy = indices();
    String name = text(",\"name\":");
    String purl = optionalText(",\"purl\":");
    String version = optionalText(",\"version\":");
    components.add(new Component(purl, name, version, namedBy));
  }

  private void file() throws IOException, MalformedException {
    in.expect("\"components\":");
    List<Integer> owners = indices();
    in.expect(",\"digest\":");
    DigestSet digests = digests();
    List<Evidence> evidence = evidence();
    Set<Grant> grants = in.takes(",\"grants\":") ? grants() : Set.of();
    boolean measured = in.takes(",\"mode\":");
    int mode = measured ? ManifestFormat.parseMode(in.text()) : 0;
    ArtifactPath path = new ArtifactPath(text(",\"path\":"));
    Measurement.@Nullable Content content = null;
    if (measured) {
      in.expect(",\"size\":");
      content = new Measurement.Content(in.number(), mode);
    }
    in.expect(",\"status\":");
    Status status = choice(STATUSES);
    files.add(new Measurement(path, content, digests, owners, evidence, status, grants));
  }

  private Set<Grant> grants() throws IOException, MalformedException {
    Set<Grant> grants = new TreeSet<>();
    in.expect("[");
    Grant last = null;
    do {
      Grant grant = choice(GRANTS);
      requireAscending(last, grant, "grants");
      grants.add(grant);
      last = grant;
    } while (in.takes(","));
    in.expect("]");
    return grants;
  }

  private List<Evidence> evidence() throws IOException, MalformedException {
    // Most files say the same as the one before, and the same bytes mean the same.
    if (lastEvidenceText != null && in.takes(lastEvidenceText)) {
      return lastEvidence;
    }
    long begin = in.taken();
    List<Evidence> evidence = new ArrayList<>();
    array(",\"evidence\":", () -> addEvidence(evidence));
    lastEvidence = share(List.copyOf(evidence));
    lastEvidenceText = in.takenSince(begin);
    return lastEvidence;
  }

  private void addEvidence(List<Evidence> evidence) throws IOException, MalformedException {
    String from = text("\"from\":");
    in.expect(",\"kind\":");
    Evidence next = new Evidence(choice(KINDS), from);
    requireAscending(
        evidence.isEmpty() ? null : evidence.get(evidence.size() - 1), next, "evidence");
    evidence.add(next);
  }

  private void input() throws IOException, MalformedException {
    Digest digest = onlyDigest();
    String format = text(",\"format\":");
    String kind = text(",\"kind\":");
    inputs.add(new Input(kind, format, text(",\"name\":"), digest));
  }

  private void step() throws IOException, MalformedException {
    List<Digest> functionaries = new ArrayList<>();
    in.expect("\"functionaries\":[");
    do {
      functionaries.add(
          Digest.adopt(DigestAlgorithm.SHA256, in.hex(DigestAlgorithm.SHA256.length())));
    } while (in.takes(","));
    in.expect("]");
    SortedMap<String, DigestSet> materials = artifacts(",\"materials\":");
    String name = text(",\"name\":");
    steps.add(new BuildStep(name, functionaries, materials, artifacts(",\"products\":")));
  }

  private SortedMap<String, DigestSet> artifacts(String key)
      throws IOException, MalformedException {
    SortedMap<String, DigestSet> artifacts = new TreeMap<>();
    array(
        key,
        () -> {
          in.expect("\"digest\":");
          DigestSet digests = digests();
          String name = text(",\"name\":");
          requireAscending(artifacts.isEmpty() ? null : artifacts.lastKey(), name, "artifacts");
          artifacts.put(name, digests);
        });
    return artifacts;
  }

  private void symlink() throws IOException, MalformedException {
    ArtifactPath path = new ArtifactPath(text("\"path\":"));
    symlinks.add(new Symlink(path, text(",\"target\":")));
  }

  private void subject() throws IOException, MalformedException {
    Digest digest = onlyDigest();
    subject = new Subject(text(",\"name\":"), digest);
  }

  private Digest onlyDigest() throws IOException, MalformedException {
    in.expect("\"digest\":");
    DigestSet digests = digests();
    if (digests.digests().size() != 1) {
      throw in.malformed("one digest is expected here");
    }
    return digests.digests().get(0);
  }

  private DigestSet digests() throws IOException, MalformedException {
    List<Digest> digests = new ArrayList<>(2);
    in.expect("{");
    for (Choice<DigestAlgorithm> choice : ALGORITHMS) {
      if (in.takes(digests.isEmpty() ? choice.firstKey() : choice.laterKey())) {
        DigestAlgorithm algorithm = choice.value();
        digests.add(Digest.adopt(algorithm, in.hex(algorithm.length())));
      }
    }
    in.expect("}");
    // Sorted by their keys they came; sorted by algorithm they are kept.
    digests.sort(Comparator.naturalOrder());
    return DigestSet.of(digests);
  }

  private List<Integer> indices() throws IOException, MalformedException {
    in.expect("[");
    if (in.takes("]")) {
      return List.of();
    }
    List<Integer> indices = new ArrayList<>(1);
    do {
      int index = index();
      requireAscending(
          indices.isEmpty() ? null : indices.get(indices.size() - 1), index, "indices");
      indices.add(index);
    } while (in.takes(","));
    in.expect("]");
    return share(List.copyOf(indices));
  }

  private int index() throws IOException, MalformedException {
    long number = in.number();
    if (number > Integer.MAX_VALUE) {
      throw in.malformed("no manifest has so many entries");
    }
    return (int) number;
  }

  /** An array of objects under that key; {@code entry} takes what stands in one's braces. */
  private void array(String key, Entry entry) throws IOException, MalformedException {
    in.expect(key);
    objects(entry);
  }

  private void objects(Entry entry) throws IOException, MalformedException {
    in.expect("[");
    if (in.takes("]")) {
      return;
    }
    do {
      in.expect("{");
      entry.take();
      in.expect("}");
    } while (in.takes(","));
    in.expect("]");
  }

  private String text(String key) throws IOException, MalformedException {
    in.expect(key);
    return in.text();
  }

  /** The text under that key, never an empty one; or empty when another key or the end is next. */
  private String optionalText(String key) throws IOException, MalformedException {
    if (!in.takes(key)) {
      return "";
    }
    String text = in.text();
    if (text.isEmpty()) {
      throw in.malformed("what is empty is left out");
    }
    return text;
  }

  private <T> T choice(List<Choice<T>> choices) throws IOException, MalformedException {
    for (Choice<T> choice : choices) {
      if (in.takes(choice.text())) {
        return choice.value();
      }
    }
    throw in.malformed("unknown '" + in.text() + "'");
  }

  private <T extends Comparable<T>> void requireAscending(@Nullable T last, T next, String what)
      throws MalformedException {
    if (last != null && last.compareTo(next) >= 0) {
      throw in.malformed(what + " must be sorted, each once");
    }
  }

  @SuppressWarnings("unchecked") // What is equal to a T here is a list of the same entries.
  private <T> T share(T value) {
    if (shared.size() >= MAX_SHARED) {
      shared.clear();
    }
    Object before = shared.putIfAbsent(value, value);
    return before == null ? value : (T) before;
  }

  /** By their keys in ascending order, as their objects are. */
  private static <T> List<Choice<T>> choices(T[] values, Function<T, String> key) {
    return Stream.of(values)
        .map(value -> new Choice<>("\"" + key.apply(value) + "\"", value))
        .sorted((a, b) -> a.text().compareTo(b.text()))
        .toList();
  }

  /** A value that is one of few, and its text in quotes. */
  private record Choice<T>(String text, String firstKey, String laterKey, T value) {

    Choice(String text, T value) {
      this(text, text + ":", "," + text + ":", value);
    }
  }

  private interface Entry {
    void take() throws IOException, MalformedException;
  }
}
