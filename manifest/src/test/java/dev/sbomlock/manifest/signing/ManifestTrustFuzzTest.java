// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;

/** Whatever the bytes, without the private key they are refused. */
final class ManifestTrustFuzzTest {

  private static final String KEY =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----
      """;

  @FuzzTest
  void refuses(byte[] document) throws RejectedException {
    ManifestKey key = ManifestKey.parse(KEY.getBytes(StandardCharsets.US_ASCII), "key");
    try {
      new ManifestTrust(Optional.of(key), LocalDate.parse("2026-01-31"))
          .verify(document, "fuzzed", key);
    } catch (RejectedException expected) {
      return;
    }
    throw new AssertionError("it took what nobody signed");
  }

  @FuzzTest
  void readsKeysOrRefuses(byte[] document) {
    try {
      ManifestKey.parse(document, "fuzzed");
    } catch (RejectedException expected) {
      // Refused with its reason.
    }
  }
}
