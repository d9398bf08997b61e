// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sbomlock.loader.layout.SettingsRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BindingsTest {

  private static final LoadRequest.NamedManifest WEB =
      new LoadRequest.NamedManifest(
          "/etc/web.json",
          Manifests.of(
              List.of(Manifests.accounted("libc", "c"), Manifests.accounted("web", "a")),
              List.of()));
  private static final LoadRequest.NamedManifest MAIL =
      new LoadRequest.NamedManifest(
          "mail.json",
          Manifests.of(
              List.of(Manifests.unaccounted("junk"), Manifests.accounted("lib/libc", "c")),
              List.of()));
  private static final LoadRequest.NamedManifest HOST =
      new LoadRequest.NamedManifest(
          "host.json", Manifests.of(List.of(Manifests.accounted("init", "b")), List.of()));

  @Test
  void gatesThatAreNotBoundLeaveNothing() throws Exception {
    Bindings bindings = Bindings.of(request(List.of(WEB, MAIL), "cgroup:/a", "node", "/srv"));
    assertThat(bindings.byGate()).isEmpty();
    assertThat(bindings.origins()).isEmpty();
  }

  @Test
  void aFileIsOfEveryBoundManifestThatNamesItsContent() throws Exception {
    Bindings bindings =
        Bindings.of(
            request(
                List.of(WEB, MAIL, HOST),
                "cgroup:/web=web.json",
                "node",
                "cgroup:/both=mail.json,web.json",
                "cgroup:/any"));
    assertThat(bindings.byGate()).containsExactly(1L, 3L, SettingsRecord.ANY_MANIFEST);
    assertThat(bindings.origins()).containsExactly(3L, 1L, 0L, 3L, 0L);
  }

  @Test
  void namesEveryBindingThatLeadsNowhere() {
    LoadRequest request =
        request(
            List.of(WEB, MAIL, new LoadRequest.NamedManifest("/usr/web.json", HOST.manifest())),
            "cgroup:/a=web.json",
            "cgroup:/b=none.json");
    assertThatThrownBy(() -> Bindings.of(request))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e ->
                assertThat(e.diagnostics())
                    .extracting(Diagnostic::code, Diagnostic::fact)
                    .containsExactly(
                        tuple("L060", "2 of the loaded manifests are called 'web.json'"),
                        tuple("L060", "none of the loaded manifests is called 'none.json'")));
  }

  @Test
  void neverAreAllBitsOfBoundManifests() throws Exception {
    List<LoadRequest.NamedManifest> manifests =
        IntStream.range(0, 64)
            .mapToObj(i -> new LoadRequest.NamedManifest(i + ".json", HOST.manifest()))
            .toList();
    List<String> names = manifests.stream().map(LoadRequest.NamedManifest::name).toList();
    assertThat(Bindings.of(request(manifests, boundTo(names.subList(0, 63)))).byGate())
        .containsExactly(Long.MAX_VALUE);
    assertThatThrownBy(() -> Bindings.of(request(manifests, boundTo(names))))
        .isInstanceOf(RejectedException.class);
  }

  private static String boundTo(List<String> names) {
    return "cgroup:/a=" + String.join(",", names);
  }

  private static LoadRequest request(List<LoadRequest.NamedManifest> manifests, String... gates) {
    return new LoadRequest(
        manifests,
        List.of(),
        Path.of("/"),
        Mode.ENFORCE,
        Gating.of(List.of(gates).stream().map(Gate::parse).toList()),
        false,
        Optional.empty(),
        false,
        false);
  }
}
