// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conforms, conforms; what does not, is told where; and nobody is asked over the network. */
final class SbomValidatorTest {

  private static final Path TESTDATA =
      Path.of(System.getProperty("sbomlock.root")).resolve("testdata");

  private static final String TAG_VALUE =
      """
      SPDXVersion: SPDX-2.3
      DataLicense: CC0-1.0
      SPDXID: SPDXRef-DOCUMENT
      DocumentName: small
      DocumentNamespace: https://example.org/small
      Creator: Tool: hand
      Created: 2026-01-01T00:00:00Z

      PackageName: part
      SPDXID: SPDXRef-Package
      PackageDownloadLocation: NOASSERTION
      FilesAnalyzed: false
      PackageLicenseConcluded: NOASSERTION
      PackageLicenseDeclared: NOASSERTION
      PackageCopyrightText: NOASSERTION
      Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Package
      """;
  private static final String JSON =
      """
      {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
       "name": "small", "documentNamespace": "https://example.org/small",
       "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: hand"]},
       "packages": [{"name": "part", "SPDXID": "SPDXRef-Package", "downloadLocation": "NOASSERTION",
         "filesAnalyzed": false, "licenseConcluded": "NOASSERTION",
         "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION"}],
       "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT",
         "relatedSpdxElement": "SPDXRef-Package", "relationshipType": "DESCRIBES"}]}
      """;

  private final List<URI> asked = new ArrayList<>();
  private final ProxySelector usual = ProxySelector.getDefault();

  @BeforeEach
  void watchTheNetwork() {
    ProxySelector.setDefault(new Watcher());
  }

