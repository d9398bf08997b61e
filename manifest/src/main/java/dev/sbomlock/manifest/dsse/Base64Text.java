// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

import java.util.Base64;

/** Base64 as DSSE has it: of the standard or of the URL-safe alphabet, never of both at once. */
final class Base64Text {

  private Base64Text() {}

  /**
   * The bytes of a text.
   *
   * @throws MalformedEnvelopeException when another text would stand for the same bytes: with stray
   *     bits at its end, line breaks, half the padding
   */
  static byte[] decode(String key, String text) throws MalformedEnvelopeException {
    boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
      Base64.Encoder encoder = urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder();
      String canonical = encoder.encodeToString(bytes);
      if (canonical.equals(text) || canonical.replaceFirst("=+$", "").equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException ofNeitherAlphabet) {
      // Said below, as for other forms.
    }
    throw new MalformedEnvelopeException("'" + key + "' is not whole, canonical base64");
  }
}
