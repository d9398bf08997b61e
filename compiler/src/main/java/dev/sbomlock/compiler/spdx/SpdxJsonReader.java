// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.Set;

/** Reads SPDX 2.2 and 2.3 JSON (ISO/IEC 5962): packages, files, checksums, who contains whom. */
public final class SpdxJsonReader implements SbomParser<JsonCursor> {

  static final Set<String> VERSIONS = Set.of("SPDX-2.2", "SPDX-2.3");

  private final SpdxDocument document;

  /**
   * A reader for the document called {@code place} in diagnostics.
   *
   * @param syntax {@code JSON}, or what else has its data model
   */
  public SpdxJsonReader(String place, String syntax) {
    this.document = new SpdxDocument(place, syntax, VERSIONS);
  }

  @Override
  public void take(JsonCursor json) throws IOException {
    json.object(
        name -> {
          switch (name) {
            case "spdxVersion" -> document.version = json.text();
            case "name" -> document.documentName = json.text();
            case "documentDescribes" -> json.array(() -> document.describes(json.text()));
            case "packages" -> json.array(() -> document.addPackage(element(json, "name")));
            case "files" -> json.array(() -> document.addFile(element(json, "fileName")));
            case "relationships" -> json.array(() -> relationship(json));
            case "bomFormat", "@graph" -> {
              document
                  .builder()
                  .problem(SbomProblems.ambiguousFormat(document.place(), "spdxVersion", name));
              json.skip();
            }
            default -> json.skip();
          }
        });
  }

  @Override
  public Sbom result() throws RejectedException {
    return document.result();
  }

  private static SpdxElement element(JsonCursor json, String nameKey) throws IOException {
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
            case "hasFiles" -> json.array(() -> element.file(json.text()));
            default -> json.skip();
          }
        });
    return element;
  }

  private static void externalReference(JsonCursor json, SpdxElement element) throws IOException {
    String[] found = json.texts("referenceType", "referenceLocator");
    element.externalReference(found[0], found[1]);
  }

  private static StatedDigest checksum(JsonCursor json) throws IOException {
    String[] found = json.texts("algorithm", "checksumValue");
    return new StatedDigest(found[0], found[1]);
  }

  private void relationship(JsonCursor json) throws IOException {
    String[] found = json.texts("spdxElementId", "relationshipType", "relatedSpdxElement");
    document.relationship(found[0], found[1], found[2]);
  }
}
