// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.cyclonedx;

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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads CycloneDX JSON 1.2 to 1.7 (ECMA-424): components and their nested ones, files, digests.
 *
 * <p>A component of type {@code file} is a file, its name the path; the component it is nested in
 * owns it. What a digest of any other component covers is undefined, so it stays the component's.
 */
public final class CycloneDxReader {

  private static final Set<String> VERSIONS =
      new TreeSet<>(Set.of("1.2", "1.3", "1.4", "1.5", "1.6", "1.7"));

  private final String place;
  private final SbomBuilder sbom;
  private String specVersion = "";
  private String subjectName = "";

  private CycloneDxReader(String place) {
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
    CycloneDxReader reader = new CycloneDxReader(place);
    try {
      JsonCursor.document(document, reader::bom);
    } catch (JacksonException e) {
      throw new RejectedException(StrictJson.explain(e, place));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    return reader.result();
  }

  private Sbom result() throws RejectedException {
    if (!VERSIONS.contains(specVersion)) {
      throw new RejectedException(
          CompilerProblems.unsupportedVersion(
              place, "CycloneDX " + specVersion, String.join(", ", VERSIONS)));
    }
    return sbom.build("CycloneDX " + specVersion + " JSON", subjectName);
  }

  private void bom(JsonCursor json) throws IOException {
    json.object(
        name -> {
          switch (name) {
            case "specVersion" -> specVersion = json.text();
            case "metadata" -> metadata(json);
            case "components" -> components(json).forEach(this::add);
            default -> json.skip();
          }
        });
  }

  private void metadata(JsonCursor json) throws IOException {
    json.optionalObject(
        name -> {
          if (!name.equals("component")) {
            json.skip();
            return;
          }
          // The subject itself is no part of the content; what is nested in it is.
          CycloneDxComponent subject = component(json);
          subjectName = subject.name;
          subject.children.forEach(this::add);
        });
  }

  private List<CycloneDxComponent> components(JsonCursor json) throws IOException {
    List<CycloneDxComponent> components = new ArrayList<>();
    json.array(() -> components.add(component(json)));
    return components;
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
            case "hashes" -> json.array(() -> component.digests.add(digest(json)));
            case "evidence" -> evidence(json, component.locations);
            case "components" -> component.children.addAll(components(json));
            default -> json.skip();
          }
        });
    return component;
  }

  private static StatedDigest digest(JsonCursor json) throws IOException {
    String[] found = {"", ""};
    json.object(
        name -> {
          switch (name) {
            case "alg" -> found[0] = json.text();
            case "content" -> found[1] = json.text();
            default -> json.skip();
          }
        });
    return new StatedDigest(found[0], found[1]);
  }

  private static void evidence(JsonCursor json, List<String> locations) throws IOException {
    json.optionalObject(
        name -> {
          if (name.equals("occurrences")) {
            json.array(() -> occurrence(json, locations));
          } else {
            json.skip();
          }
        });
  }

  private static void occurrence(JsonCursor json, List<String> locations) throws IOException {
    json.object(
        name -> {
          if (name.equals("location")) {
            locations.add(json.text());
          } else {
            json.skip();
          }
        });
  }

  private void add(CycloneDxComponent component) {
    add(component, Set.of());
  }

  private void add(CycloneDxComponent component, Set<Integer> parents) {
    Set<Integer> owners = parents;
    boolean file = component.type.equals("file");
    if (!file || !component.purl.isEmpty()) {
      owners =
          Set.of(
              sbom.component(
                  component.purl,
                  component.name,
                  component.version,
                  file ? List.of() : component.digests,
                  component.locations));
    }
    if (file) {
      sbom.file(component.name, component.digests, owners);
    }
    for (CycloneDxComponent child : component.children) {
      add(child, owners);
    }
  }

  /** One component as it stands in the document; keys come in any order. */
  private static final class CycloneDxComponent {
    private String type = "";
    private String name = "";
    private String version = "";
    private String purl = "";
    private final List<StatedDigest> digests = new ArrayList<>();
    private final List<String> locations = new ArrayList<>();
    private final List<CycloneDxComponent> children = new ArrayList<>();
  }
}
