// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.cyclonedx;

import dev.sbomlock.compiler.sbom.StatedDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One component as it stands in a document, whose fields come in any order. */
final class CycloneDxComponent {

  /** Where syft saw a package. */
  private static final Pattern SYFT_LOCATION = Pattern.compile("syft:location:[0-9]{1,9}:path");

  private static final String TRIVY_LOCATION = "aquasecurity:trivy:FilePath";

  /** There a package is registered; who is registered in a database does not own it. */
  private static final Pattern PACKAGE_DATABASE =
      Pattern.compile(
          "/?(var/lib/dpkg/.*|(usr/)?lib/apk/db/.*|var/lib/rpm/.*|usr/lib/sysimage/rpm/.*"
              + "|usr/share/rpm/.*|var/lib/pacman/.*)");

  String type = "";
  String name = "";
  String version = "";
  String purl = "";
  List<StatedDigest> digests = List.of();
  List<String> locations = List.of();
  List<CycloneDxComponent> children = List.of();

  void digest(StatedDigest digest) {
    if (digests.isEmpty()) {
      digests = new ArrayList<>(2);
    }
    digests.add(digest);
  }

  void location(String location) {
    if (locations.isEmpty()) {
      locations = new ArrayList<>(2);
    }
    locations.add(location);
  }

  /** Takes what generators put into properties for want of a field. */
  void property(String key, String value) {
    boolean location =
        key.equals(TRIVY_LOCATION)
            || (key.startsWith("syft:") && SYFT_LOCATION.matcher(key).matches());
    if (location && !value.isEmpty() && !PACKAGE_DATABASE.matcher(value).matches()) {
      location(value);
    }
  }

  void child(CycloneDxComponent child) {
    if (children.isEmpty()) {
      children = new ArrayList<>();
    }
    children.add(child);
  }
}
