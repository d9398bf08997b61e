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
        public void begin(String stage, long total, Unit unit) {}

        @Override
        public void advance(long more) {}
      };

  /** What a stage counts. */
  enum Unit {
    FILES,
    BYTES
  }

  /**
   * Work begins, and what was before it is done.
   *
   * @param stage what is done, such as {@code measuring}
   * @param total how much there is to do, or 0 when that is not known
   * @param unit of what
   */
  void begin(String stage, long total, Unit unit);

  /** So much more of the stage is done. */
  void advance(long more);

  /** Work on files begins. */
  default void begin(String stage, long files) {
    begin(stage, files, Unit.FILES);
  }

  /** One more file of the stage is done. */
  default void advance() {
    advance(1);
  }
}
