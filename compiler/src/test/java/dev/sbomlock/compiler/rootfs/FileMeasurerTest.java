// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.VerityParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what they were when the walk found them. */
final class FileMeasurerTest {

  @TempDir private Path directory;
  private final FileMeasurer measurer = new FileMeasurer(VerityParameters.DEFAULT);
  private Path file;
  private FoundFile found;

  @BeforeEach
  void find() throws Exception {
    file = Files.writeString(directory.resolve("f"), "abc");
    found = new FoundFile(new ArtifactPath("f"), file, FileState.of(file));
  }

  @Test
  void computesWhatIsAskedForInTheSamePass() throws Exception {
    MeasuredFile measured =
        measurer.measure(found, Set.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA1));
    assertThat(measured.digests().digests().stream().map(Object::toString))
        .contains(
            "md5:900150983cd24fb0d6963f7d28e17f72",
            "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .hasSize(4);
  }

  @Test
  void fsverityOfOtherBlocksIsComparedWithNoDocument() throws Exception {
    // fsverity digest --hash-alg=sha512 [--block-size=1024 --salt=00ff] f
    Digest customary =
        new Digest(
            DigestAlgorithm.FSVERITY_SHA512,
            "78be1be69d611f5b6b013eb333311beccea25ab099b68ecd4e6ed6bf5175966c"
                + "7c5bce19fca5f218848fd0ecd3cc71246b9dc3d45ce9f05a4e808b8e28439517");
    Digest salted =
        new Digest(
            DigestAlgorithm.FSVERITY_SHA512,
            "378805425c72c94e43c9d7f8f6e914ee36460d0f15df8956982cf4e0c15e9a0c"
                + "dcff1ac43e049761760e11622bc8cb66c59cfd3852d3ef577f9a51e38477e16b");
    MeasuredFile usual = measure(new VerityParameters(VerityParameters.Hash.SHA512, 4096, ""));
    assertThat(usual.fsverity()).isEqualTo(customary);
    assertThat(usual.digests().digests()).contains(customary).hasSize(2);
    MeasuredFile other = measure(new VerityParameters(VerityParameters.Hash.SHA512, 1024, "00ff"));
    assertThat(other.fsverity()).isEqualTo(salted);
    assertThat(other.digests().algorithms()).containsExactly(DigestAlgorithm.SHA256);
    assertThat(other.identity().digests()).contains(salted).hasSize(2);
  }

  private MeasuredFile measure(VerityParameters verity) throws Exception {
    return new FileMeasurer(verity).measure(found, Set.of());
  }

  @Test
  void refusesOtherContentOfTheSameSize() throws Exception {
    Files.writeString(file, "abd");
    assertRefused("C042");
  }

  @Test
  void refusesALongerFile() throws Exception {
    Files.writeString(file, "abcd");
    assertRefused("C042");
  }

  @Test
  void refusesAnotherFileInItsPlace() throws Exception {
    Path other = Files.writeString(directory.resolve("g"), "abc");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertRefused("C042");
  }

  @Test
  void refusesALinkInItsPlace() throws Exception {
    Path other = Files.writeString(directory.resolve("g"), "abc");
    Files.delete(file);
    Files.createSymbolicLink(file, other);
    assertRefused("C041");
  }

  private void assertRefused(String code) {
    assertThatThrownBy(() -> measurer.measure(found, Set.of()))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(code));
  }
}
