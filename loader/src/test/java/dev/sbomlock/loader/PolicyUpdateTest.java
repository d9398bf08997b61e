// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.loader.layout.UpdateRecord;
import dev.sbomlock.loader.layout.UpdateRecord.Entry;
import dev.sbomlock.loader.layout.UpdateRecord.Operation;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyUpdateTest {

  private static final MeasurementManifest MANIFEST =
      Manifests.of(
          List.of(
              Manifests.accounted("usr/bin/a", "a"),
              Manifests.accounted("usr/bin/b", "b"),
              Manifests.accounted("usr/bin/copy", "a"),
              Manifests.unaccounted("usr/bin/nobodys")),
          List.of());

  private static final String UNKNOWN = "fsverity-sha256:" + "c".repeat(64);

  @Test
  void allAccountedContentOnceInOrder() throws RejectedException {
    UpdateRecord update = prepare(true, List.of(), List.of(), List.of());
    assertThat(update.sequence()).isEqualTo(7);
    assertThat(update.entries())
        .extracting(entry -> entry.digest().hex())
        .containsExactly("a".repeat(64), "b".repeat(64));
    assertThat(update.entries()).extracting(Entry::operation).containsOnly(Operation.ALLOW);
  }

  @Test
  void componentsAndDigests() throws RejectedException {
    UpdateRecord update =
        prepare(false, List.of(), List.of("fsverity-sha256:" + "b".repeat(64)), List.of(UNKNOWN));
    assertThat(update.entries())
        .extracting(Entry::operation)
        .containsExactly(Operation.REVOKE, Operation.RESTORE);
    assertThat(prepare(false, List.of("nginx"), List.of(), List.of()).entries()).hasSize(2);
  }

  @Test
  void digestsOfEitherHash() throws RejectedException {
    String sha512 = "fsverity-sha512:" + "d".repeat(128);
    UpdateRecord update = prepare(false, List.of(), List.of(sha512, UNKNOWN), List.of());
    assertThat(update.entries())
        .extracting(entry -> entry.digest().toString())
        .containsExactly(UNKNOWN, sha512);
    assertThat(update.entries())
        .extracting(entry -> entry.digest().algorithm())
        .containsExactly(1, 2);
  }

  @Test
  void nothingIsGuessed() {
    assertRefused("L038", false, List.of("sha256:" + "c".repeat(64)), List.of());

    assertRefused("L038", false, List.of("nobody"), List.of());
    assertRefused("L038", false, List.of(UNKNOWN + "0"), List.of());
    assertRefused("L058", true, List.of(), List.of("fsverity-sha256:" + "b".repeat(64)));
  }

  @Test
  void aCertificateIsOne(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("cert.pem"), "no certificate");
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> UpdateKey.read(text))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly("L057"));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> UpdateKey.read(directory.resolve("absent")));
  }

  private static void assertRefused(
      String code, boolean all, List<String> allow, List<String> revoke) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> prepare(all, allow, revoke, List.of()))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly(code));
  }

  private static UpdateRecord prepare(
      boolean all, List<String> allow, List<String> revoke, List<String> restore)
      throws RejectedException {
    return PolicyUpdate.prepare(
        new PolicyUpdate.Request(7, List.of(MANIFEST), all, allow, revoke, restore, false));
  }
}
