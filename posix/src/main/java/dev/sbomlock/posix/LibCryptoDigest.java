// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import java.security.DigestException;
import java.security.MessageDigestSpi;
import org.jspecify.annotations.Nullable;

/** A digest by libcrypto. It holds a context of libcrypto's only while it has bytes in it. */
final class LibCryptoDigest extends MessageDigestSpi implements Cloneable {

  private final DigestContexts contexts;
  private DigestContexts.@Nullable Context running;

  LibCryptoDigest(DigestContexts contexts) {
    this.contexts = contexts;
  }

  @Override
  protected int engineGetDigestLength() {
    return contexts.length();
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    if (length > 0) {
      running().update(input, offset, length);
    }
  }

  @Override
  protected byte[] engineDigest() {
    byte[] digest = running().digest();
    engineReset();
    return digest;
  }

  @Override
  protected int engineDigest(byte[] target, int offset, int length) throws DigestException {
    if (length < contexts.length()) {
      throw new DigestException("the digest has more bytes than there is room for");
    }
    System.arraycopy(engineDigest(), 0, target, offset, contexts.length());
    return contexts.length();
  }

  @Override
  protected void engineReset() {
    if (running != null) {
      contexts.giveBack(running);
      running = null;
    }
  }

  @Override
  public Object clone() {
    LibCryptoDigest copy = new LibCryptoDigest(contexts);
    if (running != null) {
      copy.running = contexts.take();
      copy.running.takeOver(running);
    }
    return copy;
  }

  private DigestContexts.Context running() {
    DigestContexts.Context context = running;
    if (context == null) {
      context = contexts.take();
      running = context;
    }
    return context;
  }
}
