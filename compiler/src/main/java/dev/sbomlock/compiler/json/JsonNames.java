// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of fields that were read lately, so that a name that comes often is made once. */
final class JsonNames {

  /** A power of two; formats have some dozens of names. */
  private static final int SLOTS = 512;

  private final byte[][] spellings = new byte[SLOTS][];
  private final String[] names = new String[SLOTS];

  /** The name that stands in these bytes, which are UTF-8. */
  String at(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    int slot = (hash ^ hash >>> 9) & SLOTS - 1;
    byte[] spelling = spellings[slot];
    if (spelling == null || !Arrays.equals(spelling, 0, spelling.length, bytes, start, end)) {
      spellings[slot] = Arrays.copyOfRange(bytes, start, end);
      names[slot] = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
    return names[slot];
  }
}
