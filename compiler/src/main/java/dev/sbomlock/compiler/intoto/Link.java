// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.DigestSet;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one step of a supply chain took and made, its signature verified.
 *
 * @param name the step's
 * @param materials by artifact name: a normalised path, relative to where the step ran or absolute
 * @param products likewise
 */
public record Link(String name, Map<String, DigestSet> materials, Map<String, DigestSet> products) {

  /** Copies the maps, sorted. */
  public Link {
    materials = Collections.unmodifiableMap(new TreeMap<>(materials));
    products = Collections.unmodifiableMap(new TreeMap<>(products));
  }

  /**
   * Whether this step took that product of an earlier step and did not leave it as it was: then the
   * earlier digest says nothing of the end of the chain.
   */
  public boolean supersedes(String product, DigestSet digests) {
    DigestSet taken = materials.get(product);
    return taken != null
        && taken.compare(digests) == DigestSet.Agreement.AGREED
        && !taken.equals(products.get(product));
  }
}
