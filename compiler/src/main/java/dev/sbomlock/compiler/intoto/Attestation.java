// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.Digest;
import java.util.List;

/**
 * A verified in-toto statement on what was made from what.
 *
 * @param predicateType what kind of statement it is
 * @param link its subjects as products, and what they were made from as materials; the names may be
 *     paths, URIs, or neither
 * @param signers identities of the keys that signed it, sorted
 */
public record Attestation(String predicateType, Link link, List<Digest> signers) {

  /** Copies the list. */
  public Attestation {
    signers = signers.stream().sorted().toList();
  }
}
