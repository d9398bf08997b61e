// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

/**
 * What a manifest is about: a root file system, an image, or the SBOM alone.
 *
 * @param name for people
 * @param digest {@code dirHash} of a root file system, {@code sha256} of an image or document
 */
public record Subject(String name, Digest digest) {

  /** Checks the name. */
  public Subject {
    Text.requireUnicode(name);
  }
}
