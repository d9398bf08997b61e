// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sbomlock.blesser.BlessMethod;
import dev.sbomlock.blesser.BlessMethods;
import dev.sbomlock.blesser.BlessReport;
import dev.sbomlock.blesser.Blesser;
import dev.sbomlock.blesser.Tree;
import dev.sbomlock.manifest.MissingPrerequisiteException;
import dev.sbomlock.manifest.Progress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that is pulled out while it signs. */
final class LostKeyTest {

  private static final int FILES = 6;
  private static final int SIGNED = 2;

  @TempDir Path directory;
  private Tree tree;

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(directory);
    for (int i = 0; i < FILES; i++) {
      tree.file("file" + i, "content " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void endsTheRunAndTheNextOneCompletesIt(int threads) throws Exception {
    FileSigner key =
        FileSigner.read(Vectors.file("rsa2048.key"), Optional.empty(), () -> new char[0]);

    assertThatThrownBy(() -> bless(pulledOut(key), threads))
        .isInstanceOf(MissingPrerequisiteException.class)
        .satisfies(
            e ->
                assertThat(((MissingPrerequisiteException) e).diagnostics())
                    .singleElement()
                    .satisfies(
                        told -> {
                          assertThat(told.code()).isEqualTo("B036");
                          assertThat(told.toString()).contains("CKR_DEVICE_REMOVED");
                        }));

    BlessReport next = bless(key, threads);
    assertThat(next.already()).isEqualTo(SIGNED);
    assertThat(next.blessed()).isEqualTo(FILES - SIGNED);
  }

  private BlessReport bless(FileSigner signer, int threads) throws Exception {
    BlessMethods methods = new BlessMethods(Set.of(BlessMethod.IMA_SIG), Optional.of(signer));
    return Blesser.bless(
        new Blesser.Request(tree.manifest(), directory, methods, threads), Progress.NONE);
  }

  private static FileSigner pulledOut(FileSigner key) {
    return new FileSigner(
        new RawSigner() {
          private int signed;

          @Override
          public synchronized byte[] sign(byte[] message) throws GeneralSecurityException {
            if (signed++ >= SIGNED) {
              throw new GeneralSecurityException("CKR_DEVICE_REMOVED");
            }
            return key.secret().sign(message);
          }
        },
        key.verifier());
  }
}
