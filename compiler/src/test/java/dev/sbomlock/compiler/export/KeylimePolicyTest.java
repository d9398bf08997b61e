// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sbomlock.compiler.testing.GoldenCase;
import dev.sbomlock.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runtime policy has the structure that Keylime's verifier requires. */
final class KeylimePolicyTest {

  private static final Schema SCHEMA = schema();

  @Test
  void hasTheRequiredStructure() throws Exception {
    assertThat(validate(policy())).isEmpty();
    String hostile =
        new KeylimePolicy()
            .export(
                ManifestReader.read(
                    GoldenCase.named("exports-hostile-names")
                        .directory()
                        .resolve("manifest.expected")))
            .lines()
            .get(0);
    assertThat(validate(hostile)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"generator\":0|",
        "\"release\":0|\"release\":\"0\"",
        "\"/bin/a\":[\"|\"/bin/a\":[\"sha256:",
        ",\"dm_policy\":null|",
        "\"verification-keys\":\"\"|\"verification-keys\":[]",
        "\"sha1\"|\"md5\"",
      })
  void andTheCheckSeesWhatIsWrong(String change) throws Exception {
    String[] parts = change.split("\\|", -1);
    assertThat(policy()).contains(parts[0]);
    assertThat(validate(policy().replace(parts[0], parts[1]))).isNotEmpty();
  }

  private static String policy() throws Exception {
    return new KeylimePolicy().export(TestManifests.of("bin/a")).lines().get(0);
  }

  private static List<?> validate(String policy) {
    return SCHEMA.validate(policy, InputFormat.JSON);
  }

  private static Schema schema() {
    try (InputStream in =
        KeylimePolicyTest.class.getResourceAsStream("keylime-required.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
