// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.SbomReading;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomFile;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Digest;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.jacksonstore.MultiFormatStore.Format;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.Checksum;
import org.spdx.library.model.v2.SpdxConstantsCompatV2;
import org.spdx.library.model.v2.SpdxPackage;
import org.spdx.storage.ISerializableModelStore;
import org.spdx.storage.simple.InMemSpdxStore;
import org.spdx.tagvaluestore.TagValueStore;

/** The reader sees the same packages, files and checksums as the SPDX library. */
final class SpdxOracleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spdx-with-content",
        "spdx-keys-sorted",
        "real-spdx-maven-plugin",
        "real-npm-sbom",
      })
  void agreesWithTheLibrary(String name) throws Exception {
    for (Path file : GoldenCase.named(name).files("spdx.json")) {
      agree(file, new MultiFormatStore(new InMemSpdxStore(), Format.JSON));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.2", "2.3"})
  void agreesWithTheLibraryOnOtherSyntaxes(String version) throws Exception {
    agree(product("spdx-yaml-" + version), new MultiFormatStore(new InMemSpdxStore(), Format.YAML));
    agree(product("spdx-tag-" + version), new TagValueStore(new InMemSpdxStore()));
  }

  private static Path product(String format) throws Exception {
    return SbomReading.products(format).get(0);
  }

  private static void agree(Path file, ISerializableModelStore theirs) throws Exception {
    SpdxModelFactory.init();
    byte[] document = Files.readAllBytes(file);
    Sbom ours = SbomReading.read(document);
    theirs.deSerialize(new ByteArrayInputStream(document), false);

    assertThat(ours.components())
        .extracting(component -> component.name() + " " + component.version())
        .containsExactlyInAnyOrderElementsOf(packages(theirs));
    assertThat(files(ours)).isEqualTo(files(theirs));
  }

  private static Set<String> packages(ISerializableModelStore store) throws Exception {
    Set<String> packages = new TreeSet<>();
    for (Object element :
        SpdxModelFactory.getSpdxObjects(
                store, null, SpdxConstantsCompatV2.CLASS_SPDX_PACKAGE, null, null)
            .toList()) {
      SpdxPackage found = (SpdxPackage) element;
      packages.add(found.getName().orElse("") + " " + found.getVersionInfo().orElse(""));
    }
    return packages;
  }

  private static Set<String> files(ISerializableModelStore store) throws Exception {
    Set<String> lines = new TreeSet<>();
    for (Object element :
        SpdxModelFactory.getSpdxObjects(
                store, null, SpdxConstantsCompatV2.CLASS_SPDX_FILE, null, null)
            .toList()) {
      var found = (org.spdx.library.model.v2.SpdxFile) element;
      String path = found.getName().orElse("").replaceFirst("^\\.?/", "");
      for (Checksum checksum : found.getChecksums()) {
        String hex = checksum.getValue().toLowerCase(Locale.ROOT);
        if (!hex.matches("0+")) {
          lines.add(
              path + " " + checksum.getAlgorithm().name().toLowerCase(Locale.ROOT) + ":" + hex);
        }
      }
    }
    return lines;
  }

  private static Set<String> files(Sbom sbom) {
    Set<String> lines = new TreeSet<>();
    for (SbomFile file : sbom.files()) {
      for (Digest digest : file.digests().digests()) {
        lines.add(file.path() + " " + digest);
      }
    }
    return lines;
  }
}
