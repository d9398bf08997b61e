// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.intoto.Signer;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Evidence;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attestations, alone and in bundles, against the content 'opt/tool' that holds "built". */
final class AttestationTest {

  private static final String LINK = "https://in-toto.io/attestation/link/v0.3";
  private static final String V1 = "https://in-toto.io/Statement/v1";

  @TempDir private Path scratch;
  private final Signer builder = Signer.create();

  @ParameterizedTest
  @CsvSource({
    "https://in-toto.io/Statement/v1,https://in-toto.io/attestation/link/v0.3,",
    "https://in-toto.io/Statement/v0.1,https://slsa.dev/provenance/v0.2,",
    "https://in-toto.io/Statement/v1,https://slsa.dev/provenance/v1,",
    "https://in-toto.io/Statement/v0.2,https://slsa.dev/provenance/v1,C171",
    "https://in-toto.io/Statement/v1,https://spdx.dev/Document,C173",
  })
  void takesTheseStatements(String type, String predicate, String code) throws Exception {
    put("a.dsse", Signer.envelope(statement(type, predicate, "opt/tool", digest()), builder));
    if (code == null) {
      assertThat(evidence()).contains("in-toto-product attestation:a.dsse");
    } else {
      assertThat(refusal()).containsExactly(code);
    }
  }

  @Test
  void findsBareNamesByDigest() throws Exception {
    put("a.dsse", Signer.envelope(statement(V1, LINK, "tool-v1.0", digest()), builder));
    assertThat(evidence()).contains("in-toto-product attestation:a.dsse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Any acceptable algorithm that matches is a match.
        "\"sha256\":\"TOOL\",\"foo\":\"x\",\"gitCommit\":\"00\"|",
        "\"sha256\":\"TOOL\",\"md5\":\"00000000000000000000000000000001\"|",
        "\"sha256\":\"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"|C030",
        "\"sha256\":\"ff\"|C011",
        "\"sha1\":\"ffffffffffffffffffffffffffffffffffffffff\"|weak",
        "\"foo\":\"x\"|weak",
      })
  void comparesDigestSets(String digests, String outcome) throws Exception {
    put(
        "a.dsse",
        Signer.envelope(statement(V1, LINK, "opt/tool", digests.replace("TOOL", tool())), builder));
    if (outcome == null) {
      assertThat(evidence()).contains("in-toto-product attestation:a.dsse");
    } else if (outcome.equals("weak")) {
      assertThat(evidence()).isEmpty();
      assertThat(findings()).contains("C174");
    } else {
      assertThat(refusal()).containsExactly(outcome);
    }
  }

  @Test
  void refusesOtherSignersAndOtherTypes() throws Exception {
    String statement = statement(V1, LINK, "opt/tool", digest());
    put("a.dsse", Signer.envelope(statement, Signer.create()));
    assertThat(refusal()).containsExactly("C172");
    put("a.dsse", Signer.envelope(statement, "text/plain", builder));
    assertThat(refusal()).containsExactly("C171");
    put("a.dsse", statement);
    assertThat(refusal()).containsExactly("C171");
  }

  @Test
  void signsTheTypeAsWell() throws Exception {
    String statement = statement(V1, LINK, "opt/tool", digest());
    put(
        "a.dsse",
        Signer.envelope(statement, "text/plain", builder)
            .replace("text/plain", "application/vnd.in-toto+json"));
    assertThat(refusal()).containsExactly("C172");
  }

  @Test
  void takesBundles() throws Exception {
    String one = Signer.envelope(statement(V1, LINK, "opt/tool", digest()), builder);
    String other =
        Signer.envelope(
            statement(V1, LINK, "other", "\"sha256\":\"" + "f".repeat(64) + "\""), builder);
    put("a.dsse", one + "\n" + other + "\n");
    assertThat(evidence()).contains("in-toto-product attestation:a.dsse");
    put("a.dsse", one + "\n" + other.replace("\"sig\":\"", "\"sig\":\"AAAA") + "\n");
    assertThat(refusal()).containsExactly("C172");
    put("a.dsse", one + "\n{}\n");
    assertThat(refusal()).containsExactly("C171");
  }

  @Test
  void tellsWhenNoFileIsMeant() throws Exception {
    put(
        "a.dsse",
        Signer.envelope(
            statement(V1, LINK, "other", "\"sha256\":\"" + "f".repeat(64) + "\""), builder));
    assertThat(findings()).contains("C175");
  }

  @Test
  void wantsAKey() throws Exception {
    put("a.dsse", Signer.envelope(statement(V1, LINK, "opt/tool", digest()), builder));
    assertThat(
            refusal(
                request()
                    .withProvenance(
                        ProvenanceRequest.NONE.withAttestations(
                            List.of(scratch.resolve("a.dsse")), List.of()))))
        .containsExactly("C170");
  }

  private String statement(String type, String predicate, String subject, String digests) {
    return "{\"_type\":\""
        + type
        + "\",\"subject\":[{\"name\":\""
        + subject
        + "\",\"digest\":{"
        + digests
        + "}}],\"predicateType\":\""
        + predicate
        + "\",\"predicate\":{\"materials\":[{\"uri\":\"pkg:x\",\"digest\":{}}]}}";
  }

  private String digest() throws Exception {
    return "\"sha256\":\"" + tool() + "\"";
  }

  private String tool() throws Exception {
    return Compiler.compile(request()).manifest().files().get(0).digests().digests().stream()
        .filter(digest -> digest.algorithm().key().equals("sha256"))
        .findFirst()
        .orElseThrow()
        .hex();
  }

  private CompileRequest request() throws IOException {
    GoldenCase golden = GoldenCase.named("link-ed25519");
    return CompileRequest.of(golden.files("json")).withRootfs(root());
  }

  private Path root() throws IOException {
    Path tool = scratch.resolve("root/opt/tool");
    Files.createDirectories(tool.getParent());
    Files.writeString(tool, "built\n");
    return scratch.resolve("root");
  }

  private CompileRequest withAttestation() throws IOException {
    put("builder.key", builder.publicKey());
    return request()
        .withProvenance(
            ProvenanceRequest.NONE.withAttestations(
                List.of(scratch.resolve("a.dsse")), List.of(scratch.resolve("builder.key"))));
  }

  private List<String> evidence() throws Exception {
    return Compiler.compile(withAttestation()).manifest().files().stream()
        .flatMap(file -> file.evidence().stream())
        .map((Evidence evidence) -> evidence.kind().key() + " " + evidence.from())
        .toList();
  }

  private List<String> findings() throws Exception {
    return Compiler.compile(withAttestation()).findings().stream().map(Diagnostic::code).toList();
  }

  private List<String> refusal() throws IOException {
    return refusal(withAttestation());
  }

  private static List<String> refusal(CompileRequest request) {
    try {
      Compiler.compile(request);
      return List.of();
    } catch (RejectedException e) {
      return e.diagnostics().stream().map(Diagnostic::code).toList();
    }
  }

  private void put(String name, String content) throws IOException {
    Files.writeString(scratch.resolve(name), content);
  }
}
