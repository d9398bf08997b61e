// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes: no attestation that the key did not sign, and statements or refusals. */
final class AttestationReaderFuzzTest {

  private static final Signer SIGNER = Signer.create();
  private static final String STATEMENT =
      "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"opt/x\",\"digest\":"
          + "{\"sha256\":\""
          + "a".repeat(64)
          + "\"}}],\"predicateType\":\"https://slsa.dev/provenance/v1\",\"predicate\":"
          + "{\"buildDefinition\":{\"resolvedDependencies\":[{\"uri\":\"git+x\",\"digest\":{}}]}}}";

  static Stream<Arguments> envelopes() {
    return Stream.of(
            Signer.envelope(STATEMENT, Signer.create()),
            Signer.envelope(STATEMENT, SIGNER).replace("\"sig\":\"", "\"sig\":\"A"))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  static Stream<Arguments> statements() {
    return Stream.of(STATEMENT, STATEMENT.replace("provenance/v1", "provenance/v0.2"))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("envelopes")
  @FuzzTest
  void nothingIsForged(byte[] document) throws RejectedException {
    FunctionaryKey key =
        FunctionaryKeyReader.read(SIGNER.publicKey().getBytes(StandardCharsets.UTF_8), "key");
    try {
      List<Attestation> read = AttestationReader.read(document, "fuzzed", List.of(key));
      throw new AssertionError("nobody signed " + read);
    } catch (RejectedException expected) {
      // Refused with its reasons.
    }
  }

  @MethodSource("statements")
  @FuzzTest
  void readsOrRefuses(byte[] document) throws IOException {
    try {
      StatementReader.read(JsonValue.parse(document), "fuzzed", List.of());
    } catch (RejectedException | JacksonException expected) {
      // Refused with its reasons.
    }
  }
}
