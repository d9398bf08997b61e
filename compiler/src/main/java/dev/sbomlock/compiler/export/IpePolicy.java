// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.compiler.problem.ExportProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy of Integrity Policy Enforcement (Documentation/admin-guide/LSM/ipe.rst) under which
 * nothing is executed but the accounted files, by their fs-verity digests. Still to be signed.
 *
 * @param name what the policy's directory in securityfs will be called
 * @param version three numbers from 0 to 65535; the kernel takes an update only with a higher one
 */
public record IpePolicy(String name, String version) implements Exporter {

  // The kernel splits lines at blanks and makes a directory of that name.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}");
  private static final Pattern VERSION =
      Pattern.compile("([0-9]{1,5})\\.([0-9]{1,5})\\.([0-9]{1,5})");
  private static final int MAX_VERSION_PART = 65535;

  /** The kernel refuses signed messages above 65,535 bytes: what a signature leaves of them. */
  private static final int USUAL_ROOM = 63_900;

  /**
   * Checks what the kernel would refuse only after the policy was signed.
   *
   * @throws IllegalArgumentException when the kernel takes no such name or version
   */
  public IpePolicy {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an IPE policy's name is 1 to 255 of the letters A-Z a-z 0-9 _ . -, and starts with none"
              + " of the last two, not '"
              + name
              + "'");
    }
    if (!isVersion(version)) {
      throw new IllegalArgumentException(
          "an IPE policy's version is three numbers from 0 to 65535, as in 0.0.1, not '"
              + version
              + "'");
    }
  }

  private static boolean isVersion(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      return false;
    }
    for (int part = 1; part <= parts.groupCount(); part++) {
      if (Integer.parseInt(parts.group(part)) > MAX_VERSION_PART) {
        return false;
      }
    }
    return true;
  }

  /**
   * The policy's text.
   *
   * @throws RejectedException C060 when a file was stated and never measured, C061 when no file is
   *     accounted for
   */
  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "IPE");
    List<String> lines = new ArrayList<>();
    lines.add("policy_name=" + name + " policy_version=" + version);
    lines.add("DEFAULT action=ALLOW");
    lines.add("DEFAULT op=EXECUTE action=DENY");
    List<String> digests =
        files.all().stream()
            .map(Measurement::fsverity)
            .map(Digest::hex)
            .sorted()
            .distinct()
            .toList();
    String hash = manifest.verity().hash().key();
    List<String> rules =
        digests.stream()
            .map(hex -> "op=EXECUTE fsverity_digest=" + hash + ":" + hex + " action=ALLOW")
            .toList();
    lines.addAll(rules);
    List<Diagnostic> findings = new ArrayList<>(files.findings());
    int usualLimit = USUAL_ROOM / (rules.get(0).length() + 1);
    if (rules.size() > usualLimit) {
      findings.add(ExportProblems.tooManyDigests(name, rules.size(), usualLimit));
    }
    return new Export(lines, findings);
  }
}
