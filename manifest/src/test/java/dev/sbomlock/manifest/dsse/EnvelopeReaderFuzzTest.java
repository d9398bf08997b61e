// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever the bytes, the reader gives an envelope or a refusal. */
final class EnvelopeReaderFuzzTest {

  @FuzzTest
  void readsOrRefuses(byte[] document) {
    try {
      EnvelopeReader.read(document).preAuthenticationEncoding();
    } catch (MalformedEnvelopeException expected) {
      // Refused with its reason.
    }
  }
}
