// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.Status;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.Root;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a file between its appraisal and its blessing. */
final class ImaMechanismTest {

  /** Holes, so that measuring takes a second and making it takes none. */
  private static final long LONG_ENOUGH = 512L << 20;

  @TempDir Path directory;

  @Test
  void contentThatChangedAfterAppraisalIsNotBlessed() throws Exception {
    Tree tree = new Tree(directory);
    Path file = tree.file("file", "good");
    Measurement expected = tree.account(file, Status.ACCOUNTED);
    Files.writeString(file, "evil");

    assertThat(bless(expected)).hasValueSatisfying(this::isChangedMeanwhile);
    assertThat(Xattr.ima(file)).isEmpty();
  }

  @Test
  @Timeout(60)
  void aWriterWhoArrivesWhileItIsMeasuredUndoesTheBlessing() throws Exception {
    Path file = directory.resolve("file");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(LONG_ENOUGH);
    }
    Measurement expected = new Tree(directory).account(file, Status.ACCOUNTED);
    Process writer =
        new ProcessBuilder(
                "sh",
                "-c",
                "until grep -q \"LEASE.*:$(stat -c %i \"$0\") \" /proc/locks; do :; done;"
                    + " echo evil >> \"$0\"",
                file.toString())
            .start();

    assertThat(bless(expected)).hasValueSatisfying(this::isChangedMeanwhile);
    assertThat(writer.waitFor()).isZero();
    assertThat(Files.size(file)).isGreaterThan(LONG_ENOUGH);
    assertThat(Xattr.ima(file)).isEmpty();
  }

  private void isChangedMeanwhile(Obstacle obstacle) {
    assertThat(obstacle.diagnostic().code()).isEqualTo("B019");
  }

  private Optional<Obstacle> bless(Measurement expected) throws Exception {
    Mechanism mechanism = new ImaMechanism(BlessMethod.IMA, new ImaDigestForm());
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(expected.path().bytes())) {
      return mechanism.bless(file, expected, file.status());
    }
  }
}
