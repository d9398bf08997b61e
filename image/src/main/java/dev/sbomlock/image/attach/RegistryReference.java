// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image in a registry: {@code HOST[:PORT]/REPOSITORY:TAG} or {@code …@sha256:HEX} (OCI
 * distribution specification 1.1, "Pulling manifests").
 *
 * @param host with its port, if one is stated
 * @param repository such as {@code team/app}
 * @param reference a tag or a digest
 */
public record RegistryReference(String host, String repository, String reference) {

  private static final Pattern TEXT =
      Pattern.compile(
          "([A-Za-z0-9.-]+(?::[0-9]{1,5})?)"
              + "/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)"
              + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127})|@(sha256:[0-9a-f]{64}))");

  /**
   * Parses.
   *
   * @throws IllegalArgumentException when the text names no image, with the reason
   */
  public static RegistryReference parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected HOST[:PORT]/REPOSITORY:TAG or …@sha256:HEX, not '" + text + "'");
    }
    String reference = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
    return new RegistryReference(matcher.group(1), matcher.group(2), reference);
  }

  /** What {@link #parse} takes. */
  @Override
  public String toString() {
    return host + "/" + repository + (reference.contains(":") ? "@" : ":") + reference;
  }
}
