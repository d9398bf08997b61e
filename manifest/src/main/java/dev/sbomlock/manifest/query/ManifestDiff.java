// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.query;

import dev.sbomlock.manifest.MeasurementManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two manifests: there is no change when they say the same. */
public final class ManifestDiff {

  private final Facts before;
  private final Facts after;
  private final SortedSet<Fact> facts;
  private final Map<String, Integer> changedFiles = new TreeMap<>();

  private ManifestDiff(MeasurementManifest before, MeasurementManifest after) {
    this.before = new Facts(before);
    this.after = new Facts(after);
    facts = this.before.all();
    facts.addAll(this.after.all());
  }

  /** The changes: of subject, inputs, components, files and symbolic links, each by name. */
  public static List<Change> of(MeasurementManifest before, MeasurementManifest after) {
    ManifestDiff diff = new ManifestDiff(before, after);
    diff.countFilesByComponent();
    List<Change> changes = new ArrayList<>();
    for (Fact fact : diff.facts) {
      List<Change.Field> fields = diff.fields(fact);
      if (diff.type(fact) != Change.Type.CHANGED || !fields.isEmpty()) {
        changes.add(Change.of(fact, diff.type(fact), fields));
      }
    }
    return changes;
  }

  private Change.Type type(Fact fact) {
    if (!before.hold(fact)) {
      return Change.Type.ADDED;
    }
    return after.hold(fact) ? Change.Type.CHANGED : Change.Type.REMOVED;
  }

  /** The fields that differ; a component's also tell how many of its files do. */
  private List<Change.Field> fields(Fact fact) {
    List<Change.Field> fields = new ArrayList<>(differing(fact));
    Integer files = changedFiles.get(fact.name());
    if (fact.kind() == Fact.Kind.COMPONENT && files != null) {
      fields.add(new Change.Field("files that differ", List.of(), List.of(files.toString())));
    }
    return fields;
  }

  private List<Change.Field> differing(Fact fact) {
    SortedMap<String, List<String>> old = before.of(fact);
    SortedMap<String, List<String>> now = after.of(fact);
    SortedSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .map(
            name ->
                new Change.Field(
                    name, old.getOrDefault(name, List.of()), now.getOrDefault(name, List.of())))
        .filter(field -> !field.before().equals(field.after()))
        .toList();
  }

  private void countFilesByComponent() {
    for (Fact fact : facts) {
      if (fact.kind() == Fact.Kind.FILE && !differing(fact).isEmpty()) {
        SortedSet<String> owners = new TreeSet<>(before.ownersOf(fact));
        owners.addAll(after.ownersOf(fact));
        owners.forEach(owner -> changedFiles.merge(owner, 1, Integer::sum));
      }
    }
  }
}
