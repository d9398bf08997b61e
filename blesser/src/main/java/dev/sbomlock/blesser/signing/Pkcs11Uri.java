// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key in a token (RFC 7512), such as {@code
 * pkcs11:slot-id=7;object=release?module-path=/usr/lib/softhsm/libsofthsm2.so}.
 *
 * @param slot number of the slot that holds the token
 * @param object label of the key; without it, the token's only one
 * @param module the PKCS#11 library that reaches the token, absolute
 */
public record Pkcs11Uri(int slot, Optional<String> object, Path module) {

  /** What such a URI begins with. */
  public static final String SCHEME = "pkcs11:";

  private static final String SLOT = "slot-id";
  private static final String OBJECT = "object";
  private static final String TYPE = "type";
  private static final String MODULE = "module-path";
  private static final Set<String> KNOWN = Set.of(SLOT, OBJECT, TYPE);

  /** What the provider's configuration takes without quoting. */
  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/._+-]+");

  private static final Pattern ATTRIBUTE = Pattern.compile("([a-z0-9-]+)=(.*)", Pattern.DOTALL);
  private static final int HEX = 16;
  private static final int MAX_LENGTH = 4096;

  /**
   * Understands a URI.
   *
   * @throws IllegalArgumentException when it names no slot or no module, names something that could
   *     not be kept to, or holds a PIN
   */
  public static Pkcs11Uri parse(String uri) {
    if (!uri.startsWith(SCHEME) || uri.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a key in a token is 'pkcs11:' and attributes");
    }
    String[] parts = uri.substring(SCHEME.length()).split("\\?", 2);
    Map<String, String> path = attributes(parts[0], ";");
    Map<String, String> query = parts.length == 1 ? Map.of() : attributes(parts[1], "&");
    if (query.containsKey("pin-value") || query.containsKey("pin-source")) {
      throw new IllegalArgumentException(
          "a PIN belongs into --passphrase-fd or is asked at the terminal, not into the URI");
    }
    refuseOthers(path, KNOWN);
    refuseOthers(query, Set.of(MODULE));
    if (!path.getOrDefault(TYPE, "private").equals("private")) {
      throw new IllegalArgumentException("the URI names no private key: 'type' is another");
    }
    return new Pkcs11Uri(
        slot(path.get(SLOT)), Optional.ofNullable(path.get(OBJECT)), module(query.get(MODULE)));
  }

  // What is not kept to must not look as if it were.
  private static void refuseOthers(Map<String, String> attributes, Set<String> known) {
    for (String name : attributes.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "the URI's '"
                + name
                + "' is not understood: a key is found by 'slot-id' and 'object' ('pkcs11-tool"
                + " --list-slots' tells slots)");
      }
    }
  }

  private static int slot(@Nullable String text) {
    try {
      return Integer.parseUnsignedInt(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the URI needs the token's slot, 'slot-id=' and a number", e);
    }
  }

  private static Path module(@Nullable String text) {
    if (text == null || !PLAIN_PATH.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the URI needs the PKCS#11 library, '?module-path=' and an absolute path of letters,"
              + " digits and './_+-'");
    }
    return Path.of(text);
  }

  private static Map<String, String> attributes(String part, String separator) {
    Map<String, String> found = new HashMap<>();
    for (String attribute : part.split(separator, -1)) {
      if (attribute.isEmpty() && found.isEmpty()) {
        continue;
      }
      Matcher matcher = ATTRIBUTE.matcher(attribute);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("'" + attribute + "' is no attribute of a key's URI");
      }
      if (found.put(matcher.group(1), decoded(matcher.group(2))) != null) {
        throw new IllegalArgumentException("the URI names '" + matcher.group(1) + "' twice");
      }
    }
    return found;
  }

  private static String decoded(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        plain.write(bytes[i]);
        continue;
      }
      int high = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 1], HEX) : -1;
      int low = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 2], HEX) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("an escape in the URI is not two hex digits");
      }
      plain.write(high * HEX + low);
      i += 2;
    }
    return plain.toString(StandardCharsets.UTF_8);
  }
}
