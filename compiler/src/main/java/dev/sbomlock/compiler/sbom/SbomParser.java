// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.sbom;

import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;

/**
 * Reads one document of one format.
 *
 * @param <T> what it reads from: a stream, or a cursor of the format's syntax
 */
public interface SbomParser<T> {

  /**
   * Takes the whole document.
   *
   * @throws IOException that of the stream, or one that says what is wrong with the document
   */
  void take(T document) throws IOException;

  /**
   * What was taken.
   *
   * @throws RejectedException with every problem there was
   */
  Sbom result() throws RejectedException;
}
