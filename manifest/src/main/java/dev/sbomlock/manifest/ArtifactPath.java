// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The name of a file below a root: relative, normalised, any bytes but NUL.
 *
 * @param text its {@linkplain EscapedName escaped} form, such as {@code usr/sbin/nginx}
 */
public record ArtifactPath(String text) implements Comparable<ArtifactPath> {

  /** Linux takes no longer path (PATH_MAX, with its final NUL). */
  public static final int MAX_BYTES = 4095;

  private static final int MAX_NAME_BYTES = 255;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /**
   * Checks that this is the one text of a normalised relative path.
   *
   * @throws IllegalArgumentException when it is not, with the reason
   */
  public ArtifactPath {
    checkBytes(EscapedName.decode(text));
  }

  /**
   * The path of the given raw name.
   *
   * @throws IllegalArgumentException when it is absolute, empty, too long, or holds NUL, an empty
   *     name, {@code .} or {@code ..}
   */
  public static ArtifactPath ofBytes(byte[] bytes) {
    checkBytes(bytes);
    return new ArtifactPath(EscapedName.encode(bytes));
  }

  /**
   * The path of a name as other formats write it: as UTF-8 text, without escapes.
   *
   * @throws IllegalArgumentException as {@link #ofBytes}
   */
  public static ArtifactPath ofName(String name) {
    return ofBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The path of {@code file} below {@code root}, byte for byte, in whatever locale the JVM runs.
   *
   * @throws IllegalArgumentException when {@code file} is not below {@code root}
   */
  public static ArtifactPath relativize(Path root, Path file) {
    String prefix = withSlash(root.toString());
    String name = file.toString();
    if (prefix.startsWith("/") && isCertain(name) && name.startsWith(prefix)) {
      return ofName(name.substring(prefix.length()));
    }
    return relativizeBytes(root, file);
  }

  /** Whether these are the bytes of a normalised path, whatever the locale's encoding. */
  private static boolean isCertain(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) < ' ' || path.charAt(i) >= '~') {
        return false;
      }
    }
    return !path.contains("/.");
  }

  private static String withSlash(String directory) {
    return directory.endsWith("/") ? directory : directory + "/";
  }

  private static ArtifactPath relativizeBytes(Path root, Path file) {
    // UnixPath keeps raw bytes and its URI escapes them one by one; toString() would be lossy.
    String rootUri = root.toAbsolutePath().normalize().toUri().getRawPath();
    String fileUri = file.toAbsolutePath().normalize().toUri().getRawPath();
    String prefix = withSlash(rootUri);
    if (!fileUri.startsWith(prefix)) {
      throw new IllegalArgumentException("it is not below the root");
    }
    String below = fileUri.substring(prefix.length());
    return ofBytes(EscapedName.percentDecode(below.replaceFirst("/$", "")));
  }

  /** This path below {@code root}; symbolic links on the way are the caller's concern. */
  public Path resolve(Path root) {
    StringBuilder uri = new StringBuilder(root.toAbsolutePath().normalize().toUri().toString());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : bytes()) {
      if (b == '/' || isUnreserved(b)) {
        uri.append((char) b);
      } else {
        uri.append('%').append(HEX.toHexDigits(b));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /** The raw name, without a leading slash and without a final NUL. */
  public byte[] bytes() {
    return EscapedName.decode(text);
  }

  /** Orders by text, code unit by code unit: the order of a manifest. */
  @Override
  public int compareTo(ArtifactPath other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  private static void checkBytes(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a path must not be empty");
    }
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          Text.format("a path has at most %d bytes, not %d", MAX_BYTES, bytes.length));
    }
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i < bytes.length && bytes[i] == 0) {
        throw new IllegalArgumentException("a path must not hold NUL");
      }
      if (i == bytes.length || bytes[i] == '/') {
        checkName(bytes, start, i);
        start = i + 1;
      }
    }
  }

  private static void checkName(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length == 0) {
      throw new IllegalArgumentException(
          start == 0 ? "a path must not be absolute" : "a path must not hold an empty name");
    }
    if (length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          Text.format("a name has at most %d bytes, not %d", MAX_NAME_BYTES, length));
    }
    boolean dots = bytes[start] == '.' && (length == 1 || (length == 2 && bytes[start + 1] == '.'));
    if (dots) {
      throw new IllegalArgumentException("a path must not hold '.' or '..'");
    }
  }
}
