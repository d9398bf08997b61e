// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Manifests of every kind that can exist, and their bytes. */
final class Manifests {

  private Manifests() {}

  static byte[] bytes(MeasurementManifest manifest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ManifestWriter.write(manifest, out);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes everything", e);
    }
    return out.toByteArray();
  }

  static MeasurementManifest read(byte[] bytes) throws RejectedException {
    try {
      return ManifestReader.read(new ByteArrayInputStream(bytes), "test.json");
    } catch (IOException e) {
      throw new IllegalStateException("memory gives everything", e);
    }
  }

  static MeasurementManifest sample() {
    return any().sample();
  }

  static Arbitrary<MeasurementManifest> any() {
    return inputs()
        .flatMap(
            inputs ->
                components(inputs.size())
                    .flatMap(
                        components -> verity().flatMap(verity -> any(inputs, components, verity))));
  }

  private static Arbitrary<MeasurementManifest> any(
      List<Input> inputs, List<Component> components, VerityParameters verity) {
    return Combinators.combine(subject(), files(components.size(), verity.algorithm()), symlinks())
        .as(
            (subject, files, symlinks) ->
                new MeasurementManifest(
                    subject,
                    inputs,
                    components,
                    files,
                    symlinks,
                    List.of(),
                    verity,
                    Optional.empty()));
  }

  private static Arbitrary<VerityParameters> verity() {
    return Combinators.combine(
            Arbitraries.of(VerityParameters.Hash.values()),
            Arbitraries.of(1024, 4096, 65536),
            Arbitraries.of("", "", "00", "ff".repeat(32)))
        .as(VerityParameters::new);
  }

  private static Arbitrary<Subject> subject() {
    return Combinators.combine(text(), digest(DigestAlgorithm.DIR_HASH)).as(Subject::new);
  }

  private static Arbitrary<List<Input>> inputs() {
    return Combinators.combine(text(), text(), text(), digest(DigestAlgorithm.SHA256))
        .as(Input::new)
        .list()
        .ofMaxSize(3);
  }

  private static Arbitrary<List<Component>> components(int inputs) {
    return Combinators.combine(
            text(), text().filter(name -> !name.isEmpty()), text(), indices(inputs))
        .as(Component::new)
        .list()
        .ofMaxSize(4)
        .map(components -> List.copyOf(new TreeSet<>(components)));
  }

  private static Arbitrary<List<Measurement>> files(int components, DigestAlgorithm fsverity) {
    return Combinators.combine(
            path(),
            Arbitraries.of(Status.class),
            Arbitraries.longs().between(0, ManifestFormat.MAX_EXACT_NUMBER),
            Arbitraries.integers().between(0, 07777),
            digests(fsverity),
            indices(components),
            evidence(),
            Arbitraries.of(Grant.class).set().ofMaxSize(1))
        .as(
            (path, status, size, mode, digests, owners, evidence, grants) ->
                new Measurement(
                    path,
                    status.measured() ? new Measurement.Content(size, mode) : null,
                    digests,
                    owners,
                    evidence,
                    status,
                    status == Status.ACCOUNTED ? grants : Set.of()))
        .list()
        .ofMaxSize(6)
        .map(files -> distinct(files, Measurement::path));
  }

  private static Arbitrary<List<Symlink>> symlinks() {
    return Combinators.combine(path(), path().map(ArtifactPath::text))
        .as(Symlink::new)
        .list()
        .ofMaxSize(3)
        .map(symlinks -> distinct(symlinks, Symlink::path));
  }

  private static <T> List<T> distinct(List<T> entries, Function<T, ArtifactPath> path) {
    Map<ArtifactPath, T> byPath = new TreeMap<>(Comparator.<ArtifactPath>naturalOrder());
    entries.forEach(entry -> byPath.put(path.apply(entry), entry));
    return List.copyOf(byPath.values());
  }

  private static Arbitrary<DigestSet> digests(DigestAlgorithm fsverity) {
    return Combinators.combine(
            digest(DigestAlgorithm.SHA256),
            digest(fsverity),
            Arbitraries.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA1, DigestAlgorithm.SHA512)
                .flatMap(Manifests::digest)
                .optional())
        .as(
            (sha256, verity, more) -> {
              List<Digest> all = new ArrayList<>(List.of(sha256, verity));
              more.ifPresent(all::add);
              return DigestSet.of(all);
            });
  }

  private static Arbitrary<Digest> digest(DigestAlgorithm algorithm) {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofSize(algorithm.length())
        .map(bytes -> Digest.of(algorithm, bytes));
  }

  private static Arbitrary<List<Evidence>> evidence() {
    return Combinators.combine(Arbitraries.of(EvidenceKind.class), text())
        .as(Evidence::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Arbitrary<List<Integer>> indices(int size) {
    return size == 0
        ? Arbitraries.just(List.of())
        : Arbitraries.integers().between(0, size - 1).list().ofMaxSize(3);
  }

  /** Names of any bytes: half of them are not UTF-8. */
  private static Arbitrary<ArtifactPath> path() {
    Arbitrary<byte[]> name =
        Arbitraries.bytes()
            .filter(b -> b != 0 && b != '/')
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(12)
            .filter(bytes -> bytes[0] != '.');
    return name.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            names -> {
              ByteArrayOutputStream path = new ByteArrayOutputStream();
              for (byte[] part : names) {
                if (path.size() > 0) {
                  path.write('/');
                }
                path.writeBytes(part);
              }
              return ArtifactPath.ofBytes(path.toByteArray());
            });
  }

  /** Text with all that JSON escapes, and characters outside the basic plane. */
  private static Arbitrary<String> text() {
    Arbitrary<String> character =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 0x7f).map(Character::toString),
            Arbitraries.of(
                "\"", "\\", "/", "\u2028", "\u00e4", "\ufffd", "\ud83d\ude00", "\u007f"));
    return character.list().ofMaxSize(8).map(characters -> String.join("", characters));
  }
}
