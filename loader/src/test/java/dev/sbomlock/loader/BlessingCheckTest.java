// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sbomlock.loader.layout.BlessedRecord;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.posix.FileDescriptor;
import dev.sbomlock.posix.Root;
import dev.sbomlock.posix.Xattrs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of security.ima counts as blessed. fs-verity is tried in the node. */
final class BlessingCheckTest {

  private static final String NAME = "file";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"030204d0c0ffee000411223344", "030306d0c0ffee000411223344"})
  void aSignatureOverContentCounts(String ima) throws Exception {
    BlessingCheck.Outcome outcome = inspect(ima);
    assertThat(outcome.problem()).isEmpty();
    assertThat(outcome.flags()).isEqualTo(BlessedRecord.BY_RECORD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "03",
        "030204d0c0ffee0000",
        "030204d0c0ffee0005112233",
        "030104d0c0ffee000411223344",
        "060304d0c0ffee000411223344",
        "050204d0c0ffee000411223344",
        "04040000000000000000000000000000000000000000000000000000000000000000"
      })
  void nothingElseDoes(String ima) throws Exception {
    assertThat(inspect(ima).problem().map(Diagnostic::code)).contains("L014");
  }

  @Test
  void nothingIsNotBlessed() throws Exception {
    assertThat(inspect(Optional.empty()).problem().map(Diagnostic::code)).contains("L013");
  }

  private BlessingCheck.Outcome inspect(String ima) throws Exception {
    return inspect(Optional.of(HexFormat.of().parseHex(ima)));
  }

  private BlessingCheck.Outcome inspect(Optional<byte[]> ima) throws Exception {
    Files.writeString(directory.resolve(NAME), "content");
    Measurement expected = Manifests.accounted(NAME, "a");
    try (Root root = Root.open(directory);
        FileDescriptor file = root.open(NAME.getBytes(StandardCharsets.US_ASCII))) {
      if (ima.isPresent()) {
        Xattrs.set(file, "security.ima", ima.get());
      }
      return new BlessingCheck().inspect(file, expected);
    }
  }
}
