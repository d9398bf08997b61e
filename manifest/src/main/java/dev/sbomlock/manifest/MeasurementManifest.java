// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contract between compile, bless and load: which files a product has, what each must measure,
 * who owns it and how that is known. Specified in docs/MANIFEST.md.
 *
 * @param subject what it is about
 * @param inputs the documents it was compiled from, by kind, name and digest
 * @param components sorted; files refer to them by index
 * @param files sorted by path, each path once
 * @param symlinks sorted by path
 * @param steps of the build that made the files, in the order of its layout; none when no layout
 *     was given
 * @param verity how the fs-verity digests of the measured files were made
 * @param validity which of several manifests it is and until when, for those that are signed
 */
public record MeasurementManifest(
    Subject subject,
    List<Input> inputs,
    List<Component> components,
    List<Measurement> files,
    List<Symlink> symlinks,
    List<BuildStep> steps,
    VerityParameters verity,
    Optional<Validity> validity) {

  /** The in-toto predicate type of version 1. */
  public static final String PREDICATE_TYPE = "https://sbomlock.dev/measurement-manifest/v1";

  /**
   * Checks order and references, so that a manifest that exists is whole.
   *
   * @throws IllegalArgumentException when entries are unsorted, repeated, or refer to nothing
   */
  public MeasurementManifest {
    inputs = List.copyOf(inputs);
    components = List.copyOf(components);
    files = List.copyOf(files);
    symlinks = List.copyOf(symlinks);
    steps = List.copyOf(steps);
    requireAscending("components", components, Comparator.naturalOrder());
    requireAscending("files", files, Comparator.comparing(Measurement::path));
    requireAscending("symlinks", symlinks, Comparator.naturalOrder());
    for (Measurement file : files) {
      requireIndices(file.components(), components.size(), file.path().text());
      requireOnly(verity.algorithm(), file);
    }
    for (Component component : components) {
      requireIndices(component.inputs(), inputs.size(), component.label());
    }
  }

  /** A manifest that says nothing of the build. */
  public MeasurementManifest(
      Subject subject,
      List<Input> inputs,
      List<Component> components,
      List<Measurement> files,
      List<Symlink> symlinks) {
    this(subject, inputs, components, files, symlinks, List.of());
  }

  /** A manifest of the usual fs-verity digests that is valid for ever. */
  public MeasurementManifest(
      Subject subject,
      List<Input> inputs,
      List<Component> components,
      List<Measurement> files,
      List<Symlink> symlinks,
      List<BuildStep> steps) {
    this(
        subject,
        inputs,
        components,
        files,
        symlinks,
        steps,
        VerityParameters.DEFAULT,
        Optional.empty());
  }

  /** The same manifest with a version and an end. */
  public MeasurementManifest with(Validity other) {
    return new MeasurementManifest(
        subject, inputs, components, files, symlinks, steps, verity, Optional.of(other));
  }

  /** The same manifest with some of its files only, and no symbolic links. */
  public MeasurementManifest of(List<Measurement> some) {
    return new MeasurementManifest(
        subject, inputs, components, some, List.of(), steps, verity, validity);
  }

  /** How many files have each status; a status without files is absent. */
  public Map<Status, Integer> countByStatus() {
    Map<Status, Integer> counts = new EnumMap<>(Status.class);
    files.forEach(file -> counts.merge(file.status(), 1, Integer::sum));
    return counts;
  }

  /** The files of that status, by path. */
  public List<Measurement> filesOf(Status status) {
    return files.stream().filter(file -> file.status() == status).toList();
  }

  private static <T> void requireAscending(String what, List<T> entries, Comparator<T> order) {
    for (int i = 1; i < entries.size(); i++) {
      if (order.compare(entries.get(i - 1), entries.get(i)) >= 0) {
        throw new IllegalArgumentException(
            Text.format(
                "%s must be sorted, each once: entry %d is not after the one before it", what, i));
      }
    }
  }

  private static void requireOnly(DigestAlgorithm fsverity, Measurement file) {
    for (Digest digest : file.digests().digests()) {
      DigestAlgorithm algorithm = digest.algorithm();
      if (algorithm.isFsverity() && algorithm != fsverity && file.status().measured()) {
        throw new IllegalArgumentException(
            Text.format("'%s' has another fs-verity digest than %s", file.path(), fsverity.key()));
      }
    }
  }

  private static void requireIndices(List<Integer> indices, int size, String place) {
    for (int index : indices) {
      if (index < 0 || index >= size) {
        throw new IllegalArgumentException(
            Text.format("'%s' refers to entry %d, which is not there", place, index));
      }
    }
  }
}
