// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import dev.sbomlock.compiler.problem.ContentProblems;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Files of the content that tell who owns others; an image's reader keeps their bytes. */
public final class PackageFiles {

  /** A database of a hundred thousand packages. */
  static final int MAX_SIZE = 256 << 20;

  private static final String DPKG = "var/lib/dpkg/";

  private PackageFiles() {}

  /** Whether a package database may be read from that file. */
  public static boolean holds(ArtifactPath path) {
    String text = path.text();
    return text.startsWith(DPKG)
        || ApkDatabase.PLACES.contains(text)
        || RpmDatabase.isPart(text)
        || PythonRecords.isPart(text)
        || NpmPackages.isPart(text);
  }

  /** The lines of a file, one character a byte, since names are bytes; none when it is absent. */
  static List<String> lines(ContentTree content, String file) throws RejectedException {
    Optional<byte[]> bytes = content.read(new ArtifactPath(file), MAX_SIZE);
    if (bytes.isEmpty()) {
      return List.of();
    }
    String text = new String(bytes.get(), StandardCharsets.ISO_8859_1);
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Arrays.asList(whole.split("\n", -1));
  }

  /**
   * The path that a database's name means, from a directory of the content.
   *
   * @param directory where relative names start, or empty for the root
   * @param name one character a byte
   * @throws IllegalArgumentException when it leads out of the root or is no path, with the reason
   */
  static ArtifactPath path(String directory, String name) {
    Deque<String> segments = new ArrayDeque<>();
    String whole = name.startsWith("/") || directory.isEmpty() ? name : directory + "/" + name;
    for (String segment : whole.split("/", -1)) {
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          throw new IllegalArgumentException("it leads out of the root");
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return ArtifactPath.ofBytes(String.join("/", segments).getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * A digest in base64, of either alphabet, with or without padding.
   *
   * @throws IllegalArgumentException when it is none, with the reason
   */
  static Digest base64(DigestAlgorithm algorithm, String text) {
    String standard = text.replace('-', '+').replace('_', '/');
    return Digest.of(algorithm, Base64.getDecoder().decode(standard));
  }

  static RejectedException malformed(String file, String fact) {
    return new RejectedException(ContentProblems.malformedDatabase(file, fact));
  }
}
