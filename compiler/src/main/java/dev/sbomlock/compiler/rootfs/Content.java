// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a manifest is compiled for: a root file system, as a directory or as an image. */
public interface Content {

  /** Its names. */
  ContentTree tree();

  /** What it says it is itself, its name perhaps empty; a directory says nothing. */
  Optional<Subject> subject();

  /**
   * Its files, by path, with their digests.
   *
   * @param others what is needed beside the sha256 and fs-verity digests, by file
   * @throws RejectedException with every file that could not be measured
   */
  List<MeasuredFile> measure(Map<ArtifactPath, Set<DigestAlgorithm>> others)
      throws RejectedException;
}
