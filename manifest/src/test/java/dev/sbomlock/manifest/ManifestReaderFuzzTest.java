// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Whatever the bytes are, the reader answers with the manifest they are, or refuses them. */
final class ManifestReaderFuzzTest {

  @FuzzTest
  void bytesAreAManifestOrRefused(byte[] bytes) throws IOException {
    MeasurementManifest manifest;
    try {
      manifest = ManifestReader.read(new ByteArrayInputStream(bytes), "fuzz.json");
    } catch (RejectedException refused) {
      return;
    }
    if (!Arrays.equals(Manifests.bytes(manifest), bytes)) {
      throw new AssertionError("it took bytes that it would not have written");
    }
  }
}
