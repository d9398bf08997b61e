// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

import dev.sbomlock.validator.SbomValidator.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.spdx.core.CoreModelObject;
import org.spdx.core.InvalidSPDXAnalysisException;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.SpdxModelFactory;
import org.spdx.storage.ISerializableModelStore;
import org.spdx.storage.simple.InMemSpdxStore;
import org.spdx.tagvaluestore.TagValueStore;
import org.spdx.v3jsonldstore.JsonLDStore;

/**
 * SPDX by its Java library: what its stores cannot read, and what its verify() says of the rest.
 */
final class SpdxCheck {

  private static final String UNKNOWN_VERSION = "No implementation found for SPDX spec version ";

  private SpdxCheck() {}

  static Verdict version2(Syntax syntax, byte[] document) throws UnknownVersionException {
    SpdxModelFactory.init();
    InMemSpdxStore memory = new InMemSpdxStore();
    ISerializableModelStore store =
        switch (syntax) {
          case SPDX_JSON -> new MultiFormatStore(memory, MultiFormatStore.Format.JSON);
          case SPDX_YAML -> new MultiFormatStore(memory, MultiFormatStore.Format.YAML);
          case SPDX_TAG_VALUE -> new TagValueStore(memory);
          case CYCLONEDX_JSON, CYCLONEDX_XML, SPDX3_JSON ->
              throw new IllegalArgumentException(syntax.toString());
        };
    return verify("SPDX 2", store, document);
  }

  static Verdict version3(byte[] document) throws UnknownVersionException {
    SpdxModelFactory.init();
    return verify("SPDX 3", new JsonLDStore(new InMemSpdxStore()), document);
  }

  private static Verdict verify(String name, ISerializableModelStore store, byte[] document)
      throws UnknownVersionException {
    try {
      CoreModelObject read = store.deSerialize(new ByteArrayInputStream(document), false);
      // The library goes through sets in whatever order they have.
      List<String> complaints = read.verify().stream().sorted().toList();
      return new Verdict("SPDX " + read.getSpecVersion().replace("SPDX-", ""), complaints);
    } catch (InvalidSPDXAnalysisException | IOException e) {
      String complaint = String.valueOf(e.getMessage());
      if (complaint.startsWith(UNKNOWN_VERSION)) {
        throw new UnknownVersionException("SPDX " + complaint.substring(UNKNOWN_VERSION.length()));
      }
      return new Verdict(name, List.of(complaint));
    }
  }
}
