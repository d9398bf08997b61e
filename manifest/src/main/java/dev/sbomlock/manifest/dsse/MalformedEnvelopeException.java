// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

/** A document that is no DSSE envelope; the message says what is wrong with it. */
public final class MalformedEnvelopeException extends Exception {

  MalformedEnvelopeException(String fact) {
    super(fact);
  }
}
