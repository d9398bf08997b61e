// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomBuilder;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads SPDX 2.2 and 2.3 JSON (ISO/IEC 5962): packages, files, checksums, and who contains whom.
 *
 * <p>Only {@code CONTAINS}, {@code CONTAINED_BY} and {@code hasFiles} own a file. {@code OTHER}
 * with the comment "evident-by" says where a package was seen, which is not ownership.
 */
public final class SpdxReader {

  private static final Set<String> VERSIONS = new TreeSet<>(Set.of("SPDX-2.2", "SPDX-2.3"));

  private final String place;
  private final SbomBuilder sbom;
  private final List<SpdxElement> packages = new ArrayList<>();
  private final List<SpdxElement> files = new ArrayList<>();
  private final List<Containment> containments = new ArrayList<>();
  private final Set<String> described = new TreeSet<>();
  private String version = "";
  private String documentName = "";

  private SpdxReader(String place) {
    this.place = place;
    this.sbom = new SbomBuilder(place);
  }

  /**
   * Reads a document.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException with all that is wrong with it
   */
  public static Sbom read(byte[] document, String place) throws RejectedException {
    SpdxReader reader = new SpdxReader(place);
    try {
      JsonCursor.document(document, reader::document);
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, place));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    return reader.result();
  }

  private void document(JsonCursor json) throws IOException {
    json.object(
        name -> {
          switch (name) {
            case "spdxVersion" -> version = json.text();
            case "name" -> documentName = json.text();
            case "documentDescribes" -> json.array(() -> described.add(json.text()));
            case "packages" -> json.array(() -> packages.add(element(json, "name")));
            case "files" -> json.array(() -> files.add(element(json, "fileName")));
            case "relationships" -> json.array(() -> relationship(json));
            default -> json.skip();
          }
        });
  }

  private SpdxElement element(JsonCursor json, String nameKey) throws IOException {
    SpdxElement element = new SpdxElement();
    json.object(
        name -> {
          if (name.equals(nameKey)) {
            element.name = json.text();
            return;
          }
          switch (name) {
            case "SPDXID" -> element.id = json.text();
            case "versionInfo" -> element.version = json.text();
            case "externalRefs" -> json.array(() -> externalReference(json, element));
            case "checksums" -> json.array(() -> element.digests.add(checksum(json)));
            case "hasFiles" -> json.array(() -> element.files.add(json.text()));
            default -> json.skip();
          }
        });
    return element;
  }

  private static void externalReference(JsonCursor json, SpdxElement element) throws IOException {
    String[] found = {"", ""};
    json.object(
        name -> {
          switch (name) {
            case "referenceType" -> found[0] = json.text();
            case "referenceLocator" -> found[1] = json.text();
            default -> json.skip();
          }
        });
    if (found[0].equals("purl")) {
      element.purl = found[1];
    }
  }

  private static StatedDigest checksum(JsonCursor json) throws IOException {
    String[] found = {"", ""};
    json.object(
        name -> {
          switch (name) {
            case "algorithm" -> found[0] = json.text();
            case "checksumValue" -> found[1] = json.text();
            default -> json.skip();
          }
        });
    return new StatedDigest(found[0], found[1]);
  }

  private void relationship(JsonCursor json) throws IOException {
    String[] found = {"", "", ""};
    json.object(
        name -> {
          switch (name) {
            case "spdxElementId" -> found[0] = json.text();
            case "relationshipType" -> found[1] = json.text();
            case "relatedSpdxElement" -> found[2] = json.text();
            default -> json.skip();
          }
        });
    switch (found[1]) {
      case "CONTAINS" -> containments.add(new Containment(found[0], found[2]));
      case "CONTAINED_BY" -> containments.add(new Containment(found[2], found[0]));
      case "DESCRIBES" -> described.add(found[2]);
      case "DESCRIBED_BY" -> described.add(found[0]);
      default -> {
        // No other relationship tells who owns a file.
      }
    }
  }

  private Sbom result() throws RejectedException {
    if (!VERSIONS.contains(version)) {
      throw new RejectedException(
          CompilerProblems.unsupportedVersion(place, version, String.join(", ", VERSIONS)));
    }
    Map<String, Integer> componentById = new HashMap<>();
    for (SpdxElement element : packages) {
      int index =
          sbom.component(element.purl, element.name, element.version, element.digests, List.of());
      requireUniqueId(componentById.put(element.id, index), element.id);
      element.files.forEach(file -> containments.add(new Containment(element.id, file)));
    }
    Map<String, Set<Integer>> ownersById = ownersById(componentById);
    Map<String, SpdxElement> fileById = new HashMap<>();
    for (SpdxElement file : files) {
      requireUniqueId(fileById.put(file.id, file), file.id);
      sbom.file(file.name, file.digests, ownersById.getOrDefault(file.id, Set.of()));
    }
    return sbom.build(version.replace("SPDX-", "SPDX ") + " JSON", subjectName());
  }

  private void requireUniqueId(@Nullable Object before, String id) {
    if (before != null) {
      sbom.problem(
          CompilerProblems.malformedDocument(place, "the SPDXID '" + id + "' stands twice"));
    }
  }

  private Map<String, Set<Integer>> ownersById(Map<String, Integer> componentById) {
    Map<String, Set<Integer>> owners = new HashMap<>();
    for (Containment containment : containments) {
      Integer owner = componentById.get(containment.container);
      if (owner != null) {
        owners.computeIfAbsent(containment.contained, id -> new TreeSet<>()).add(owner);
      }
    }
    return owners;
  }

  /** The name of what the document describes; the document's own name when that is not clear. */
  private String subjectName() {
    return packages.stream()
        .filter(element -> described.size() == 1 && described.contains(element.id))
        .map(element -> element.name)
        .findFirst()
        .orElse(documentName);
  }

  /** One package or file as it stands in the document; keys come in any order. */
  private static final class SpdxElement {
    private String id = "";
    private String name = "";
    private String version = "";
    private String purl = "";
    private final List<StatedDigest> digests = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
  }

  private record Containment(String container, String contained) {}
}
