// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever stands in load.conf, it is read or refused. */
final class LoadConfigurationFuzzTest {

  private static final List<LoadRequest.NamedManifest> MANIFESTS =
      List.of(new LoadRequest.NamedManifest("empty.json", Manifests.of(List.of(), List.of())));

  @FuzzTest
  void readsOrRefuses(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    try {
      LoadConfiguration.parse(text.lines().toList(), "load.conf", MANIFESTS);
    } catch (RejectedException refused) {
      return;
    }
  }
}
