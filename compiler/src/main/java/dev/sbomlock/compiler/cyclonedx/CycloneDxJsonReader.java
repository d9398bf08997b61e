// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.cyclonedx;

import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;

/** Reads CycloneDX JSON 1.2 to 1.7 (ECMA-424): components and their nested ones, files, digests. */
public final class CycloneDxJsonReader implements SbomParser<JsonCursor> {

  private final String place;
  private final CycloneDxBom bom;
  private String bomFormat = "";

  /** A reader for the document called {@code place} in diagnostics. */
  public CycloneDxJsonReader(String place) {
    this.place = place;
    this.bom = new CycloneDxBom(place, "JSON");
  }

  @Override
  public void take(JsonCursor json) throws IOException {
    json.object(
        name -> {
          switch (name) {
            case "bomFormat" -> bomFormat = json.text();
            case "specVersion" -> bom.specVersion = json.text();
            case "metadata" -> metadata(json);
            case "components" -> json.array(() -> bom.add(component(json)));
            case "spdxVersion", "@graph" -> {
              bom.builder().problem(SbomProblems.ambiguousFormat(place, "bomFormat", name));
              json.skip();
            }
            default -> json.skip();
          }
        });
  }

  @Override
  public Sbom result() throws RejectedException {
    if (!bomFormat.equals("CycloneDX")) {
      bom.builder()
          .problem(
              CompilerProblems.malformedDocument(
                  place, "its 'bomFormat' is '" + bomFormat + "', not 'CycloneDX'"));
    }
    return bom.result();
  }

  private void metadata(JsonCursor json) throws IOException {
    json.optionalObject(
        name -> {
          if (name.equals("component")) {
            bom.subject(component(json));
          } else {
            json.skip();
          }
        });
  }

  private CycloneDxComponent component(JsonCursor json) throws IOException {
    CycloneDxComponent component = new CycloneDxComponent();
    json.object(
        name -> {
          switch (name) {
            case "type" -> component.type = json.text();
            case "name" -> component.name = json.text();
            case "version" -> component.version = json.text();
            case "purl" -> component.purl = json.text();
            case "hashes" -> json.array(() -> component.digest(digest(json)));
            case "evidence" -> evidence(json, component);
            case "properties" -> json.array(() -> property(json, component));
            case "components" -> json.array(() -> component.child(component(json)));
            default -> json.skip();
          }
        });
    return component;
  }

  private static StatedDigest digest(JsonCursor json) throws IOException {
    String[] found = json.texts("alg", "content");
    return new StatedDigest(found[0], found[1]);
  }

  private static void evidence(JsonCursor json, CycloneDxComponent component) throws IOException {
    json.optionalObject(
        name -> {
          if (name.equals("occurrences")) {
            json.array(() -> component.location(json.texts("location")[0]));
          } else {
            json.skip();
          }
        });
  }

  private static void property(JsonCursor json, CycloneDxComponent component) throws IOException {
    String[] found = json.texts("name", "value");
    component.property(found[0], found[1]);
  }
}
