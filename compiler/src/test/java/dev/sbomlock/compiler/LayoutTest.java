// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static dev.sbomlock.compiler.intoto.SupplyChain.PROGRAM;
import static dev.sbomlock.compiler.intoto.SupplyChain.SOURCE;
import static dev.sbomlock.compiler.intoto.SupplyChain.buildLink;
import static dev.sbomlock.compiler.intoto.SupplyChain.fetchLink;
import static dev.sbomlock.compiler.intoto.SupplyChain.keys;
import static dev.sbomlock.compiler.intoto.SupplyChain.link;
import static dev.sbomlock.compiler.intoto.SupplyChain.otherBuildLink;
import static dev.sbomlock.compiler.intoto.SupplyChain.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.intoto.Signer;
import dev.sbomlock.compiler.intoto.SupplyChain;
import dev.sbomlock.manifest.BuildStep;
import dev.sbomlock.manifest.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Supply chains, good and bad, as this program and Debian's in-toto-verify judge them. Where this
 * program is stricter, the test says so.
 */
final class LayoutTest {

  private static final Instant NOW = Instant.parse("2029-12-31T23:59:59Z");

  @TempDir private Path scratch;
  private SupplyChain chain = new SupplyChain(Path.of("/nonexistent"));

  @BeforeEach
  void makeAChain() {
    chain = new SupplyChain(scratch);
  }

  @Test
  void acceptsAGoodChain() throws IOException {
    assertAccepted(chain.putAll());
    assertThat(verify(Map.of()).steps())
        .extracting(BuildStep::name)
        .containsExactly("fetch", "build");
  }

  @Test
  void countsWhatAnyAuthorisedFunctionarySigned() throws IOException {
    assertAccepted(
        chain
            .putLayout()
            .putLink("fetch", chain.alice, fetchLink())
            .putLink("build", chain.carol, buildLink()));
  }

  @Test
  void refusesALinkOfSomeoneElse() throws IOException {
    assertRefused(
        chain
            .putLayout()
            .putLink("fetch", chain.alice, fetchLink())
            .putLink("build", chain.alice, buildLink()),
        "C156");
  }

  @Test
  void refusesAChangedLink() throws IOException {
    chain.putAll();
    Path file = chain.links().resolve("build." + chain.bob.keyId().substring(0, 8) + ".link");
    Files.writeString(file, Files.readString(file).replace(PROGRAM, "f".repeat(64)));
    assertRefused(chain, "C156");
  }

  @Test
  void refusesAChangedLayout() throws IOException {
    chain.putAll();
    Path file = chain.directory.resolve("root.layout");
    Files.writeString(file, Files.readString(file).replace("bin/*", "bin/?"));
    assertRefused(chain, "C153");
  }

  @Test
  void refusesALayoutOfSomeoneElse() throws IOException {
    assertRefused(
        chain.putAll().put("root.layout", Signer.metablock(chain.layout(), chain.alice)), "C153");
  }

  @Test
  void wantsEveryOwner() throws IOException {
    chain.putAll().put("other.pub", chain.carol.publicKey());
    ProvenanceRequest both =
        ProvenanceRequest.NONE.withLayout(
            chain.directory.resolve("root.layout"),
            List.of(chain.directory.resolve("owner.pub"), chain.directory.resolve("other.pub")),
            Optional.of(chain.links()),
            Map.of(),
            NOW);
    assertThat(codes(both)).containsExactly("C153");
    chain.put("root.layout", Signer.metablock(chain.layout(), chain.owner, chain.carol));
    assertThat(codes(both)).isEmpty();
  }

  @Test
  void refusesALayoutWithoutKey() throws IOException {
    chain.putAll();
    assertThat(
            codes(
                ProvenanceRequest.NONE.withLayout(
                    chain.directory.resolve("root.layout"),
                    List.of(),
                    Optional.of(chain.links()),
                    Map.of(),
                    NOW)))
        .containsExactly("C151");
  }

  @Test
  void refusesAnExpiredLayout() throws IOException {
    assertRefused(chain.with("expires", "2020-01-01T00:00:00Z").putAll(), "C154");
  }

  @ParameterizedTest
  @CsvSource({
    "2029-12-31T23:59:59Z,2030-01-01T00:00:00Z,''",
    "2030-01-01T00:00:00Z,2030-01-01T00:00:00Z,C154",
    "2030-01-01T00:00:01Z,2030-01-01T00:00:00Z,C154",
  })
  void expiresAtTheVerySecond(String now, String expires, String code) throws IOException {
    chain.with("expires", expires).putAll();
    ProvenanceRequest request =
        ProvenanceRequest.NONE.withLayout(
            chain.directory.resolve("root.layout"),
            List.of(chain.directory.resolve("owner.pub")),
            Optional.of(chain.links()),
            Map.of(),
            Instant.parse(now));
    assertThat(codes(request)).isEqualTo(code.isEmpty() ? List.of() : List.of(code));
  }

