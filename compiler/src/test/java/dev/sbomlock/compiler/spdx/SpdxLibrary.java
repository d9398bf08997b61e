// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.spdx.core.InvalidSPDXAnalysisException;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.jacksonstore.MultiFormatStore.Format;
import org.spdx.library.ModelCopyManager;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.conversion.Spdx2to3Converter;
import org.spdx.library.model.v2.Checksum;
import org.spdx.library.model.v2.SpdxConstantsCompatV2;
import org.spdx.library.model.v3_0_1.SpdxConstantsV3;
import org.spdx.library.model.v3_0_1.core.CreationInfo;
import org.spdx.library.model.v3_0_1.core.Element;
import org.spdx.library.model.v3_0_1.core.Hash;
import org.spdx.library.model.v3_0_1.core.IntegrityMethod;
import org.spdx.spdxRdfStore.RdfStore;
import org.spdx.storage.ISerializableModelStore;
import org.spdx.storage.simple.InMemSpdxStore;
import org.spdx.tagvaluestore.TagValueStore;
import org.spdx.v3jsonldstore.JsonLDStore;

/** What SPDX's own library sees in a document: packages with versions, files with checksums. */
final class SpdxLibrary {

  private static final String URI = "https://example.org/converted#";

  private final ISerializableModelStore store;
  private final Set<String> packages = new TreeSet<>();
  private final Set<String> files = new TreeSet<>();

  private SpdxLibrary(Syntax syntax, String uri) {
    SpdxModelFactory.init();
    InMemSpdxStore memory = new InMemSpdxStore();
    this.store =
        switch (syntax) {
          case JSON -> new MultiFormatStore(memory, Format.JSON);
          case YAML -> new MultiFormatStore(memory, Format.YAML);
          case TAG_VALUE -> new TagValueStore(memory);
          case RDF -> new RdfStore(uri);
          case JSON_LD -> new JsonLDStore(memory);
        };
  }

  /**
   * Reads a document.
   *
   * @throws InvalidSPDXAnalysisException when the library does not take it, or one of its many
   *     unchecked ones
   */
  static SpdxLibrary read(Syntax syntax, byte[] document)
      throws InvalidSPDXAnalysisException, IOException {
    SpdxLibrary library = new SpdxLibrary(syntax, URI);
    library.store.deSerialize(new ByteArrayInputStream(document), false);
    if (syntax == Syntax.JSON_LD) {
      library.takeVersion3();
    } else {
      library.takeVersion2();
    }
    return library;
  }

  /** The same document as the library writes it; SPDX 2.3 in JSON becomes whatever is asked for. */
  static byte[] rewrite(byte[] json, Syntax syntax)
      throws InvalidSPDXAnalysisException, IOException {
    SpdxLibrary from = new SpdxLibrary(Syntax.JSON, URI);
    var document =
        (org.spdx.library.model.v2.SpdxDocument)
            from.store.deSerialize(new ByteArrayInputStream(json), false);
    SpdxLibrary to = new SpdxLibrary(syntax, document.getDocumentUri());
    ModelCopyManager copier = new ModelCopyManager();
    if (syntax == Syntax.JSON_LD) {
      CreationInfo creation =
          Spdx2to3Converter.convertCreationInfo(
              requireNonNull(document.getCreationInfo()), to.store, URI);
      new Spdx2to3Converter(
              to.store, copier, creation, SpdxModelFactory.getLatestSpecVersion(), URI)
          .convertAndStore(document);
    } else {
      copier.copy(
          to.store,
          from.store,
          document.getObjectUri(),
          document.getSpecVersion(),
          document.getDocumentUri());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    to.store.serialize(bytes);
    return bytes.toByteArray();
  }

  /** A name, a blank and a version each. */
  Set<String> packages() {
    return packages;
  }

  /** A path, a blank and a digest each; a placeholder of zeros is none. */
  Set<String> files() {
    return files;
  }

  private void takeVersion2() throws InvalidSPDXAnalysisException {
    for (Object one : objects(SpdxConstantsCompatV2.CLASS_SPDX_PACKAGE).toList()) {
      var found = (org.spdx.library.model.v2.SpdxPackage) one;
      packages.add(found.getName().orElse("") + " " + found.getVersionInfo().orElse(""));
    }
    for (Object one : objects(SpdxConstantsCompatV2.CLASS_SPDX_FILE).toList()) {
      var found = (org.spdx.library.model.v2.SpdxFile) one;
      for (Checksum checksum : found.getChecksums()) {
        addFile(found.getName().orElse(""), checksum.getAlgorithm().name(), checksum.getValue());
      }
    }
  }

  private void takeVersion3() throws InvalidSPDXAnalysisException {
    for (Object one : objects(SpdxConstantsV3.SOFTWARE_SPDX_PACKAGE).toList()) {
      var found = (org.spdx.library.model.v3_0_1.software.SpdxPackage) one;
      packages.add(found.getName().orElse("") + " " + found.getPackageVersion().orElse(""));
    }
    for (Object one : objects(SpdxConstantsV3.SOFTWARE_SPDX_FILE).toList()) {
      Element found = (Element) one;
      for (IntegrityMethod method : found.getVerifiedUsings()) {
        if (method instanceof Hash hash) {
          addFile(
              found.getName().orElse(""),
              requireNonNull(hash.getAlgorithm()).name(),
              requireNonNull(hash.getHashValue()));
        }
      }
    }
  }

  private void addFile(String name, String algorithm, String value) {
    String hex = value.toLowerCase(Locale.ROOT);
    if (!hex.matches("0+")) {
      files.add(
          name.replaceFirst("^\\.?/", "") + " " + algorithm.toLowerCase(Locale.ROOT) + ":" + hex);
    }
  }

  private Stream<?> objects(String type) throws InvalidSPDXAnalysisException {
    return SpdxModelFactory.getSpdxObjects(store, null, type, null, null);
  }

  /** How a document is written. */
  enum Syntax {
    JSON("spdx-json-", ".spdx.json"),
    YAML("spdx-yaml-", ".spdx.yaml"),
    TAG_VALUE("spdx-tag-", ".spdx"),
    RDF("spdx-rdf-", ".spdx.rdf"),
    JSON_LD("spdx3-json-", ".spdx3.json");

    private final String product;
    private final String suffix;

    Syntax(String product, String suffix) {
      this.product = product;
      this.suffix = suffix;
    }

    /** What the directories of testdata/product start with. */
    String product() {
      return product;
    }

    /** What the files of golden cases end with. */
    String suffix() {
      return suffix;
    }
  }
}
