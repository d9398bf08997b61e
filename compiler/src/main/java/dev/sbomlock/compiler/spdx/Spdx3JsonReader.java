// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.json.JsonCursor;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads SPDX 3.0, 3.0.0 and 3.0.1 JSON-LD, as plain JSON: its one context gives every key its one
 * meaning (SPDX 3.0.1, annex on serialization). Only {@code contains} owns a file.
 */
public final class Spdx3JsonReader implements SbomParser<JsonCursor> {

  private static final Set<String> VERSIONS = Set.of("SPDX-3.0", "SPDX-3.0.0", "SPDX-3.0.1");
  private static final Pattern CONTEXT =
      Pattern.compile("https://spdx\\.org/rdf/(3\\.0(?:\\.[01])?)/spdx-context\\.jsonld");

  private final SpdxDocument document;
  private final Set<String> versions = new TreeSet<>();
  private final Map<String, StatedDigest> sharedDigests = new HashMap<>();
  private final List<Spdx3Element> waiting = new ArrayList<>();
  private final Map<String, List<String>> rootsById = new TreeMap<>();
  private String context = "";

  /** A reader for the document called {@code place} in diagnostics. */
  public Spdx3JsonReader(String place) {
    this.document = new SpdxDocument(place, "JSON-LD", VERSIONS);
  }

  @Override
  public void take(JsonCursor json) throws IOException {
    json.object(
        name -> {
          switch (name) {
            case "@context" -> context = json.text();
            case "@graph" -> json.array(() -> add(element(json)));
            case "bomFormat", "spdxVersion" -> {
              problem("it says both by '@graph' and by '" + name + "' what format it has");
              json.skip();
            }
            default -> json.skip();
          }
        });
    for (Spdx3Element element : waiting) {
      element.addDigests(sharedDigests, this::problem);
      addNow(element);
    }
  }

  @Override
  public Sbom result() throws RejectedException {
    Matcher matcher = CONTEXT.matcher(context);
    if (!matcher.matches()) {
      // Another context could give the same keys another meaning.
      problem("its '@context' is '" + context + "', not that of SPDX 3.0");
    } else {
      versions.add(matcher.group(1));
    }
    if (versions.size() > 1) {
      document
          .builder()
          .problem(
              SbomProblems.ambiguousFormat(
                  document.place(), "@context", "specVersion' " + String.join(", ", versions)));
    }
    document.version = versions.isEmpty() ? "" : "SPDX-" + versions.iterator().next();
    // The document's root is an SBOM, whose root is what it is about.
    document.described().stream()
        .toList()
        .forEach(
            root -> {
              List<String> below = rootsById.get(root);
              if (below != null) {
                document.described().remove(root);
                below.forEach(document::describes);
              }
            });
    return document.result();
  }

  private Spdx3Element element(JsonCursor json) throws IOException {
    Spdx3Element element = new Spdx3Element();
    json.object(
        name -> {
          switch (name) {
            case "type", "@type" -> element.type = json.text();
            case "spdxId", "@id" -> element.spdx.id = json.text();
            case "name" -> element.spdx.name = json.text();
            case "specVersion" -> element.specVersion = json.text();
            case "software_packageVersion" -> element.spdx.version = json.text();
            case "software_packageUrl" -> element.spdx.purl = json.text();
            case "software_fileKind" -> element.fileKind = json.text();
            case "externalIdentifier" -> json.array(() -> externalIdentifier(json, element));
            case "verifiedUsing" -> json.array(() -> verification(json, element));
            case "algorithm" -> element.algorithm = json.text();
            case "hashValue" -> element.hashValue = json.text();
            case "from" -> element.from = json.text();
            case "relationshipType" -> element.relationshipType = json.text();
            case "to" -> texts(json, element.to);
            case "rootElement" -> texts(json, element.roots);
            default -> json.skip();
          }
        });
    return element;
  }

  private static void texts(JsonCursor json, List<String> texts) throws IOException {
    if (json.isArray()) {
      json.array(() -> texts.add(json.text()));
    } else {
      texts.add(json.text());
    }
  }

  private static void externalIdentifier(JsonCursor json, Spdx3Element element) throws IOException {
    String[] found = json.texts("externalIdentifierType", "identifier");
    if (found[0].equals("packageUrl") && element.spdx.purl.isEmpty()) {
      element.spdx.purl = found[1];
    }
  }

  private static void verification(JsonCursor json, Spdx3Element element) throws IOException {
    if (!json.isObject()) {
      element.digestIds.add(json.text());
      return;
    }
    Spdx3Element hash = new Spdx3Element();
    String[] found = json.texts("type", "@type", "algorithm", "hashValue");
    hash.type = found[0] + found[1];
    if (hash.type.equals("Hash")) {
      element.spdx.digests.add(new StatedDigest(found[2], found[3]));
    }
  }

  private void add(Spdx3Element element) throws OverLimitException {
    if (element.digestIds.isEmpty()) {
      addNow(element);
    } else {
      waiting.add(element);
    }
  }

  private void addNow(Spdx3Element element) throws OverLimitException {
    switch (element.type) {
      case "software_Package" -> document.addPackage(element.spdx);
      case "software_File" -> {
        if (!element.fileKind.equals("directory")) {
          document.addFile(element.spdx);
        }
      }
      case "Relationship", "LifecycleScopedRelationship" -> {
        if (element.relationshipType.equals("contains")) {
          for (String to : element.to) {
            document.relationship(element.from, "CONTAINS", to);
          }
        }
      }
      case "SpdxDocument" -> {
        document.documentName = element.spdx.name;
        element.roots.forEach(document::describes);
      }
      case "software_Sbom", "Bom" -> rootsById.put(element.spdx.id, element.roots);
      case "CreationInfo" -> versions.add(element.specVersion);
      case "Hash" ->
          sharedDigests.put(
              element.spdx.id, new StatedDigest(element.algorithm, element.hashValue));
      default -> {
        // No other element says what files there are.
      }
    }
  }

  private void problem(String fact) {
    document.builder().problem(CompilerProblems.malformedDocument(document.place(), fact));
  }
}
