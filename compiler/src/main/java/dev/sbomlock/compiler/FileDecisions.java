// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Component;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.Text;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says of each file what its claims came to, and of each component whether it has any file. */
final class FileDecisions {

  private final List<Component> components;
  private final Decisions decisions;

  FileDecisions(List<Component> components, Decisions decisions) {
    this.components = components;
    this.decisions = decisions;
  }

  void agrees(ArtifactPath file, Claim claim) {
    decisions.say(
        () ->
            Text.format(
                "'%s': %s of '%s' accounts for it%s",
                file, claim.evidence().kind().key(), claim.from(), owners(claim.owners())));
  }

  void isChangedOnPurpose(ArtifactPath file, Claim claim) {
    decisions.say(
        () ->
            Text.format(
                "'%s': its digest differs from '%s', which lets it be changed on purpose%s",
                file, claim.from(), owners(claim.owners())));
  }

  void isPart(ArtifactPath file, Claim claim) {
    decisions.say(
        () ->
            Text.format(
                "'%s': '%s' is in it, which does not account for it%s",
                file, claim.from(), owners(claim.owners())));
  }

  void isArchive(ArtifactPath file, Claim claim) {
    decisions.say(
        () ->
            Text.format(
                "'%s': its SHA-256 is the one that '%s' states%s",
                file, claim.from(), owners(claim.owners())));
  }

  /** Says which components have no file at all. */
  void without(Collection<Measurement> files) {
    BitSet having = new BitSet();
    files.forEach(file -> file.components().forEach(having::set));
    for (int i = having.nextClearBit(0); i < components.size(); i = having.nextClearBit(i + 1)) {
      String label = components.get(i).label();
      decisions.say(
          () ->
              Text.format(
                  "component '%s' has no file: no location, digest or package leads to one",
                  label));
    }
  }

  private String owners(Collection<Integer> owners) {
    return owners.isEmpty()
        ? ""
        : owners.stream()
            .sorted()
            .map(index -> "'" + components.get(index).label() + "'")
            .collect(Collectors.joining(", ", "; of component ", ""));
  }
}
