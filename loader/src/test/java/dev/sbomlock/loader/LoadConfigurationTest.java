// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadConfigurationTest {

  private static final String GOOD = "root = /srv\nmode = enforce\n";

  @Test
  void readsEverySetting() throws RejectedException {
    LoadRequest request =
        parse(
            """
            # comment

             root=/srv/app
            mode = audit
            gate = /srv/app
            gate=bpf
            gate = cgroup:/sys/fs/cgroup/a=b/web=web.json,runtime.json
            audit-gate = node
            unblessed = allow
            data = /tmp
            seal = yes
            """);
    assertThat(request.root()).isEqualTo(Path.of("/srv/app"));
    assertThat(request.mode()).isEqualTo(Mode.AUDIT);
    assertThat(request.gating())
        .isEqualTo(
            new Gating(
                List.of(
                    new Gate.FileSystem(Path.of("/srv/app")),
                    new Gate.Bpf(),
                    new Gate.Cgroup(
                        Path.of("/sys/fs/cgroup/a=b/web"), List.of("web.json", "runtime.json"))),
                List.of(new Gate.Node()),
                true,
                List.of(Path.of("/tmp"))));
    assertThat(request.sealed()).isTrue();
    assertThat(request.force()).isFalse();
    assertThat(request.allowed()).isEmpty();
  }

  @Test
  void readsWhatIsOnlyAllowed() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> parse(GOOD + "allow-from = /nothing/there.json\n"))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly("M001"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gates = /srv",
        "gate =",
        "gate",
        "= /srv",
        "gate = srv",
        "gate = cgroup:srv=web.json",
        "gate = cgroup:/srv=",
        "gate = cgroup:/srv=a.json,,b.json",
        "gate = cgroup:=a.json",
        "root = /again",
        "mode = enforce",
        "Mode = audit",
        "force = true",
        "gate = /nul\0",
        "seal = true",
        "unblessed = yes",
        "data = tmp",
        "audit-gate = srv",
        "seal",
        "update-key = cert.pem",
      })
  void aTypoIsAnError(String line) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> parse(GOOD + line + "\n"))
        .satisfies(
            e -> {
              assertThat(e.diagnostics()).extracting(Diagnostic::code).containsOnly("L040");
              assertThat(e.diagnostics().get(0).place()).isEqualTo("load.conf:3");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "root = /srv", "mode = audit", "root = /srv\nmode = off"})
  void nothingIsAssumed(String text) {
    assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> parse(text));
  }

  @Test
  void onlyASealedGuardTakesUpdates() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> parse(GOOD + "update-key = /etc/sbomlock/update.pem\n"))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly("L040"));
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> parse("a = b\nc = d\n"))
        .satisfies(e -> assertThat(e.diagnostics()).hasSize(2));
  }

  @Test
  void aDirectoryNeedsBoth(@TempDir Path directory) throws IOException {
    assertCode("L040", directory);
    Files.writeString(directory.resolve("load.conf"), GOOD);
    assertCode("L041", directory);
    Files.createDirectory(directory.resolve("manifests.d"));
    assertCode("L041", directory);
    Files.writeString(directory.resolve("manifests.d/broken.json"), "{}");
    assertCode("M002", directory);
  }

  private static void assertCode(String code, Path directory) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> LoadConfiguration.read(directory))
        .satisfies(
            e -> assertThat(e.diagnostics()).extracting(Diagnostic::code).containsOnly(code));
  }

  private static LoadRequest parse(String text) throws RejectedException {
    return LoadConfiguration.parse(text.lines().toList(), "load.conf", manifests());
  }

  private static List<LoadRequest.NamedManifest> manifests() {
    MeasurementManifest empty = Manifests.of(List.of(), List.of());
    return List.of(new LoadRequest.NamedManifest("empty.json", empty));
  }
}
