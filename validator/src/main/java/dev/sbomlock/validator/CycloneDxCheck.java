// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sbomlock.validator.SbomValidator.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Validator;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.cyclonedx.parsers.XmlParser;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** CycloneDX against its JSON schemas and XML schemas, by cyclonedx-core-java. */
final class CycloneDxCheck {

  private static final String NAME = "CycloneDX";
  private static final String NAMESPACE = "http://cyclonedx.org/schema/bom/";

  // The library's own parser takes the last of two equal keys, and whatever follows the document.
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CycloneDxCheck() {}

  static Verdict json(byte[] document) throws UnknownVersionException {
    try {
      JsonNode tree = STRICT.readTree(document);
      String stated = tree.path("specVersion").asText();
      Version version =
          known(candidate -> candidate.getVersionString().equals(stated))
              // Versions before have no form in JSON.
              .filter(candidate -> candidate.compareTo(Version.VERSION_12) >= 0)
              .orElseThrow(() -> new UnknownVersionException(NAME + " " + stated));
      return verdict(
          version,
          new JsonParser()
              .getJsonSchema(version, STRICT).validate(tree).stream()
                  .map(error -> "'" + error.getInstanceLocation() + "' " + error.getMessage())
                  .toList());
    } catch (JacksonException e) {
      return new Verdict(NAME + " in JSON", List.of(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  static Verdict xml(byte[] document) throws UnknownVersionException {
    try {
      String namespace = namespace(document);
      Version version =
          known(candidate -> candidate.getNamespace().equals(namespace))
              .orElseThrow(
                  () -> new UnknownVersionException(NAME + " " + namespace.replace(NAMESPACE, "")));
      Complaints complaints = new Complaints();
      Validator validator = new XmlParser().getXmlSchema(version).newValidator();
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      validator.setErrorHandler(complaints);
      validator.validate(new StreamSource(new ByteArrayInputStream(document)));
      return verdict(version, complaints.all);
    } catch (XMLStreamException | SAXException e) {
      return new Verdict(NAME + " in XML", List.of(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static Optional<Version> known(Predicate<Version> meant) {
    return Arrays.stream(Version.values()).filter(meant).findFirst();
  }

  private static Verdict verdict(Version version, List<String> complaints) {
    return new Verdict(NAME + " " + version.getVersionString(), complaints);
  }

  /**
   * That of the outermost element. A document type could name files and hosts, so none is taken.
   */
  private static String namespace(byte[] document) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
    while (!reader.isStartElement()) {
      if (reader.next() == XMLStreamConstants.DTD) {
        throw new XMLStreamException(
            "it has a document type declaration, which the schema has not");
      }
    }
    return String.valueOf(reader.getNamespaceURI());
  }

  /** Everything that an XML schema has to say of a document, with the line. */
  private static final class Complaints implements ErrorHandler {

    private final List<String> all = new ArrayList<>();

    @Override
    public void warning(SAXParseException complaint) {
      error(complaint);
    }

    @Override
    public void error(SAXParseException complaint) {
      all.add("line " + complaint.getLineNumber() + ": " + complaint.getMessage());
    }

    @Override
    public void fatalError(SAXParseException complaint) throws SAXParseException {
      throw complaint;
    }
  }
}
