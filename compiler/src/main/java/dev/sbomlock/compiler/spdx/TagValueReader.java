// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.intake.LineReader;
import dev.sbomlock.compiler.intake.MalformedTextException;
import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads SPDX 2.2 and 2.3 tag-value text: a line a field, {@code <text>} around what takes several.
 *
 * <p>A file belongs to the package whose section it follows (SPDX 2.3, clause 8.1).
 */
public final class TagValueReader implements SbomParser<InputStream> {

  private static final String TEXT = "<text>";
  private static final String TEXT_END = "</text>";

  /** What stands at most once in its section, of what is read. */
  private static final Set<String> ONCE =
      Set.of("SPDXVersion", "DocumentName", "SPDXID", "PackageVersion");

  /** All tags that {@link #tag} and {@link #value} know. */
  private static final byte[][] READ =
      Stream.of(
              "SPDXVersion",
              "DocumentName",
              "SPDXID",
              "PackageName",
              "PackageVersion",
              "PackageChecksum",
              "FileName",
              "FileChecksum",
              "ExternalRef",
              "Relationship",
              "SnippetSPDXID",
              "SnippetSPDXIdentifier",
              "LicenseID")
          .map(tag -> tag.getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private static final byte[] TEXT_BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TEXT_END_BYTES = TEXT_END.getBytes(StandardCharsets.US_ASCII);

  private static final String BLANK = " \t\n\u000b\f\r";
  private static final Pattern BLANKS = Pattern.compile("[" + BLANK + "]+");
  private static final byte DELETE = 0x7f;

  private final SpdxDocument document;
  private final Set<String> seen = new HashSet<>();
  private Section section = Section.DOCUMENT;
  private SpdxElement element = new SpdxElement();
  private String packageId = "";

  /** A reader for the document called {@code place} in diagnostics. */
  public TagValueReader(String place) {
    this.document = new SpdxDocument(place, "tag-value", SpdxJsonReader.VERSIONS);
  }

  @Override
  public void take(InputStream in) throws IOException {
    LineReader lines = new LineReader(in);
    while (lines.advance()) {
      if (isPassedOver(lines)) {
        continue;
      }
      String line = lines.text();
      boolean marked = lines.number() == 1 && line.startsWith("\ufeff");
      String field = marked ? line.substring(1) : line;
      if (!field.isBlank() && field.charAt(0) != '#') {
        field(field, lines);
      }
    }
    endSection();
  }

  @Override
  public Sbom result() throws RejectedException {
    return document.result();
  }

  /** Whether the current line is empty or has a tag that nobody asks for, as half of them have. */
  private static boolean isPassedOver(LineReader lines) {
    int colon = 0;
    while (colon < lines.length() && isAlphanumeric((char) lines.at(colon))) {
      colon++;
    }
    if (colon == lines.length() || colon == 0 || lines.at(colon) != ':') {
      return lines.length() == 0;
    }
    for (byte[] tag : READ) {
      if (tag.length == colon && lines.holds(tag, 0)) {
        return false;
      }
    }
    int value = colon + 1;
    while (value < lines.length() && lines.at(value) == ' ') {
      value++;
    }
    if (value == lines.length()) {
      return true;
    }
    byte first = lines.at(value);
    return first == '<' ? isWholeText(lines, value) : first > ' ' && first < DELETE;
  }

  /** Whether a text starts there and ends with the line: others are followed to their end. */
  private static boolean isWholeText(LineReader lines, int start) {
    return lines.holds(TEXT_BYTES, start)
        && lines.find(TEXT_END_BYTES, start) == lines.length() - TEXT_END_BYTES.length;
  }

  private void field(String line, LineReader lines) throws IOException {
    int colon = line.indexOf(':');
    if (!isTag(line, colon)) {
      throw new MalformedTextException(
          "SPDX tag-value", Text.format("no tag stands in line %d", lines.number()));
    }
    String value = line.substring(colon + 1).strip();
    if (value.startsWith(TEXT)) {
      value = text(value, lines);
    }
    tag(line.substring(0, colon), value);
  }

  private static boolean isTag(String line, int colon) {
    for (int i = 0; i < colon; i++) {
      if (!isAlphanumeric(line.charAt(i))) {
        return false;
      }
    }
    return colon > 0;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String text(String start, LineReader lines) throws IOException {
    long number = lines.number();
    StringBuilder text = new StringBuilder(start.substring(TEXT.length()));
    int end = text.indexOf(TEXT_END);
    while (end < 0) {
      String line = lines.next();
      if (line == null) {
        throw new MalformedTextException(
            "SPDX tag-value", Text.format("the text that starts in line %d has no end", number));
      }
      int searched = text.length();
      text.append('\n').append(line);
      if (text.length() > LineReader.MAX_LINE) {
        throw new OverLimitException(
            Text.format("a text has more than %d characters", LineReader.MAX_LINE));
      }
      end = text.indexOf(TEXT_END, searched);
    }
    if (end + TEXT_END.length() != text.length()) {
      throw new MalformedTextException(
          "SPDX tag-value",
          Text.format("something follows the end of the text in line %d", lines.number()));
    }
    return text.substring(0, end);
  }

  private void tag(String tag, String value) throws IOException {
    switch (tag) {
      case "PackageName" -> start(Section.PACKAGE, value);
      case "FileName" -> start(Section.FILE, value);
      case "SnippetSPDXID", "SnippetSPDXIdentifier", "LicenseID" -> start(Section.OTHER, "");
      case "Relationship" -> relationship(value);
      default -> {
        if (ONCE.contains(tag) && !seen.add(tag)) {
          document
              .builder()
              .problem(
                  SbomProblems.repeatedField(document.place(), tag, "the section of " + owner()));
        }
        value(tag, value);
      }
    }
  }

  private void value(String tag, String value) throws MalformedTextException {
    switch (tag) {
      case "SPDXVersion" -> document.version = value;
      case "DocumentName" -> document.documentName = value;
      case "SPDXID" -> element.id = value;
      case "PackageVersion" -> element.version = value;
      case "PackageChecksum", "FileChecksum" -> element.digests.add(checksum(value));
      case "ExternalRef" -> {
        String[] words = BLANKS.split(value, 3);
        if (words.length == 3) {
          element.externalReference(words[1], words[2]);
        }
      }
      default -> {
        // Says nothing about files and who owns them.
      }
    }
  }

  private String owner() {
    return section == Section.DOCUMENT ? "the document" : "'" + element.name + "'";
  }

  private static StatedDigest checksum(String value) throws MalformedTextException {
    int colon = value.indexOf(':');
    if (colon < 0) {
      throw new MalformedTextException(
          "SPDX tag-value", Text.format("the checksum '%s' names no algorithm", value));
    }
    return new StatedDigest(value.substring(0, colon).strip(), value.substring(colon + 1).strip());
  }

  /** Takes three words; what has more says something else, such as where a file comes from. */
  private void relationship(String value) throws OverLimitException {
    StringTokenizer words = new StringTokenizer(value, BLANK);
    if (words.countTokens() == 3) {
      document.relationship(words.nextToken(), words.nextToken(), words.nextToken());
    }
  }

  private void start(Section next, String name) throws OverLimitException {
    endSection();
    section = next;
    element = new SpdxElement();
    element.name = name;
    seen.clear();
  }

  private void endSection() throws OverLimitException {
    switch (section) {
      case PACKAGE -> {
        document.addPackage(element);
        packageId = element.id;
      }
      case FILE -> {
        document.addFile(element);
        if (!packageId.isEmpty()) {
          document.relationship(packageId, "CONTAINS", element.id);
        }
      }
      case DOCUMENT, OTHER -> {
        // Holds no file.
      }
    }
  }

  private enum Section {
    DOCUMENT,
    PACKAGE,
    FILE,
    OTHER
  }
}
