// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.loader.layout.AllowedRecord;
import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.posix.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InventoryTest {

  private static final List<MeasurementManifest> ALLOWED =
      List.of(
          Manifests.of(
              List.of(
                  Manifests.accounted("of/another/root", "e"), Manifests.unaccounted("of/nobody")),
              List.of(Manifests.symlink("link", "of/another/root"))));

  @TempDir Path directory;

  @Test
  void guardsAccountedFilesOnly() throws Exception {
    Inventory inventory =
        take(
            Manifests.of(
                List.of(Manifests.accounted("usr/bin/nginx", "a"), Manifests.unaccounted("x")),
                List.of()));
    assertThat(inventory.files()).extracting(GuardedName::label).containsExactly("usr/bin/nginx");
    assertThat(inventory.count()).isEqualTo(4);
  }

  @Test
  void guardsEveryDirectoryUpToTheTop() throws Exception {
    Path root = Files.createDirectories(directory.resolve("srv/app"));
    Inventory inventory =
        take(root, Manifests.of(List.of(Manifests.accounted("usr/bin/nginx", "a")), List.of()));
    ArtifactPath below = ArtifactPath.relativize(Path.of("/"), directory.resolve("srv"));
    assertThat(inventory.names())
        .extracting(GuardedName::label)
        .contains("usr", "usr/bin", "/", root.toString(), below.text())
        .doesNotHaveDuplicates();
  }

  @Test
  void guardsTheLinksThatLeadToFilesAndNoOthers() throws Exception {
    Inventory inventory =
        take(
            Manifests.of(
                List.of(Manifests.accounted("usr/bin/dash", "a")),
                List.of(
                    Manifests.symlink("bin", "usr/bin"),
                    Manifests.symlink("etc/localtime", "/usr/share/zoneinfo/UTC"),
                    Manifests.symlink("opt/sh", "/bin/dash"))));
    assertThat(inventory.names())
        .filteredOn(name -> name.kind() == GuardedName.Kind.SYMLINK)
        .extracting(GuardedName::label)
        .containsExactly("bin", "opt/sh");
    assertThat(inventory.names()).extracting(GuardedName::label).contains("opt");
  }

  @Test
  void countsFilesOverAllManifests() throws Exception {
    Inventory inventory =
        take(
            Manifests.of(
                List.of(Manifests.accounted("a", "a"), Manifests.accounted("b", "b")), List.of()),
            Manifests.of(List.of(Manifests.accounted("c", "c")), List.of()));
    assertThat(inventory.files().get(2).record())
        .isEqualTo(new BlessedRecord(2, 1, BlessedRecord.FILE, 0));
  }

  @Test
  void whatIsOnlyAllowedHasADigestAndNoName() throws Exception {
    Inventory inventory =
        take(Manifests.of(List.of(Manifests.accounted("of/another/root", "a")), List.of()));
    assertThat(inventory.conflicts()).isEmpty();
    assertThat(inventory.verdicts().values())
        .containsExactly(new AllowedRecord(0, 0, 0), new AllowedRecord(1, 1, 0));
    assertThat(inventory.files()).hasSize(1);
    assertThat(inventory.names()).extracting(GuardedName::label).doesNotContain("link");
    assertThat(inventory.filesOf(inventory.verdicts().keySet())).containsExactly(0, 1);
  }

  @Test
  void twoManifestsMayAgreeButNotContradict() throws Exception {
    MeasurementManifest one = Manifests.of(List.of(Manifests.accounted("a", "a")), List.of());
    MeasurementManifest other = Manifests.of(List.of(Manifests.accounted("a", "b")), List.of());
    assertThat(take(one, one).conflicts()).isEmpty();
    assertThat(take(one, other).conflicts()).containsExactly(new ArtifactPath("a"));
  }

  private Inventory take(MeasurementManifest... manifests) throws Exception {
    return take(directory, manifests);
  }

  private static Inventory take(Path root, MeasurementManifest... manifests) throws Exception {
    try (Root opened = Root.open(root);
        Root top = Root.open(Path.of("/"))) {
      return Inventory.of(List.of(manifests), ALLOWED, opened, top, root);
    }
  }
}
