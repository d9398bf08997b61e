// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** Reads SPDX 2.2 and 2.3 RDF/XML: what {@link SpdxJsonReader} reads of JSON, as a graph. */
public final class SpdxRdfReader implements SbomParser<InputStream> {

  private static final String TERMS = "http://spdx.org/rdf/terms#";

  private static final Set<String> READ =
      Set.of(
          "specVersion",
          "name",
          "fileName",
          "versionInfo",
          "checksum",
          "algorithm",
          "checksumValue",
          "externalRef",
          "referenceType",
          "referenceLocator",
          "relationship",
          "relationshipType",
          "relatedSpdxElement",
          "hasFile",
          "describesPackage");

  private final SpdxDocument document;
  private final RdfGraph graph = new RdfGraph(TERMS, READ);

  /** A reader for the document called {@code place} in diagnostics. */
  public SpdxRdfReader(String place) {
    this.document = new SpdxDocument(place, "RDF", SpdxJsonReader.VERSIONS);
  }

  @Override
  public void take(InputStream in) throws IOException {
    graph.read(in);
    for (RdfGraph.Node node : graph.nodes()) {
      switch (node.type()) {
        case "SpdxDocument" -> document(node);
        case "Package" -> document.addPackage(element(node, "name"));
        case "File" -> document.addFile(element(node, "fileName"));
        default -> {
          // Reached from these, or of no use.
        }
      }
    }
  }

  @Override
  public Sbom result() throws RejectedException {
    return document.result();
  }

  private void document(RdfGraph.Node node) throws OverLimitException {
    if (!document.version.isEmpty()) {
      document
          .builder()
          .problem(SbomProblems.repeatedField(document.place(), "SpdxDocument", "the graph"));
    }
    document.version = one(node, "specVersion");
    document.documentName = one(node, "name");
    node.values("describesPackage").forEach(document::describes);
    relationships(node);
  }

  private SpdxElement element(RdfGraph.Node node, String nameKey) throws OverLimitException {
    SpdxElement element = new SpdxElement();
    element.id = node.id();
    element.name = one(node, nameKey);
    element.version = one(node, "versionInfo");
    for (String id : node.values("checksum")) {
      RdfGraph.Node checksum = graph.node(id);
      element.digests.add(
          new StatedDigest(
              afterLast('_', one(checksum, "algorithm")), one(checksum, "checksumValue")));
    }
    for (String id : node.values("externalRef")) {
      RdfGraph.Node reference = graph.node(id);
      element.externalReference(
          afterLast('/', one(reference, "referenceType")), one(reference, "referenceLocator"));
    }
    node.values("hasFile").forEach(element::file);
    relationships(node);
    return element;
  }

  private void relationships(RdfGraph.Node from) throws OverLimitException {
    for (String id : from.values("relationship")) {
      RdfGraph.Node relationship = graph.node(id);
      String type =
          switch (afterLast('_', one(relationship, "relationshipType"))) {
            case "contains" -> "CONTAINS";
            case "containedBy" -> "CONTAINED_BY";
            case "describes" -> "DESCRIBES";
            case "describedBy" -> "DESCRIBED_BY";
            default -> "";
          };
      for (String to : relationship.values("relatedSpdxElement")) {
        document.relationship(from.id(), type, to);
      }
    }
  }

  private String one(RdfGraph.Node node, String property) {
    List<String> values = node.values(property);
    if (values.size() > 1) {
      document
          .builder()
          .problem(SbomProblems.repeatedField(document.place(), property, "'" + node.id() + "'"));
    }
    return values.isEmpty() ? "" : values.get(0);
  }

  private static String afterLast(char separator, String name) {
    return name.substring(name.lastIndexOf(separator) + 1);
  }
}
