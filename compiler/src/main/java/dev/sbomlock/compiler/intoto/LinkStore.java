// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.manifest.RejectedException;
import java.util.List;

/** Where the links of a layout's steps come from. */
public interface LinkStore {

  /**
   * All documents that may be links of that step, sorted.
   *
   * @throws RejectedException when they cannot be read
   */
  List<LinkDocument> linksOf(String step) throws RejectedException;

  /**
   * Where the links of a sublayout are.
   *
   * @param directory such as {@code build.0a1b2c3d}
   * @throws RejectedException when there is no such place
   */
  LinkStore below(String directory) throws RejectedException;

  /**
   * A link, or a sublayout in its place, before it is verified.
   *
   * @param place what to call it in diagnostics
   * @param directory where a sublayout's links are, or empty
   * @param named whether the name of the document says whose link it is
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record LinkDocument(String place, String directory, boolean named, byte[] bytes) {}
}
