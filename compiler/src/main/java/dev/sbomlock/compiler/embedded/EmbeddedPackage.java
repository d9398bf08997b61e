// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.embedded;

/**
 * A package that a file says it is, or holds.
 *
 * @param ecosystem where its name means something
 * @param name {@code group:artifact} of Maven, the path of a Go module
 * @param version as the file states it; {@code (devel)} where a Go program knows none
 * @param whole whether it is the file, and not merely in it
 */
public record EmbeddedPackage(Ecosystem ecosystem, String name, String version, boolean whole) {

  /** Whose names they are. */
  public enum Ecosystem {
    MAVEN,
    GO
  }
}
