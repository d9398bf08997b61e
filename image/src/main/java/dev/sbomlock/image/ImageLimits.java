// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image;

/**
 * What an image may be at most.
 *
 * @param entries of all layers together
 * @param layerSize bytes of a layer, decompressed, holes of sparse files included
 * @param freeSize bytes that a layer may always have, however well it is compressed
 * @param ratio how many times its blob's size a larger layer may have
 * @param layers how many layers
 */
record ImageLimits(long entries, long layerSize, long freeSize, long ratio, int layers) {

  /**
   * Ten times the largest images in use. Real layers compress to a tenth; only generated files of
   * zeros do better than a hundredth.
   */
  static final ImageLimits DEFAULT = new ImageLimits(5_000_000, 256L << 30, 1L << 30, 100, 1000);

  /** Bytes of an index, manifest or configuration; registries take 4 MiB. */
  static final int DOCUMENT_SIZE = 4 << 20;

  /** Indexes within indexes. */
  static final int INDEX_DEPTH = 4;

  /** How large a layer may grow that is stored in so many bytes. */
  long largest(long stored) {
    long byRatio = stored > layerSize / ratio ? layerSize : stored * ratio;
    return Math.min(layerSize, Math.max(freeSize, byRatio));
  }
}
