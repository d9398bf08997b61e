// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.store;

/** Bytes that are no bbolt database, or not a whole one. */
final class DamagedBoltException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedBoltException(String message) {
    super(message);
  }
}
