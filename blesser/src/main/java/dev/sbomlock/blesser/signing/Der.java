// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The little of DER (X.690) that keys and certificates are made of: one element. What is malformed
 * is an {@link IllegalArgumentException}.
 */
final class Der {

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int IMPLICIT = 0x80;
  static final int EXPLICIT = 0xa0;

  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_OCTETS = 3;
  private static final int OCTET = 8;
  private static final int ARC = 7;
  private static final int MORE = 0x80;

  private final int tag;
  private final byte[] content;

  private Der(int tag, byte[] content) {
    this.tag = tag;
    this.content = content;
  }

  /** An element of other elements. */
  static Der of(int tag, Der... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Der part : parts) {
      content.writeBytes(part.encode());
    }
    return new Der(tag, content.toByteArray());
  }

  static Der sequence(Der... parts) {
    return of(SEQUENCE, parts);
  }

  static Der integer(BigInteger value) {
    return new Der(INTEGER, value.toByteArray());
  }

  static Der integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  static Der octets(byte[] bytes) {
    return bytes(OCTET_STRING, bytes);
  }

  static Der bytes(int tag, byte[] bytes) {
    return new Der(tag, bytes);
  }

  /** Bits, the last of which do not fill an octet when {@code unused} is not 0. */
  static Der bits(int unused, byte[] bytes) {
    byte[] content = new byte[bytes.length + 1];
    content[0] = (byte) unused;
    System.arraycopy(bytes, 0, content, 1, bytes.length);
    return new Der(BIT_STRING, content);
  }

  static Der nothing() {
    return new Der(NULL, new byte[0]);
  }

  static Der text(int tag, String text) {
    return new Der(tag, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An object identifier, such as {@code 1.2.840.113549.1.1.1}. */
  static Der oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 4 * ARC; shift > 0; shift -= ARC) {
        if (arc >>> shift != 0) {
          content.write(((arc >>> shift) & (MORE - 1)) | MORE);
        }
      }
      content.write(arc & (MORE - 1));
    }
    return new Der(OBJECT_IDENTIFIER, content.toByteArray());
  }

  /** Its identifier octet. */
  int tag() {
    return tag;
  }

  /** What it holds; of an element that is made of others, these one after the other. */
  byte[] content() {
    return content.clone();
  }

  /** Tag, length and content. */
  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < LONG_FORM) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int first = length[0] == 0 ? 1 : 0;
      out.write(LONG_FORM | (length.length - first));
      out.write(length, first, length.length - first);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** The one element that the bytes are. */
  static Der parse(byte[] bytes) {
    List<Der> found = elements(bytes);
    if (found.size() != 1) {
      throw new IllegalArgumentException("it is not one element of ASN.1");
    }
    return found.get(0);
  }

  /** The elements that it is made of. */
  List<Der> parts() {
    return elements(content);
  }

  /** Its part of that number, which must have that tag. */
  Der part(int index, int wanted) {
    List<Der> parts = parts();
    if (index >= parts.size() || parts.get(index).tag() != wanted) {
      throw new IllegalArgumentException("its ASN.1 is not that of a key");
    }
    return parts.get(index);
  }

  /** The number that an INTEGER holds. */
  int number() {
    if (tag != INTEGER || content.length == 0) {
      throw new IllegalArgumentException("its ASN.1 has no number where one belongs");
    }
    return new BigInteger(content).intValueExact();
  }

  /** Whether it is the same element. */
  boolean is(Der other) {
    return tag == other.tag && Arrays.equals(content, other.content);
  }

  private static List<Der> elements(byte[] bytes) {
    List<Der> found = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int tag = bytes[at++] & 0xff;
      int length = at < bytes.length ? bytes[at++] & 0xff : bytes.length;
      if (length >= LONG_FORM) {
        int octets = length & (LONG_FORM - 1);
        if (octets == 0 || octets > MAX_LENGTH_OCTETS || octets > bytes.length - at) {
          throw new IllegalArgumentException("its ASN.1 is cut off");
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = (length << OCTET) | (bytes[at++] & 0xff);
        }
      }
      if (length > bytes.length - at) {
        throw new IllegalArgumentException("its ASN.1 is cut off");
      }
      found.add(new Der(tag, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    return found;
  }
}
