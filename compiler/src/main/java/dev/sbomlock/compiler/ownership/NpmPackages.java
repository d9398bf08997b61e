// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.ownership;

import com.fasterxml.jackson.core.JacksonException;
import dev.sbomlock.compiler.json.JsonValue;
import dev.sbomlock.compiler.json.JsonValue.JsonObject;
import dev.sbomlock.compiler.json.StrictJson;
import dev.sbomlock.compiler.rootfs.ContentTree;
import dev.sbomlock.manifest.ArtifactPath;
import dev.sbomlock.manifest.DigestSet;
import dev.sbomlock.manifest.RejectedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code node_modules/NAME/package.json}: a package owns all that lies beside it, but what
 * lies in a {@code node_modules} of its own (docs.npmjs.com, "package.json" and "folders"). npm
 * records no digests of files.
 */
final class NpmPackages {

  private static final String MODULES = "node_modules/";
  private static final Pattern PACKAGE =
      Pattern.compile("(?:.*/)?node_modules/(?:@[^/]+/)?[^/@.][^/]*/package\\.json");
  private static final int MAX_SIZE = 4 << 20;

  private NpmPackages() {}

  static boolean isPart(String path) {
    return path.endsWith("/package.json") && PACKAGE.matcher(path).matches();
  }

  /**
   * The packages, wherever they lie.
   *
   * @throws RejectedException C220 when one says of itself what is no package
   */
  static List<InstalledPackage> read(ContentTree content) throws RejectedException {
    List<InstalledPackage> packages = new ArrayList<>();
    for (ArtifactPath file : content.files()) {
      if (isPart(file.text())) {
        packages.add(read(content, file));
      }
    }
    return packages;
  }

  private static InstalledPackage read(ContentTree content, ArtifactPath file)
      throws RejectedException {
    byte[] bytes = content.read(file, MAX_SIZE).orElseThrow();
    JsonObject json;
    try {
      json = JsonValue.parse(bytes);
    } catch (JacksonException e) {
      throw PackageFiles.malformed(file.text(), StrictJson.explain(e, file.text()).fact());
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
    Optional<String> name = json.text("name");
    Optional<String> version = json.text("version");
    String home = file.text().substring(0, file.text().lastIndexOf('/') + 1);
    // Who installs an alias names the directory otherwise; what is in it stays the same package.
    return new InstalledPackage(
        PackageKind.NPM,
        name.orElseGet(
            () -> home.substring(home.lastIndexOf(MODULES) + MODULES.length(), home.length() - 1)),
        version.orElse(""),
        "",
        files(content, home),
        Set.of());
  }

  private static Map<ArtifactPath, DigestSet> files(ContentTree content, String home) {
    Map<ArtifactPath, DigestSet> files = new HashMap<>();
    for (ArtifactPath path :
        content.below(new ArtifactPath(home.substring(0, home.length() - 1)))) {
      if (!path.text().startsWith(MODULES, home.length())) {
        files.put(path, DigestSet.empty());
      }
    }
    return files;
  }
}
