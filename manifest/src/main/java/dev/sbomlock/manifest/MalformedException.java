// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

/** Bytes are not those of a manifest; the message says which and why. */
final class MalformedException extends Exception {

  MalformedException(String fact) {
    super(fact);
  }
}
