// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Hashing;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list of published checksums, as {@code sha256sum} writes and {@code sha256sum -c} reads it. */
final class ReleaseChecksums {

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([^\\p{Cntrl}]+)");

  private final String place;
  private final Map<String, Digest> byName;

  private ReleaseChecksums(String place, Map<String, Digest> byName) {
    this.place = place;
    this.byName = byName;
  }

  /**
   * Reads a list; blank lines and lines that begin with {@code #} are comments.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException C185 when a line is malformed or a name stands twice
   */
  static ReleaseChecksums parse(byte[] list, String place) throws RejectedException {
    Map<String, Digest> byName = new TreeMap<>();
    int number = 0;
    for (String line : new String(list, StandardCharsets.UTF_8).split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw malformed(place, Text.format("line %d is no checksum and name", number));
      }
      Digest digest = new Digest(DigestAlgorithm.SHA256, matcher.group(1));
      if (byName.put(matcher.group(2), digest) != null) {
        throw malformed(place, Text.format("'%s' stands twice", matcher.group(2)));
      }
    }
    return new ReleaseChecksums(place, byName);
  }

  /**
   * Compares files with the list.
   *
   * @param artifacts the names in the list of files
   * @throws RejectedException C186 for each that is not listed, C187 for each that differs
   */
  void requireMatches(Map<Path, String> artifacts) throws RejectedException {
    List<Diagnostic> problems = new ArrayList<>();
    for (Map.Entry<Path, String> artifact : artifacts.entrySet()) {
      Digest expected = byName.get(artifact.getValue());
      if (expected == null) {
        problems.add(IntotoProblems.releaseUnlisted(place, artifact.getValue()));
        continue;
      }
      Digest actual = sha256(artifact.getKey());
      if (!actual.equals(expected)) {
        problems.add(
            IntotoProblems.releaseDiffers(
                artifact.getKey().toString(), artifact.getValue(), expected, actual));
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
  }

  private static Digest sha256(Path file) throws RejectedException {
    MessageDigest digest = Hashing.sha256();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new RejectedException(
          CompilerProblems.unreadable(file.toString(), "reading failed: " + e));
    }
    return Digest.of(DigestAlgorithm.SHA256, digest.digest());
  }

  private static RejectedException malformed(String place, String fact) {
    return new RejectedException(IntotoProblems.malformedChecksums(place, fact));
  }
}
