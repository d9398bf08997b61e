// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Digest;
import java.util.List;

/**
 * A step of a layout that enough functionaries carried out, within its rules.
 *
 * @param name the step's; of a sublayout's step with the names of the steps that it is part of
 *     before it, each followed by a slash
 * @param functionaries the identities of the keys that signed, sorted
 * @param link what it took and made
 */
public record VerifiedStep(String name, List<Digest> functionaries, Link link) {

  /** Copies the list. */
  public VerifiedStep {
    functionaries = functionaries.stream().sorted().toList();
  }
}
