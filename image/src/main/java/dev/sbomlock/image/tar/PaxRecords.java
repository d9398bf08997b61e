// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.image.tar;

import dev.sbomlock.manifest.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of a PAX extended header: {@code <length> <key>=<value>\n}, the length counting all
 * its bytes, the value any bytes (POSIX pax, "pax Extended Header").
 */
final class PaxRecords {

  static final String PATH = "path";
  static final String LINK_PATH = "linkpath";
  static final String SIZE = "size";
  static final String UID = "uid";
  static final String GID = "gid";

  /** Before an extended attribute's name, as star, GNU tar and container runtimes write it. */
  static final String XATTR = "SCHILY.xattr.";

  private static final String SPARSE = "GNU.sparse.";

  /** Records that a global header must not hold, because readers differ on them. */
  private static final List<String> STRUCTURAL = List.of(PATH, LINK_PATH, SIZE);

  /** libarchive writes the same attribute in two forms; what replaces one replaces both. */
  private static final List<String> XATTR_FORMS = List.of(XATTR, "LIBARCHIVE.xattr.");

  private static final int MAX_LENGTH_DIGITS = 8;

  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private final List<Long> sparsePairs = new ArrayList<>();

  private PaxRecords() {}

  /** No records. */
  static PaxRecords none() {
    return new PaxRecords();
  }

  /**
   * The records of a header's content.
   *
   * @throws MalformedTarException when it is not a sequence of whole records
   */
  static PaxRecords parse(byte[] bytes) throws MalformedTarException {
    PaxRecords records = new PaxRecords();
    int start = 0;
    while (start < bytes.length) {
      Span span = Span.at(bytes, start);
      records.add(span.key(), span.value(bytes));
      start = span.end();
    }
    return records;
  }

  /**
   * The same records, those of the given extended attributes replaced: the new ones are last, and
   * one that is to be empty is not there. Records that say already what is wanted stay in their
   * place.
   *
   * @throws MalformedTarException when {@code bytes} are not a sequence of whole records
   */
  static byte[] replaceXattrs(byte[] bytes, Map<String, Optional<byte[]>> wanted)
      throws MalformedTarException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    Map<String, Optional<byte[]>> missing = new LinkedHashMap<>(wanted);
    Span span;
    for (int start = 0; start < bytes.length; start = span.end()) {
      span = Span.at(bytes, start);
      String name = span.xattr();
      Optional<byte[]> value = wanted.getOrDefault(name, Optional.empty());
      boolean same =
          span.key().startsWith(XATTR)
              && missing.containsKey(name)
              && value.isPresent()
              && Arrays.equals(value.get(), span.value(bytes));
      if (same) {
        missing.remove(name);
      }
      if (same || !wanted.containsKey(name)) {
        kept.write(bytes, start, span.end() - start);
      }
    }
    missing.forEach(
        (name, value) -> value.ifPresent(held -> kept.writeBytes(record(XATTR + name, held))));
    return kept.toByteArray();
  }

  /** One record; its length counts its own digits. */
  private static byte[] record(String key, byte[] value) {
    byte[] start = (" " + key + "=").getBytes(StandardCharsets.ISO_8859_1);
    int body = start.length + value.length + 1;
    int length = body;
    while (String.valueOf(length).length() + body != length) {
      length = String.valueOf(length).length() + body;
    }
    ByteArrayOutputStream record = new ByteArrayOutputStream(length);
    record.writeBytes(String.valueOf(length).getBytes(StandardCharsets.ISO_8859_1));
    record.writeBytes(start);
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  /**
   * Where a record lies.
   *
   * @param key before its equals sign
   * @param value where that starts
   * @param end after its line feed
   */
  private record Span(String key, int value, int end) {

    static Span at(byte[] bytes, int start) throws MalformedTarException {
      int space = start;
      int length = 0;
      while (space < bytes.length && bytes[space] != ' ') {
        int digit = bytes[space] - '0';
        if (digit < 0 || digit > 9 || space - start >= MAX_LENGTH_DIGITS) {
          throw new MalformedTarException("a PAX record does not start with its length");
        }
        length = 10 * length + digit;
        space++;
      }
      int end = start + length;
      if (space == start || end > bytes.length || end < space + 3 || bytes[end - 1] != '\n') {
        throw new MalformedTarException(
            Text.format("a PAX record of %d bytes does not end where it says", length));
      }
      int equals = space + 1;
      while (equals < end && bytes[equals] != '=') {
        equals++;
      }
      if (equals >= end - 1 && bytes[end - 2] != '=') {
        throw new MalformedTarException("a PAX record has no '='");
      }
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1);
      return new Span(key, equals + 1, end);
    }

    byte[] value(byte[] bytes) {
      return Arrays.copyOfRange(bytes, value, end - 1);
    }

    /** The extended attribute that it is about, in whichever form, or empty. */
    String xattr() {
      return XATTR_FORMS.stream()
          .filter(key::startsWith)
          .map(form -> key.substring(form.length()))
          .findFirst()
          .orElse("");
    }
  }

  private void add(String key, byte[] value) throws MalformedTarException {
    if (key.equals(SPARSE + "offset") || key.equals(SPARSE + "numbytes")) {
      // Version 0.0 repeats these two, in turn.
      boolean offset = key.endsWith("offset");
      if (offset != (sparsePairs.size() % 2 == 0) || sparsePairs.size() >= SparseMap.MAX_NUMBERS) {
        throw new MalformedTarException("a sparse map is not made of pairs, or too long");
      }
      sparsePairs.add(TarNumber.decimal(new String(value, StandardCharsets.ISO_8859_1), key));
      return;
    }
    values.put(key, value);
  }

  /** The value under that key, an empty one being as good as none. */
  Optional<byte[]> bytes(String key) {
    byte[] value = values.get(key);
    return value == null || value.length == 0 ? Optional.empty() : Optional.of(value);
  }

  /** The text under that key, one character a byte. */
  Optional<String> text(String key) {
    return bytes(key).map(value -> new String(value, StandardCharsets.ISO_8859_1));
  }

  /** The text under {@code GNU.sparse.<key>}. */
  Optional<String> sparse(String key) {
    return text(SPARSE + key);
  }

  /** The raw value under {@code GNU.sparse.<key>}. */
  Optional<byte[]> sparseBytes(String key) {
    return bytes(SPARSE + key);
  }

  /** Offsets and lengths in turn, of version 0.0. */
  List<Long> sparsePairs() {
    return sparsePairs;
  }

  /** Whether there is anything that changes what entries are made. */
  boolean isStructural() {
    return !sparsePairs.isEmpty()
        || values.keySet().stream()
            .anyMatch(key -> STRUCTURAL.contains(key) || key.startsWith(SPARSE));
  }
}