  @ParameterizedTest
  @CsvSource({"2030-01-01", "2030-01-01T00:00:00+01:00", "2030-13-01T00:00:00Z", "never"})
  void refusesOtherTimes(String expires) throws IOException {
    assertRefused(chain.with("expires", expires).putAll(), "C152");
  }

  @Test
  void refusesABrokenRule() throws IOException {
    assertRefused(chain.putAll().putLink("build", chain.bob, otherBuildLink()), "C160");
  }

  @Test
  void refusesAMissingLink() throws IOException {
    assertRefused(chain.putLayout().putLink("fetch", chain.alice, fetchLink()), "C156");
  }

  @Test
  void wantsTheThreshold() throws IOException {
    assertRefused(chain.with("threshold", "2").putAll(), "C156");
    assertAccepted(chain.putLink("build", chain.carol, buildLink()));
  }

  @Test
  void refusesFunctionariesWhoDiffer() throws IOException {
    assertRefused(
        chain.with("threshold", "2").putAll().putLink("build", chain.carol, otherBuildLink()),
        "C159");
  }

  /** in-toto counts keyids, of which one key may have many. */
  @Test
  void countsOneKeyUnderTwoNamesOnce() throws IOException {
    String twice =
        keys(chain.alice, chain.bob)
            + ","
            + chain.bob.layoutKey().replaceFirst(chain.bob.keyId(), "f".repeat(64));
    chain
        .with("keys", twice)
        .with("builders", quoted(chain.bob.keyId(), "f".repeat(64)))
        .with("threshold", "2")
        .putAll()
        .put("links/build.ffffffff.link", Signer.metablock(buildLink(), chain.bob));
    assertThat(codes(request(Map.of()))).containsExactly("C152");
  }

  /** in-toto does not look at the name within the link. */
  @Test
  void refusesAReplayedLink() throws IOException {
    chain
        .with("materialRules", "[\"ALLOW\",\"*\"]")
        .with("productRules", "[\"ALLOW\",\"*\"]")
        .putAll()
        .putLink("build", chain.bob, link("test", Map.of(), Map.of("bin/a", PROGRAM)));
    assertThat(chain.inTotoAccepts()).isTrue();
    assertThat(codes(request(Map.of()))).containsExactly("C158", "C156");
  }

  @Test
  void tellsOfLinksThatDoNotCount() throws IOException {
    chain.putAll().put("links/build.ffffffff.link", Signer.metablock(buildLink(), chain.alice));
    assertThat(verify(Map.of()).findings()).extracting(Diagnostic::code).containsExactly("C157");
  }

  @Test
  void takesEnvelopesForMetablocks() throws IOException {
    chain
        .putAll()
        .put("root.layout", Signer.envelope(chain.layout(), chain.owner))
        .put(
            "links/build." + chain.bob.keyId().substring(0, 8) + ".link",
            Signer.envelope(buildLink(), chain.bob));
    assertThat(codes(request(Map.of()))).isEmpty();
    chain.put("root.layout", Signer.envelope(chain.layout(), chain.alice));
    assertThat(codes(request(Map.of()))).containsExactly("C153");
    chain.put("root.layout", Signer.envelope(chain.layout(), "text/plain", chain.owner));
    assertThat(codes(request(Map.of()))).containsExactly("C152");
  }

  @Test
  void takesLinksAsFiles() throws IOException {
    chain.putAll();
    List<Path> files;
    try (var found = Files.list(chain.links())) {
      files = found.sorted().toList();
    }
    ProvenanceRequest request =
        ProvenanceRequest.NONE.withLayout(
            chain.directory.resolve("root.layout"),
            List.of(chain.directory.resolve("owner.pub")),
            Optional.empty(),
            Map.of(),
            NOW);
    List<Diagnostic> problems = new ArrayList<>();
    Provenance.read(
        CompileRequest.of(List.of(scratch)).withLinks(files, List.of(), "").withProvenance(request),
        List.of(),
        problems);
    assertThat(problems).isEmpty();
  }

  @Test
  void replacesParameters() throws IOException {
    chain.with("productRules", "[\"CREATE\",\"{OUT}/*\"]").putAll();
    assertThat(codes(request(Map.of("OUT", "bin")))).isEmpty();
    assertThat(codes(request(Map.of("OUT", "lib")))).containsExactly("C160");
    assertThat(codes(request(Map.of()))).containsExactly("C164");
    assertThat(codes(request(Map.of("OUT", "bin", "IN", "src")))).containsExactly("C164");
  }

