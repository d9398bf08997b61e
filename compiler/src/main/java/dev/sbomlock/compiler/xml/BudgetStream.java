// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.xml;

import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.manifest.Text;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives a parser so many bytes a step and no more: whatever it gathers in memory meanwhile, a name,
 * an attribute, a comment, is no larger.
 */
final class BudgetStream extends FilterInputStream {

  private final int budget;
  private long left;

  BudgetStream(InputStream in, int budget) {
    super(in);
    this.budget = budget;
    this.left = budget;
  }

  /** The parser has made a step. */
  void renew() {
    left = budget;
  }

  /** The JDK's parser closes its stream at the end, where ours are still to be drained. */
  @Override
  public void close() {
    // Whoever opened the stream closes it.
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    left -= Math.max(count, 0);
    if (left < 0) {
      throw new OverLimitException(
          Text.format("an element, attribute or comment has more than %d bytes", budget));
    }
    return count;
  }
}
