// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.compiler.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Canonical bytes as Debian's securesystemslib computes them. */
final class CanonicalJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"b\":[1,-2,0,-0,123456789012345678901234567890],\"a\":{\"y\":null,\"x\":[true,false]}}",
        "{\"quote \\\" back \\\\ slash \\/\":\"tab\\tline\\nbell\\u0007nul\\u0000del\\u007f\"}",
        "{\"\\uffff\":1,\"\\ud800\\udc00\":2,\"é\":3,\"e\":4}",
        "{\" spaces \":[ [ ] , { } ]}",
      })
  void agreesWithSecuresystemslib(String json) throws Exception {
    assertThat(encode(json)).isEqualTo(securesystemslib(json));
  }

  @Test
  void refusesFractions() {
    assertThatThrownBy(() -> encode("{\"a\":1.0}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'1.0'");
  }

  private static String encode(String json) throws IOException {
    byte[] canonical = CanonicalJson.encode(JsonValue.parse(json.getBytes(StandardCharsets.UTF_8)));
    return new String(canonical, StandardCharsets.UTF_8);
  }

  private static String securesystemslib(String json) throws IOException {
    return InTotoOracle.run(
        """
        import json, sys
        from securesystemslib.formats import encode_canonical
        value = json.loads(sys.stdin.buffer.read().decode('utf-8'))
        sys.stdout.buffer.write(encode_canonical(value).encode('utf-8'))
        """,
        json.getBytes(StandardCharsets.UTF_8));
  }
}
