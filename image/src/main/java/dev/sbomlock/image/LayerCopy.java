// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

import java.io.IOException;
import java.io.InputStream;

/** Takes what a layer decompresses to, while it is read. */
public interface LayerCopy {

  /**
   * Takes all bytes, on a thread of its own and each after the layer's {@link LayerVisitor} has
   * seen it. Nothing of it is verified yet.
   *
   * @throws IOException when it can take no more
   */
  void take(InputStream decompressed) throws IOException;
}
