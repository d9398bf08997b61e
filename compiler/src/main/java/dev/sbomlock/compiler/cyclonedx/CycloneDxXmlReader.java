// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.cyclonedx;

import dev.sbomlock.compiler.intake.MalformedTextException;
import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomParser;
import dev.sbomlock.compiler.sbom.StatedDigest;
import dev.sbomlock.compiler.xml.XmlCursor;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/** Reads CycloneDX XML 1.2 to 1.7 (ECMA-424): what {@link CycloneDxJsonReader} reads of JSON. */
public final class CycloneDxXmlReader implements SbomParser<InputStream> {

  /** What stands at most once in its element; some of what is passed over may repeat. */
  private static final Set<String> READ =
      Set.of(
          "metadata",
          "component",
          "components",
          "name",
          "version",
          "purl",
          "hashes",
          "evidence",
          "occurrences",
          "location",
          "properties");

  private final String place;
  private final CycloneDxBom bom;
  private String namespace = "";

  /** A reader for the document called {@code place} in diagnostics. */
  public CycloneDxXmlReader(String place) {
    this.place = place;
    this.bom = new CycloneDxBom(place, "XML");
  }

  @Override
  public void take(InputStream document) throws IOException {
    XmlCursor xml = XmlCursor.of(document);
    namespace = xml.namespace();
    if (!namespace.startsWith(XmlCursor.CYCLONEDX) || !xml.name().equals("bom")) {
      throw new MalformedTextException("CycloneDX XML", "its outermost element is no 'bom'");
    }
    bom.specVersion = namespace.substring(XmlCursor.CYCLONEDX.length());
    fields(
        xml,
        "bom",
        name -> {
          switch (name) {
            case "metadata" -> metadata(xml);
            case "components" -> each(xml, "component", () -> bom.add(component(xml)));
            default -> xml.skip();
          }
        });
    xml.end();
  }

  @Override
  public Sbom result() throws RejectedException {
    return bom.result();
  }

  private void metadata(XmlCursor xml) throws IOException {
    fields(
        xml,
        "metadata",
        name -> {
          if (name.equals("component")) {
            bom.subject(component(xml));
          } else {
            xml.skip();
          }
        });
  }

  private CycloneDxComponent component(XmlCursor xml) throws IOException {
    CycloneDxComponent component = new CycloneDxComponent();
    component.type = xml.attribute("type");
    fields(
        xml,
        "a component",
        name -> {
          switch (name) {
            case "name" -> component.name = xml.text();
            case "version" -> component.version = xml.text();
            case "purl" -> component.purl = xml.text();
            case "hashes" -> each(xml, "hash", () -> component.digest(digest(xml)));
            case "evidence" -> evidence(xml, component);
            case "properties" -> each(xml, "property", () -> property(xml, component));
            case "components" -> each(xml, "component", () -> component.child(component(xml)));
            default -> xml.skip();
          }
        });
    return component;
  }

  private static StatedDigest digest(XmlCursor xml) throws IOException {
    String algorithm = xml.attribute("alg");
    return new StatedDigest(algorithm, xml.text());
  }

  private static void property(XmlCursor xml, CycloneDxComponent component) throws IOException {
    String name = xml.attribute("name");
    component.property(name, xml.text());
  }

  private void evidence(XmlCursor xml, CycloneDxComponent component) throws IOException {
    fields(
        xml,
        "evidence",
        name -> {
          if (name.equals("occurrences")) {
            each(xml, "occurrence", () -> occurrence(xml, component));
          } else {
            xml.skip();
          }
        });
  }

  private void occurrence(XmlCursor xml, CycloneDxComponent component) throws IOException {
    fields(
        xml,
        "an occurrence",
        name -> {
          if (name.equals("location")) {
            component.location(xml.text());
          } else {
            xml.skip();
          }
        });
  }

  /**
   * Takes an element whose children are named and stand once each; foreign ones are passed over.
   */
  private void fields(XmlCursor xml, String where, Field field) throws IOException {
    Set<String> seen = new HashSet<>();
    xml.children(
        () -> {
          if (!xml.namespace().equals(namespace)) {
            xml.skip();
            return;
          }
          String name = xml.name();
          if (READ.contains(name) && !seen.add(name)) {
            bom.builder().problem(SbomProblems.repeatedField(place, name, where));
          }
          field.take(name);
        });
  }

  /** Takes a list, all of whose elements are {@code name}. */
  private void each(XmlCursor xml, String name, XmlCursor.Child child) throws IOException {
    xml.children(
        () -> {
          if (!xml.namespace().equals(namespace)) {
            xml.skip();
            return;
          }
          if (!xml.name().equals(name)) {
            bom.builder()
                .problem(
                    CompilerProblems.malformedDocument(
                        place, "'" + xml.name() + "' stands where '" + name + "' is expected"));
            xml.skip();
            return;
          }
          child.take();
        });
  }

  private interface Field {
    void take(String name) throws IOException;
  }
}
