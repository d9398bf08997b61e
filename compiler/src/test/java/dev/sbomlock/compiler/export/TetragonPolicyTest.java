// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.RejectedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A YAML parser finds the accounted paths in a TracingPolicy, and nothing else. */
final class TetragonPolicyTest {

  private static final TetragonPolicy POLICY = new TetragonPolicy("web");

  @Test
  void deniesWhatIsAtNoAccountedPath() throws Exception {
    assertThat(parse(POLICY.export(TestManifests.of("bin/a", "bin/b"))))
        .isEqualTo(
            Map.of(
                "apiVersion",
                "cilium.io/v1alpha1",
                "kind",
                "TracingPolicy",
                "metadata",
                Map.of("name", "web"),
                "spec",
                Map.of(
                    "lsmhooks",
                    List.of(
                        Map.of(
                            "hook",
                            "bprm_check_security",
                            "args",
                            List.of(Map.of("index", 0, "type", "linux_binprm")),
                            "selectors",
                            List.of(
                                Map.of(
                                    "matchArgs",
                                    List.of(
                                        Map.of(
                                            "index",
                                            0,
                                            "operator",
                                            "NotEqual",
                                            "values",
                                            List.of("/bin/a", "/bin/b"))),
                                    "matchActions",
                                    List.of(Map.of("action", "Override", "argError", -13)))))))));
  }

  @Test
  void saysThatItIsWeak() throws Exception {
    Export export = POLICY.export(TestManifests.of("bin/a"));
    assertThat(export.lines().get(0)).startsWith("# Weak: ");
    assertThat(export.findings()).extracting(Diagnostic::code).containsExactly("C272");
  }

  @Property(tries = 500)
  void anyNameIsReadBackOrReported(@ForAll @StringLength(min = 1, max = 40) String text)
      throws Exception {
    // Half characters, which UTF-8 cannot hold, and what no path component can be.
    String name = text.replaceAll("[\\x00/\\ud800-\\udfff]", "_");
    String path = "d/x" + name;
    Export export = POLICY.export(TestManifests.of(path, "plain"));
    boolean reported = export.findings().size() > 1;
    assertThat(reported).isEqualTo(name.chars().anyMatch(Character::isISOControl));
    assertThat(export.lines()).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f));
    assertThat(values(export))
        .containsExactlyElementsOf(reported ? List.of("/plain") : List.of("/" + path, "/plain"));
  }

  @Test
  void escapesWhatYamlTakesForAnEndOfLine() throws Exception {
    String name = "a\u2028b\u2029c\ufeffd\u202ee\ud83d\ude00f\"\\";
    assertThat(values(POLICY.export(TestManifests.of(name)))).containsExactly("/" + name);
  }

  @Test
  void takesTheLongestPath() throws Exception {
    String longest = "d/".repeat(2047) + "f";
    Export export = POLICY.export(TestManifests.of(longest));
    assertThat(values(export)).containsExactly("/" + longest);
  }

  @Test
  void refusesToDenyEverything() {
    assertThatThrownBy(() -> POLICY.export(TestManifests.of("line\nfeed")))
        .asInstanceOf(type(RejectedException.class))
        .satisfies(
            rejected ->
                assertThat(rejected.diagnostics())
                    .extracting(Diagnostic::code)
                    .containsExactly("C061"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Web", "two words", "a\nb", "-a", "a-", ".a", "a.", "a..b", "a_b", "\u00e4"})
  void refusesNamesThatKubernetesWouldNotTake(String name) {
    assertThatThrownBy(() -> new TetragonPolicy(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesLongNames() {
    assertThatCode(() -> new TetragonPolicy("a-1.".repeat(63) + "b")).doesNotThrowAnyException();
    assertThatThrownBy(() -> new TetragonPolicy("a".repeat(254)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Object parse(Export export) {
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(String.join("\n", export.lines()));
  }

  private static List<Object> values(Export export) {
    Object node = parse(export);
    for (Object key : List.of("spec", "lsmhooks", 0, "selectors", 0, "matchArgs", 0, "values")) {
      node = below(node, key);
    }
    return List.copyOf((List<?>) node);
  }

  private static Object below(Object node, Object key) {
    return Objects.requireNonNull(
        key instanceof Integer index ? ((List<?>) node).get(index) : ((Map<?, ?>) node).get(key));
  }
}
