// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.Tree;
import dev.sbomlock.blesser.Xattr;
import dev.sbomlock.image.store.UnpackedImage;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As root: layers hold whiteouts. Real runtimes' stores are blessed in the node. */
final class StoreBlesserTest {

  @TempDir Path directory;
  private Tree tree;
  private Path low;
  private Path high;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(directory.resolve("whole"));
    tree.file("bin/both", "new");
    tree.file("bin/low", "low");
    tree.file("lib/high", "high");
    low = directory.resolve("low");
    high = directory.resolve("high");
    file(low, "bin/both", "old");
    file(low, "bin/low", "low");
    file(high, "bin/both", "new");
    file(high, "lib/high", "high");
  }

  @Test
  void blessesEachFileInTheLayerItIsSeenFrom() throws Exception {
    BlessReport report = bless();

    assertThat(report.refusals()).isEmpty();
    assertThat(report.blessed()).isEqualTo(3);
    assertThat(Xattr.ima(high.resolve("bin/both"))).isPresent();
    assertThat(Xattr.ima(low.resolve("bin/low"))).isPresent();
    assertThat(Xattr.ima(high.resolve("lib/high"))).isPresent();
    assertThat(Xattr.ima(low.resolve("bin/both"))).isEmpty();
  }

  @Test
  void aSharedLayerIsBlessedAlready() throws Exception {
    bless();
    Path other = directory.resolve("other");
    file(other, "bin/both", "new");
    file(other, "lib/high", "high");

    BlessReport report = bless(low, other);

    assertThat(report.already()).isOne();
    assertThat(report.blessed()).isEqualTo(2);
  }

  @Test
  void oneThatDiffersInOneLayerKeepsAllFromBeingBlessed() throws Exception {
    file(low, "bin/low", "changed");

    refusesAlone("B004", "bin/low");
  }

  @Test
  void whatAWhiteoutHidesIsNotThere() throws Exception {
    run("mknod", high.resolve("bin/low").toString(), "c", "0", "0");

    refusesAlone("B006", "bin/low");
  }

  @Test
  void whatAnOpaqueDirectoryHidesIsNotThere() throws Exception {
    run("setfattr", "-n", "trusted.overlay.opaque", "-v", "y", high.resolve("bin").toString());

    refusesAlone("B003", "bin/low");
  }

  @Test
  void whatALinkInAnUpperLayerHidesIsNotThere() throws Exception {
    Files.delete(high.resolve("bin/both"));
    Files.delete(high.resolve("bin"));
    Files.createSymbolicLink(high.resolve("bin"), low.resolve("bin"));

    BlessReport report = bless();

    assertThat(report.refusals()).hasSize(2);
    assertThat(report.blessed()).isZero();
    assertThat(Xattr.ima(low.resolve("bin/low"))).isEmpty();
  }

  private void refusesAlone(String code, String file) throws Exception {
    BlessReport report = bless();

    assertThat(report.refusals()).extracting(Diagnostic::code).containsExactly(code);
    assertThat(report.refusals().get(0).place()).contains(file);
    assertThat(report.blessed()).isZero();
    assertThat(Xattr.ima(high.resolve("lib/high"))).isEmpty();
  }

  private BlessReport bless(Path... layers) throws Exception {
    List<Path> directories = layers.length == 0 ? List.of(low, high) : List.of(layers);
    return StoreBlesser.bless(
        new StoreBlesser.Request(
            tree.manifest(),
            new UnpackedImage("two", directories),
            new BlessMethods(Set.of(BlessMethod.IMA), Optional.empty()),
            2),
        Progress.NONE);
  }

  private static void file(Path layer, String name, String content) throws IOException {
    Path file = layer.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
