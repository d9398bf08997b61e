// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.util.Comparator;
import java.util.List;

/**
 * A component as the SBOMs name it.
 *
 * @param purl its package URL, or empty
 * @param name never empty
 * @param version or empty
 * @param inputs indices of the inputs that name it, ascending
 */
public record Component(String purl, String name, String version, List<Integer> inputs)
    implements Comparable<Component> {

  private static final Comparator<Component> ORDER =
      Comparator.comparing(Component::purl)
          .thenComparing(Component::name)
          .thenComparing(Component::version);

  /** Sorts the inputs and checks the texts. */
  public Component {
    inputs = Sorted.copyOf(inputs);
    Text.requireUnicode(purl, name, version);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a component has a name");
    }
  }

  /** The purl, or {@code name@version} where there is none. */
  public String label() {
    if (!purl.isEmpty()) {
      return purl;
    }
    return version.isEmpty() ? name : name + "@" + version;
  }

  /** By purl, name, version: the order of a manifest. */
  @Override
  public int compareTo(Component other) {
    return ORDER.compare(this, other);
  }
}