  @Test
  void neverRunsInspections() throws IOException {
    Path witness = scratch.resolve("witness");
    chain
        .with(
            "inspect",
            "{\"_type\":\"inspection\",\"expected_materials\":[],\"expected_products\":[],"
                + "\"name\":\"check\",\"run\":[\"touch\",\""
                + witness
                + "\"]}")
        .putAll();
    assertThat(verify(Map.of()).findings()).extracting(Diagnostic::code).containsExactly("C162");
    assertThat(witness).doesNotExist();
  }

  @Test
  void refusesCertificates() throws IOException {
    chain.with("extra", "\"rootcas\":{\"x\":{}},").putAll();
    assertThat(codes(request(Map.of()))).containsExactly("C150");
  }

  @Test
  void refusesNamesThatAreNotNormalised() throws IOException {
    chain
        .with("materialRules", "[\"ALLOW\",\"*\"]")
        .putAll()
        .putLink("build", chain.bob, link("build", Map.of("src/x/../a", SOURCE), Map.of()));
    assertThat(codes(request(Map.of()))).containsExactly("C165");
  }

  @Test
  void refusesRulesOfStepsThatAreNotThere() throws IOException {
    chain
        .with("materialRules", "[\"MATCH\",\"*\",\"WITH\",\"PRODUCTS\",\"FROM\",\"fetsch\"]")
        .putAll();
    assertThat(codes(request(Map.of()))).containsExactly("C155");
  }

  @Test
  void verifiesASublayout() throws IOException {
    String inner = innerLayout();
    String id = chain.bob.keyId().substring(0, 8);
    chain
        .putAll()
        .putLink("build", chain.bob, inner)
        .put(
            "links/build." + id + "/compile." + chain.carol.keyId().substring(0, 8) + ".link",
            Signer.metablock(
                link("compile", Map.of("src/a", SOURCE), Map.of("bin/a", PROGRAM)), chain.carol));
    assertAccepted(chain);
    assertThat(verify(Map.of()).steps())
        .extracting(BuildStep::name)
        .containsExactly("fetch", "build/compile", "build");
    chain.put(
        "links/build." + id + "/compile." + chain.carol.keyId().substring(0, 8) + ".link",
        Signer.metablock(
            link("compile", Map.of("src/a", SOURCE), Map.of("bin/b", PROGRAM)), chain.bob));
    assertRefused(chain, "C156", "C156");
  }

  @Test
  void refusesSublayoutsWithoutEnd() throws IOException {
    String id = chain.bob.keyId().substring(0, 8);
    String endless =
        innerLayout()
            .replace("\"compile\"", "\"build\"")
            .replace(keys(chain.carol), keys(chain.bob))
            .replace(quoted(chain.carol.keyId()), quoted(chain.bob.keyId()));
    chain.putAll().putLink("build", chain.bob, endless);
    Files.createSymbolicLink(chain.links().resolve("build." + id), chain.links());
    assertThat(codes(request(Map.of()))).contains("C163");
  }

  private String innerLayout() {
    return "{\"_type\":\"layout\",\"expires\":\"2030-01-01T00:00:00Z\",\"inspect\":[],\"keys\":{"
        + keys(chain.carol)
        + "},\"readme\":\"\",\"steps\":["
        + SupplyChain.step(
            "compile",
            quoted(chain.carol.keyId()),
            "1",
            "[\"ALLOW\",\"src/*\"]",
            "[\"CREATE\",\"bin/*\"]")
        + "]}";
  }

  private void assertAccepted(SupplyChain supplyChain) throws IOException {
    assertThat(supplyChain.inTotoAccepts()).as("in-toto accepts").isTrue();
    assertThat(codes(request(Map.of()))).isEmpty();
  }

  private void assertRefused(SupplyChain supplyChain, String... expected) throws IOException {
    assertThat(supplyChain.inTotoAccepts()).as("in-toto accepts").isFalse();
    assertThat(codes(request(Map.of()))).containsExactly(expected);
  }

  private ProvenanceRequest request(Map<String, String> parameters) {
    return ProvenanceRequest.NONE.withLayout(
        chain.directory.resolve("root.layout"),
        List.of(chain.directory.resolve("owner.pub")),
        Optional.of(chain.links()),
        parameters,
        NOW);
  }

  private Provenance verify(Map<String, String> parameters) {
    List<Diagnostic> problems = new ArrayList<>();
    Provenance provenance = read(request(parameters), problems);
    assertThat(problems).isEmpty();
    return provenance;
  }

  private List<String> codes(ProvenanceRequest request) {
    List<Diagnostic> problems = new ArrayList<>();
    read(request, problems);
    return problems.stream().map(Diagnostic::code).toList();
  }

  private Provenance read(ProvenanceRequest request, List<Diagnostic> problems) {
    return Provenance.read(
        CompileRequest.of(List.of(scratch)).withProvenance(request), List.of(), problems);
  }
}
