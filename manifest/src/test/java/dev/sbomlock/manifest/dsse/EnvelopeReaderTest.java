// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.dsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector of the DSSE specification, and the forms that are refused. */
final class EnvelopeReaderTest {

  /** DSSE protocol, "Test Vectors". */
  private static final String VECTOR =
      """
      {"payload": "aGVsbG8gd29ybGQ=",
       "payloadType": "http://example.com/HelloWorld",
       "signatures": [{"sig":
         "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
       }]}
      """;

  @Test
  void encodesTheSpecificationsVector() throws MalformedEnvelopeException {
    Envelope envelope = read(VECTOR);
    assertThat(new String(envelope.preAuthenticationEncoding(), StandardCharsets.UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    assertThat(envelope.signatures()).hasSize(1);
    assertThat(envelope.signatures().get(0).bytes()).hasSize(64);
    assertThat(envelope.signatures().get(0).keyId()).isEmpty();
  }

  @Test
  void countsBytesNotCharacters() {
    byte[] payload = "é".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(Envelope.preAuthenticationEncoding("ü", payload), StandardCharsets.UTF_8))
        .isEqualTo("DSSEv1 2 ü 2 é");
  }

  @ParameterizedTest
  @CsvSource({"+/8=", "-_8=", "+/8", "-_8"})
  void takesBothAlphabets(String base64) throws MalformedEnvelopeException {
    assertThat(read(envelope(base64)).payload()).isEqualTo(new byte[] {(byte) 0xfb, (byte) 0xff});
  }

  @ParameterizedTest
  @ValueSource(strings = {"+_8=", "-/8=", "+/9=", "+/8\\n=", "+/8==", "+/8 =", "+", "é"})
  void refusesOtherBase64(String base64) {
    assertRefused(envelope(base64), "base64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|not an object",
        "|not an object",
        "{}|an envelope has",
        "{\"payload\":\"\",\"payload\":\"\"}|Duplicate",
        "{\"payload\":\"\",\"payloadType\":\"t\"}|an envelope has",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":{}}|not an array",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[1]}|not an object",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{}]}|no 'sig'",
        "{\"payload\":1,\"payloadType\":\"t\",\"signatures\":[]}|not a text",
        "{\"payload\":\"\",\"payloadType\":\"\\ud800\",\"signatures\":[]}|half a character",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[]} {}|follows",
      })
  void refusesWhatIsNoEnvelope(String document, String why) {
    assertRefused(document == null ? "" : document, why);
  }

  @Test
  void passesOverUnknownKeys() throws MalformedEnvelopeException {
    assertThat(
            read("{\"x\":[{}],\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":"
                    + "[{\"sig\":\"\",\"keyid\":null,\"y\":{}}]}")
                .signatures())
        .hasSize(1);
  }

  private static String envelope(String payload) {
    return "{\"payload\":\"" + payload + "\",\"payloadType\":\"t\",\"signatures\":[]}";
  }

  private static void assertRefused(String document, String why) {
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(MalformedEnvelopeException.class)
        .hasMessageContaining(why);
  }

  private static Envelope read(String document) throws MalformedEnvelopeException {
    return EnvelopeReader.read(document.getBytes(StandardCharsets.UTF_8));
  }
}