  @AfterEach
  void nobodyWasAsked() {
    ProxySelector.setDefault(usual);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cyclonedx-json-1.4, CYCLONEDX_JSON, CycloneDX 1.4",
    "cyclonedx-json-1.5, CYCLONEDX_JSON, CycloneDX 1.5",
    "cyclonedx-json-1.6, CYCLONEDX_JSON, CycloneDX 1.6",
    "cyclonedx-xml-1.2, CYCLONEDX_XML, CycloneDX 1.2",
    "cyclonedx-xml-1.3, CYCLONEDX_XML, CycloneDX 1.3",
    "cyclonedx-xml-1.4, CYCLONEDX_XML, CycloneDX 1.4",
    "cyclonedx-xml-1.5, CYCLONEDX_XML, CycloneDX 1.5",
    "cyclonedx-xml-1.6, CYCLONEDX_XML, CycloneDX 1.6",
    "spdx3-json-3.0.1, SPDX3_JSON, SPDX 3.0.1",
  })
  void theProductOfTheTestsConforms(String name, Syntax syntax, String specification)
      throws Exception {
    Conformance conformance = SbomValidator.validate(name, syntax, product(name));
    assertThat(conformance.findings()).isEmpty();
    assertThat(conformance.specification()).isEqualTo(specification);
    assertThat(conformance.conforms()).isTrue();
  }

  @Test
  void olderCycloneDxWantsAVersionOfEachFile() throws Exception {
    Conformance conformance =
        SbomValidator.validate("x", Syntax.CYCLONEDX_JSON, product("cyclonedx-json-1.3"));
    assertThat(conformance.specification()).isEqualTo("CycloneDX 1.3");
    assertThat(conformance.findings())
        .hasSize(6)
        .first()
        .isEqualTo(
            new Diagnostic(
                "C280",
                "x",
                "'/components/0/components/0' required property 'version' not found",
                "it does not conform to CycloneDX 1.3",
                "Generate it again, or report this to its generator."));
  }

  // Packages whose files were not analysed have none (SPDX 2.3, section 7.8).
  @ParameterizedTest
  @CsvSource({
    "spdx-json-2.2, SPDX_JSON, SPDX 2.2",
    "spdx-json-2.3, SPDX_JSON, SPDX 2.3",
    "spdx-yaml-2.2, SPDX_YAML, SPDX 2.2",
    "spdx-yaml-2.3, SPDX_YAML, SPDX 2.3",
    "spdx-tag-2.2, SPDX_TAG_VALUE, SPDX 2.2",
    "spdx-tag-2.3, SPDX_TAG_VALUE, SPDX 2.3",
  })
  void spdxOfTheProductHasFilesThatItDidNotAnalyse(String name, Syntax syntax, String specification)
      throws Exception {
    Conformance conformance = SbomValidator.validate(name, syntax, product(name));
    assertThat(conformance.specification()).isEqualTo(specification);
    assertThat(conformance.findings())
        .hasSize(3)
        .allMatch(finding -> finding.fact().contains("analyzedFiles is set to false"))
        .isSortedAccordingTo(Comparator.comparing(Diagnostic::fact));
    String without =
        new String(product(name), StandardCharsets.UTF_8)
            .replaceAll("filesAnalyzed(\"?): false", "filesAnalyzed$1: true")
            .replace("FilesAnalyzed: false", "FilesAnalyzed: true");
    assertThat(findings(syntax, without))
        .isNotEmpty()
        .noneMatch(finding -> finding.fact().contains("analyzedFiles"));
  }

  @Test
  void aSmallSpdxDocumentConforms() {
    assertThat(findings(Syntax.SPDX_TAG_VALUE, TAG_VALUE)).isEmpty();
    assertThat(findings(Syntax.SPDX_JSON, JSON)).isEmpty();
    assertThat(findings(Syntax.SPDX_YAML, JSON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CYCLONEDX_JSON | {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"lib\"}]} | '/components/0' required property 'name' not found",
        "CYCLONEDX_JSON | {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"extra\":1} | 'extra'",
        "CYCLONEDX_JSON | {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"version\":1} | Duplicate",
        "CYCLONEDX_JSON | {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"} {} | Trailing token",
        "CYCLONEDX_JSON | {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\" | end-of-input",
        "CYCLONEDX_XML | <bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components><component type=\"lib\"/></components></bom> | line 1: ",
        "CYCLONEDX_XML | <bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"> | must start and end",
        "CYCLONEDX_XML | <!DOCTYPE bom SYSTEM \"http://host.invalid/bom.dtd\"><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/> | document type",
        "SPDX_JSON | {\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"x\"} | amespace",
        "SPDX_JSON | {\"spdxVersion\" | ",
        "SPDX_YAML | spdxVersion: [ | ",
        "SPDX_TAG_VALUE | SPDXVersion: SPDX-2.3 | ",
        "SPDX3_JSON | {\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[{\"type\":\"Nonsense\"}]} | ",
      })
  void tellsWhatDoesNotConform(Syntax syntax, String document, @Nullable String words) {
    assertThat(findings(syntax, document))
        .isNotEmpty()
        .anyMatch(finding -> finding.fact().contains(Objects.requireNonNullElse(words, "")))
        .allMatch(finding -> finding.code().equals("C280") || finding.code().equals("C282"));
  }

  @ParameterizedTest
  @CsvSource({
    "cyclonedx-json-1.7, CYCLONEDX_JSON, CycloneDX 1.7",
    "cyclonedx-xml-1.7, CYCLONEDX_XML, CycloneDX 1.7",
    "spdx3-json-3.0.0, SPDX3_JSON, SPDX 3.0.0",
  })
  void doesNotKnowOfVersionsWithoutSchema(String name, Syntax syntax, String specification)
      throws Exception {
    byte[] product = product(name);
    assertThatThrownBy(() -> SbomValidator.validate(name, syntax, product))
        .asInstanceOf(type(RejectedException.class))
        .satisfies(
            rejected -> {
              assertThat(rejected.diagnostics())
                  .extracting(Diagnostic::code)
                  .containsExactly("C281");
              assertThat(rejected.diagnostics().get(0).fact()).contains(" " + specification + ",");
            });
  }

  @Test
  void referencesToTheNetworkAreNotFollowed() {
    findings(
        Syntax.CYCLONEDX_JSON,
        "{\"$schema\":\"http://host.invalid/s.json\",\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}");
    findings(
        Syntax.CYCLONEDX_XML,
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'"
            + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
            + " xsi:schemaLocation='http://cyclonedx.org/schema/bom/1.6 http://host.invalid/b.xsd'/>");
    findings(
        Syntax.SPDX_JSON,
        JSON.replace("\"NOASSERTION\"", "\"GPL-2.0-only WITH Classpath-exception-2.0\""));
    findings(Syntax.SPDX3_JSON, "{\"@context\":\"http://host.invalid/c.jsonld\",\"@graph\":[]}");
  }

  @Test
  void stopsAfterAHundred() {
    StringBuilder components = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      components.append(i == 0 ? "{}" : ",{}");
    }
    List<Diagnostic> findings =
        findings(
            Syntax.CYCLONEDX_JSON,
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":["
                + components
                + "]}");
    assertThat(findings).hasSize(101);
    assertThat(findings.get(100).fact()).startsWith("and ").endsWith(" findings more");
  }

  private static List<Diagnostic> findings(Syntax syntax, String document) {
    try {
      return SbomValidator.validate("document", syntax, document.getBytes(StandardCharsets.UTF_8))
          .findings();
    } catch (RejectedException e) {
      return e.diagnostics();
    }
  }

  private static byte[] product(String name) throws IOException {
    return Files.readAllBytes(TESTDATA.resolve("product").resolve(name).resolve("product"));
  }

  private final class Watcher extends ProxySelector {

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      asked.add(uri);
    }
  }
}
