// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What evmctl wrote, and kernels 6.12 and 7.2 judged: testdata/vectors/ima. */
public final class Vectors {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("sbomlock.root")).resolve("testdata/vectors/ima");
  private static final Pattern OBJECT = Pattern.compile("\\{[^{}]*}");
  private static final Pattern FIELD = Pattern.compile("\"([^\"]+)\":\\s*\"?([^\",\\n}]*)");

  private Vectors() {}

  /** A key or certificate. */
  public static Path file(String name) {
    return DIRECTORY.resolve(name);
  }

  /** Those that have all of these fields. */
  static List<Map<String, String>> with(String... fields) throws IOException {
    List<Map<String, String>> found = new ArrayList<>();
    for (String object :
        OBJECT
            .matcher(Files.readString(file("ima-vectors.json")))
            .results()
            .map(MatchResult::group)
            .toList()) {
      Map<String, String> vector = fields(object);
      if (vector.keySet().containsAll(Arrays.asList(fields))) {
        found.add(vector);
      }
    }
    return found;
  }

  /** The one that has these values. */
  public static Map<String, String> one(String field, String... values) throws IOException {
    List<Map<String, String>> found =
        with(field).stream()
            .filter(vector -> vector.values().containsAll(Arrays.asList(values)))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " vectors have " + Arrays.toString(values));
    }
    return found.get(0);
  }

  /** What the kernels were given with a copy of busybox, by name. */
  static Map<String, String> payloads() throws IOException {
    return fields(Files.readString(file("busybox-exec-payloads.json")));
  }

  private static Map<String, String> fields(String object) {
    Map<String, String> fields = new HashMap<>();
    FIELD.matcher(object).results().forEach(field -> fields.put(field.group(1), field.group(2)));
    return fields;
  }

  static SignatureHash hash(Map<String, String> vector) {
    return SignatureHash.valueOf(vector.getOrDefault("alg", "").toUpperCase(java.util.Locale.ROOT));
  }

  static byte[] bytes(Map<String, String> vector, String field) {
    return HexFormat.of().parseHex(vector.getOrDefault(field, "none"));
  }

  /** The content of that size. */
  public static byte[] content(int size) throws Exception {
    byte[] content = new byte[size];
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (int at = 0; at < size; at += sha256.getDigestLength()) {
      String seed = "sbomlock:" + at / sha256.getDigestLength();
      byte[] next = sha256.digest(seed.getBytes(StandardCharsets.US_ASCII));
      System.arraycopy(next, 0, content, at, Math.min(next.length, size - at));
    }
    return content;
  }
}
