// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

import java.util.Arrays;

/** One signature of an envelope: its bytes, and the label that its signer gave the key. */
public final class EnvelopeSignature {

  private final String keyId;
  private final byte[] bytes;

  /**
   * A signature.
   *
   * @param keyId a hint only, not authenticated; empty when there is none
   */
  public EnvelopeSignature(String keyId, byte[] bytes) {
    this.keyId = keyId;
    this.bytes = bytes.clone();
  }

  /** What the signer calls the key, or empty: nobody signed this. */
  public String keyId() {
    return keyId;
  }

  /** The signature, in whatever encoding its scheme has. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnvelopeSignature signature
        && signature.keyId.equals(keyId)
        && Arrays.equals(signature.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return 31 * keyId.hashCode() + Arrays.hashCode(bytes);
  }
}
