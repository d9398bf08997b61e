// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

/**
 * Is told how far long work has come, from whatever thread does it; whether anyone sees it is not
 * the work's concern.
 */
public interface Progress {

  /** Tells nobody. */
  Progress NONE =
      new Progress() {
        @Override
        public void begin(String stage, long files) {}

        @Override
        public void advance() {}
      };

  /**
   * Work begins, and what was before it is done.
   *
   * @param stage what is done, such as {@code measuring}
   * @param files how many files there are to do, or 0 when that is not known
   */
  void begin(String stage, long files);

  /** One more file of the stage is done. */
  void advance();
}
