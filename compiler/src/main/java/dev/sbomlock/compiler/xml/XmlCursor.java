// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.xml;

import dev.sbomlock.compiler.intake.MalformedTextException;
import dev.sbomlock.compiler.intake.NotUtf8Exception;
import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.intake.RefusedDocumentException;
import dev.sbomlock.compiler.intake.Utf8Stream;
import dev.sbomlock.compiler.problem.SbomProblems;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.MissingResourceException;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Moves through one document, element by element. A method that takes an element starts at its
 * start tag and ends at its end tag.
 */
public final class XmlCursor {

  /** What the namespaces of CycloneDX start with; the version follows. */
  public static final String CYCLONEDX = "http://cyclonedx.org/schema/bom/";

  /** The namespace of RDF's own syntax. */
  public static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

  /** Nested components are the deepest thing that SBOMs hold; real ones stay below 20. */
  private static final int MAX_DEPTH = 200;

  /** Licence texts, base64 attachments. */
  private static final int MAX_TEXT = 16 << 20;

  private static final XMLInputFactory FACTORY = factory();

  private final BudgetStream bytes;
  private final XMLStreamReader xml;
  private int depth = 1;

  private XmlCursor(BudgetStream bytes, XMLStreamReader xml) {
    this.bytes = bytes;
    this.xml = xml;
  }

  /**
   * A cursor at the outermost element; the stream is not closed.
   *
   * @throws IOException that of the stream, a {@link MalformedTextException}, or what is refused
   */
  public static XmlCursor of(InputStream in) throws IOException {
    BudgetStream bytes = new BudgetStream(new Utf8Stream(in), 2 * MAX_TEXT);
    try {
      XmlCursor cursor = new XmlCursor(bytes, FACTORY.createXMLStreamReader(bytes, "UTF-8"));
      String encoding = cursor.xml.getCharacterEncodingScheme();
      if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
        throw new MalformedTextException("XML", "it is declared to be " + encoding + ", not UTF-8");
      }
      int event = cursor.next();
      while (event != XMLStreamConstants.START_ELEMENT) {
        event = cursor.next();
      }
      return cursor;
    } catch (XMLStreamException e) {
      throw explain(e);
    }
  }

  // The JDK's own factory, whatever else is on the class path.
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are never read");
        });
    return factory;
  }

  /** The namespace of the element, or empty. */
  public String namespace() {
    return Optional.ofNullable(xml.getNamespaceURI()).orElse("");
  }

  /** The element's name without its prefix. */
  public String name() {
    return xml.getLocalName();
  }

  /** The attribute of that name and no namespace, or empty. */
  public String attribute(String name) {
    return Optional.ofNullable(xml.getAttributeValue("", name)).orElse("");
  }

  /** The attribute of that name and namespace, or empty. */
  public String attribute(String namespace, String name) {
    return Optional.ofNullable(xml.getAttributeValue(namespace, name)).orElse("");
  }

  /** Takes the attributes that have a namespace and are not RDF's own. */
  public void foreignAttributes(Attribute attribute) throws IOException {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String namespace = xml.getAttributeNamespace(i);
      if (namespace != null && !namespace.isEmpty() && !namespace.equals(RDF)) {
        attribute.take(namespace, xml.getAttributeLocalName(i), xml.getAttributeValue(i));
      }
    }
  }

  /** Takes the element's children; {@code child} takes each, {@link #skip} at the least. */
  public void children(Child child) throws IOException {
    content(child, false);
  }

  /** Takes the element's text, without white space around it; it has no children. */
  public String text() throws IOException {
    return content(
        () -> {
          throw malformed("an element stands where a text is expected");
        },
        true);
  }

  /** Takes the element's text, or its children where it has some; then the text is empty. */
  public String textOrChildren(Child child) throws IOException {
    boolean[] parent = {false};
    String text =
        content(
            () -> {
              parent[0] = true;
              child.take();
            },
            true);
    if (parent[0] && !text.isEmpty()) {
      throw malformed("text stands beside elements");
    }
    return text;
  }

  private String content(Child child, boolean keepsText) throws IOException {
    StringBuilder text = new StringBuilder(0);
    try {
      while (true) {
        switch (next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            if (++depth > MAX_DEPTH) {
              throw new OverLimitException(
                  Text.format("its elements nest more than %d deep", MAX_DEPTH));
            }
            child.take();
            depth--;
          }
          case XMLStreamConstants.END_ELEMENT -> {
            return text.toString().strip();
          }
          case XMLStreamConstants.CHARACTERS,
              XMLStreamConstants.CDATA,
              XMLStreamConstants.SPACE -> {
            if (keepsText) {
              append(text);
            }
          }
          default -> {
            // Comments and processing instructions say nothing.
          }
        }
      }
    } catch (XMLStreamException e) {
      throw explain(e);
    }
  }

  private void append(StringBuilder text) throws OverLimitException {
    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    if (text.length() > MAX_TEXT) {
      throw new OverLimitException(Text.format("a text has more than %d characters", MAX_TEXT));
    }
  }

  /** Passes over the element. */
  public void skip() throws IOException {
    children(this::skip);
  }

  /** Takes the end of the document: nothing follows the outermost element but comments. */
  public void end() throws IOException {
    try {
      int event = next();
      while (event != XMLStreamConstants.END_DOCUMENT) {
        event = next();
      }
    } catch (XMLStreamException e) {
      throw explain(e);
    }
  }

  /** A problem at the present place of the document. */
  public MalformedTextException malformed(String fact) {
    return new MalformedTextException(
        "XML", Text.format("%s (line %d)", fact, xml.getLocation().getLineNumber()));
  }

  private int next() throws XMLStreamException, IOException {
    bytes.renew();
    int event = step();
    if (event == XMLStreamConstants.DTD) {
      throw new RefusedDocumentException(SbomProblems::documentType);
    }
    if (event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw malformed("an entity is used that XML does not define");
    }
    return event;
  }

  // The JDK's parser throws MissingResourceException where it has no words for what it found in a
  // document type.
  private int step() throws XMLStreamException, IOException {
    try {
      return xml.next();
    } catch (MissingResourceException e) {
      throw malformed("it is not well-formed (" + e.getKey() + ")");
    }
  }

  /** The JDK's parser wraps what its stream throws. */
  private static IOException explain(XMLStreamException e) {
    Throwable cause = e.getNestedException() == null ? e.getCause() : e.getNestedException();
    if (cause instanceof OverLimitException
        || cause instanceof NotUtf8Exception
        || cause instanceof RefusedDocumentException) {
      return (IOException) cause;
    }
    String message = String.valueOf(e.getMessage());
    int last = message.lastIndexOf("Message: ");
    String fact = last < 0 ? message : message.substring(last + "Message: ".length());
    String line = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNumber() + ")";
    return new MalformedTextException("XML", fact.strip() + line);
  }

  /** Takes a child element. */
  public interface Child {
    /** The cursor stands at the child's start tag. */
    void take() throws IOException;
  }

  /** Takes an attribute. */
  public interface Attribute {
    /** The attribute's namespace, its name without prefix, and its value. */
    void take(String namespace, String name, String value) throws IOException;
  }
}
