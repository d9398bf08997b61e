// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A trust file of fapolicyd, for {@code /etc/fapolicyd/trust.d}: {@code PATH SIZE SHA256} a line.
 *
 * @param escaped whether names are percent-escaped, as up to version 1; version 3 takes them as
 *     they are
 */
public record FapolicydTrust(boolean escaped) implements Exporter {

  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "fapolicyd");
    List<String> lines =
        files.named().stream()
            .map(
                file ->
                    Text.format(
                        "%s %d %s",
                        escaped ? escape(file.name()) : file.name(),
                        file.size(),
                        file.sha256().hex()))
            .toList();
    return new Export(lines, files.findings());
  }

  private static String escape(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "/._-+@:,=~".indexOf(b) >= 0;
      if (plain) {
        text.append((char) b);
      } else {
        text.append(Text.format("%%%02X", b));
      }
    }
    return text.toString();
  }
}
