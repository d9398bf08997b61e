// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.attach;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a registry is spoken to.
 *
 * @param plainHttp without TLS
 * @param authorities certificates, in PEM, that are trusted in place of the JDK's
 * @param credentials {@code user:password}, for the registry alone
 */
public record RegistryAccess(
    boolean plainHttp, Optional<Path> authorities, Optional<String> credentials) {

  /** Passwords do not belong into logs. */
  @Override
  public String toString() {
    return "RegistryAccess[plainHttp=" + plainHttp + ", authorities=" + authorities + "]";
  }
}
