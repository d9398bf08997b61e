// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import dev.sbomlock.compiler.intake.MalformedTextException;
import dev.sbomlock.compiler.intake.OverLimitException;
import dev.sbomlock.compiler.xml.XmlCursor;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of an RDF/XML document (W3C RDF 1.1 XML Syntax) with those of their properties that are
 * asked for. Collections and XML literals are refused, for SPDX has none.
 */
final class RdfGraph {

  private static final int MAX_NODES = 5_000_000;
  private static final Node NOTHING = new Node("", "");

  private final String namespace;
  private final Set<String> read;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private int blank;

  /** A graph of what is called {@code read} in a namespace. */
  RdfGraph(String namespace, Set<String> read) {
    this.namespace = namespace;
    this.read = read;
  }

  void read(InputStream in) throws IOException {
    XmlCursor xml = XmlCursor.of(in);
    if (!xml.namespace().equals(XmlCursor.RDF) || !xml.name().equals("RDF")) {
      throw new MalformedTextException("RDF/XML", "its outermost element is not 'rdf:RDF'");
    }
    xml.children(() -> node(xml));
    xml.end();
  }

  /** All nodes, in the order of the document. */
  Collection<Node> nodes() {
    return nodes.values();
  }

  /** The node of that name; one without properties when the document has none. */
  Node node(String id) {
    return nodes.getOrDefault(id, NOTHING);
  }

  private String node(XmlCursor xml) throws IOException {
    String about = xml.attribute(XmlCursor.RDF, "about");
    String name = xml.attribute(XmlCursor.RDF, "ID");
    String label = xml.attribute(XmlCursor.RDF, "nodeID");
    String id = about.isEmpty() ? name.isEmpty() ? blank(label) : "#" + name : about;
    boolean typed = xml.namespace().equals(namespace);
    Node node = add(id, typed ? xml.name() : "");
    xml.foreignAttributes(
        (attributeNamespace, property, value) -> {
          if (attributeNamespace.equals(namespace) && read.contains(property)) {
            node.add(property, value);
          }
        });
    properties(xml, node);
    return id;
  }

  private void properties(XmlCursor xml, Node node) throws IOException {
    xml.children(
        () -> {
          boolean ours = xml.namespace().equals(namespace) && read.contains(xml.name());
          boolean type = xml.namespace().equals(XmlCursor.RDF) && xml.name().equals("type");
          String property = xml.name();
          String value = value(xml);
          if (ours) {
            node.add(property, value);
          } else if (type && value.startsWith(namespace)) {
            node.setType(value.substring(namespace.length()));
          }
        });
  }

  /** A literal, or the name of the node that is the value. */
  private String value(XmlCursor xml) throws IOException {
    String resource = xml.attribute(XmlCursor.RDF, "resource");
    String label = xml.attribute(XmlCursor.RDF, "nodeID");
    String parseType = xml.attribute(XmlCursor.RDF, "parseType");
    if (parseType.equals("Resource")) {
      Node node = add(blank(""), "");
      properties(xml, node);
      return node.id();
    }
    if (!parseType.isEmpty()) {
      throw xml.malformed(Text.format("the parse type '%s' is not supported", parseType));
    }
    List<String> inner = new ArrayList<>(1);
    String text = xml.textOrChildren(() -> inner.add(node(xml)));
    if (!resource.isEmpty() || !label.isEmpty()) {
      inner.add(resource.isEmpty() ? blank(label) : resource);
    }
    if (inner.size() > 1) {
      throw xml.malformed("a property has two values");
    }
    return inner.isEmpty() ? text : inner.get(0);
  }

  /** No IRI starts like that. */
  private String blank(String label) {
    return label.isEmpty() ? "_:#" + blank++ : "_:" + label;
  }

  private Node add(String id, String type) throws OverLimitException {
    if (nodes.size() >= MAX_NODES) {
      throw new OverLimitException(Text.format("it has more than %d nodes", MAX_NODES));
    }
    Node node = nodes.computeIfAbsent(id, key -> new Node(id, ""));
    if (!type.isEmpty()) {
      node.setType(type);
    }
    return node;
  }

  /** A node; the document may add to it at several places. */
  static final class Node {

    private final String id;
    private String type;
    private final List<String> properties = new ArrayList<>(4);

    private Node(String id, String type) {
      this.id = id;
      this.type = type;
    }

    String id() {
      return id;
    }

    /** Its type without the namespace, or empty. */
    String type() {
      return type;
    }

    /** The values of a property, each once, in the order of the document. */
    List<String> values(String property) {
      // In a graph, a statement that stands twice is one.
      Set<String> values = new LinkedHashSet<>();
      for (int i = 0; i < properties.size(); i += 2) {
        if (properties.get(i).equals(property)) {
          values.add(properties.get(i + 1));
        }
      }
      return List.copyOf(values);
    }

    private void setType(String type) {
      this.type = type;
    }

    private void add(String property, String value) {
      properties.add(property);
      properties.add(value);
    }
  }
}
