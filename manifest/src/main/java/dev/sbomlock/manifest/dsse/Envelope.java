// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A DSSE envelope: a payload, its type, and signatures over both. What its payload says is nobody's
 * word before a signature over {@link #preAuthenticationEncoding()} was verified, and then only
 * {@link #payload()} is to be parsed, never the envelope again.
 */
public final class Envelope {

  /** The payload type of in-toto statements. */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  private final String payloadType;
  private final byte[] payload;
  private final List<EnvelopeSignature> signatures;

  /** An envelope of these parts. */
  public Envelope(String payloadType, byte[] payload, List<EnvelopeSignature> signatures) {
    this.payloadType = payloadType;
    this.payload = payload.clone();
    this.signatures = List.copyOf(signatures);
  }

  /** The media type of the payload, which is signed as well. */
  public String payloadType() {
    return payloadType;
  }

  /** The payload's bytes. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The signatures, in the order of the document. */
  public List<EnvelopeSignature> signatures() {
    return signatures;
  }

  /** The bytes that each signature covers. */
  public byte[] preAuthenticationEncoding() {
    return preAuthenticationEncoding(payloadType, payload);
  }

  /**
   * The bytes to sign for a payload of that type (DSSE protocol, "Signature Definition"): {@code
   * "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body}, lengths in bytes and in decimal.
   */
  public static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + type.length + 40);
    out.writeBytes(ascii("DSSEv1 " + type.length + " "));
    out.writeBytes(type);
    out.writeBytes(ascii(" " + payload.length + " "));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
