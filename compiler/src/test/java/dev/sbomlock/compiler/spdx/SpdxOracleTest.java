// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.spdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.compiler.SbomReading;
import dev.sbomlock.compiler.sbom.Sbom;
import dev.sbomlock.compiler.sbom.SbomFile;
import dev.sbomlock.compiler.spdx.SpdxLibrary.Syntax;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spdx.core.InvalidSPDXAnalysisException;

/**
 * The readers see the same packages, files and checksums as the SPDX library, in every document of
 * testdata that both take: there is no disagreement. The library takes no SPDX 3.0 but 3.0.1.
 */
final class SpdxOracleTest {

  private final Set<String> agreed = new TreeSet<>();
  private int checksums;

  @ParameterizedTest
  @EnumSource
  void agreesWithTheLibrary(Syntax syntax) throws IOException {
    for (Path file : documents(syntax)) {
      agree(syntax, nameOf(file), Files.readAllBytes(file));
    }
    assertThat(agreed).isNotEmpty();
    assertThat(checksums).isPositive();
  }

  /** Few documents are published in these syntaxes; the library translates others. */
  @ParameterizedTest
  @EnumSource
  void agreesOnWhatTheLibraryWrites(Syntax syntax) throws IOException {
    for (Path file : documents(Syntax.JSON)) {
      byte[] document = Files.readAllBytes(file);
      if (ours(document).isPresent()) {
        Optional<byte[]> written = taken(() -> SpdxLibrary.rewrite(document, syntax));
        written.ifPresent(bytes -> agree(syntax, nameOf(file), bytes));
      }
    }
    assertThat(agreed).hasSizeGreaterThanOrEqualTo(7);
    assertThat(checksums).isPositive();
  }

  private void agree(Syntax syntax, String name, byte[] document) {
    Optional<Sbom> ours = ours(document);
    Optional<SpdxLibrary> theirs = theirs(syntax, document);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return;
    }
    String place = syntax + " " + name;
    assertThat(packages(ours.get())).as(place).isEqualTo(theirs.get().packages());
    assertThat(files(ours.get())).as(place).isEqualTo(theirs.get().files());
    agreed.add(name);
    checksums += theirs.get().files().size();
  }

  private static String nameOf(Path document) {
    return document.getName(document.getNameCount() - 2).toString();
  }

  private static List<Path> documents(Syntax syntax) throws IOException {
    List<Path> documents = new ArrayList<>(SbomReading.products(syntax.product()));
    for (GoldenCase golden : GoldenCase.all()) {
      for (Path file : golden.sboms()) {
        if (file.toString().endsWith(syntax.suffix())) {
          documents.add(file);
        }
      }
    }
    return documents;
  }

  private static Optional<Sbom> ours(byte[] document) {
    try {
      return Optional.of(SbomReading.read(document));
    } catch (RejectedException refused) {
      return Optional.empty();
    }
  }

  private static Optional<SpdxLibrary> theirs(Syntax syntax, byte[] document) {
    return taken(() -> SpdxLibrary.read(syntax, document));
  }

  /** What the library makes of a document, or nothing when it does not take it. */
  private static <T> Optional<T> taken(Use<T> use) {
    try {
      return Optional.of(use.run());
    } catch (InvalidSPDXAnalysisException | IOException | RuntimeException refused) {
      return Optional.empty();
    }
  }

  private interface Use<T> {
    T run() throws InvalidSPDXAnalysisException, IOException;
  }

  private static Set<String> packages(Sbom sbom) {
    Set<String> packages = new TreeSet<>();
    sbom.components()
        .forEach(component -> packages.add(component.name() + " " + component.version()));
    return packages;
  }

  private static Set<String> files(Sbom sbom) {
    Set<String> lines = new TreeSet<>();
    for (SbomFile file : sbom.files()) {
      String path = new String(file.path().bytes(), StandardCharsets.UTF_8);
      for (Digest digest : file.digests().digests()) {
        lines.add(path + " " + digest);
      }
    }
    return lines;
  }
}
