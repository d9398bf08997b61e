// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.Surveyor.Finding.Candidate;
import dev.sbomlock.blesser.signing.SigningException;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.VerityParameters;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.NativeException;
import dev.sbomlock.posix.Root;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blesses files that a survey found good. For one thread. */
final class FileBlesser {

  private final Root root;
  private final List<Mechanism> mechanisms;

  FileBlesser(Root root, BlessMethods methods, VerityParameters parameters) {
    this.root = root;
    this.mechanisms = methods.mechanisms(parameters);
  }

  /**
   * What became of one name of a file.
   *
   * @param candidate the name
   * @param obstacle why it was not blessed, or empty when it was
   */
  record Outcome(Candidate candidate, Optional<Obstacle> obstacle) {}

  /**
   * Blesses a file by the first of its names that leads to it still, and so all of them.
   *
   * @param names of one inode
   */
  List<Outcome> bless(List<Candidate> names) {
    List<Outcome> outcomes = new ArrayList<>();
    boolean blessed = false;
    for (Candidate name : names) {
      // When it was just blessed, its change time is another than before.
      Optional<Obstacle> obstacle = blessed ? Optional.empty() : bless(name);
      blessed = obstacle.isEmpty();
      outcomes.add(new Outcome(name, obstacle));
    }
    return outcomes;
  }

  private Optional<Obstacle> bless(Candidate candidate) {
    Measurement expected = candidate.expected();
    try (FileDescriptor file = root.open(expected.path().bytes())) {
      if (!file.status().equals(candidate.status())) {
        return Optional.of(Obstacle.file(BlesserProblems.changedMeanwhile(expected.path())));
      }
      for (Mechanism mechanism : mechanisms) {
        if (candidate.missing().contains(mechanism.method())) {
          Optional<Obstacle> obstacle = mechanism.bless(file, expected, candidate.status());
          if (obstacle.isPresent()) {
            return obstacle;
          }
        }
      }
      return Optional.empty();
    } catch (SigningException e) {
      return Optional.of(BlesserProblems.notSigned(expected.path(), e));
    } catch (NativeException e) {
      return Optional.of(BlesserProblems.failed(expected.path(), e));
    } catch (IOException e) {
      return Optional.of(
          e.getCause() instanceof NativeException cause
              ? BlesserProblems.failed(expected.path(), cause)
              : Obstacle.file(BlesserProblems.unreadable(expected.path(), e)));
    }
  }
}
