// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an image is, as skopeo and umoci write it: {@code oci:DIR[:TAG]}, {@code
 * oci-archive:FILE[:TAG]} or {@code docker-archive:FILE[:TAG]}.
 *
 * @param transport what kind of thing lies at the path
 * @param path a directory or file
 * @param tag which of its images, where it holds several
 */
public record ImageReference(Transport transport, Path path, Optional<String> tag) {

  /** What an image is stored in. */
  public enum Transport {
    /** A directory in the form of the OCI image layout. */
    OCI("oci"),
    /** A tar archive of such a directory. */
    OCI_ARCHIVE("oci-archive"),
    /** What {@code docker save} writes. */
    DOCKER_ARCHIVE("docker-archive");

    private final String key;

    Transport(String key) {
      this.key = key;
    }

    /** The name before the colon. */
    public String key() {
      return key;
    }
  }

  /**
   * Parses.
   *
   * @throws IllegalArgumentException when the text names no image, with the reason
   */
  public static ImageReference parse(String text) {
    for (Transport transport : Transport.values()) {
      String prefix = transport.key + ":";
      if (text.startsWith(prefix)) {
        return parse(transport, text.substring(prefix.length()));
      }
    }
    throw new IllegalArgumentException(
        "expected oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:TAG], not '"
            + text
            + "'");
  }

  private static ImageReference parse(Transport transport, String rest) {
    // A tag of Docker has a colon of its own ('name:tag'), a path usually none.
    int colon = rest.indexOf(':');
    String path = colon < 0 ? rest : rest.substring(0, colon);
    String tag = colon < 0 ? "" : rest.substring(colon + 1);
    if (path.isEmpty() || (colon >= 0 && tag.isEmpty())) {
      throw new IllegalArgumentException("the path or the tag of the image is empty");
    }
    return new ImageReference(
        transport, Path.of(path), tag.isEmpty() ? Optional.empty() : Optional.of(tag));
  }

  /** What {@link #parse} takes. */
  @Override
  public String toString() {
    return transport.key + ":" + path + tag.map(name -> ":" + name).orElse("");
  }
}
