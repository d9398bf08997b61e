// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.problem;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Text;

/** Diagnostics about what other enforcers' languages cannot say. */
public final class ExportProblems {

  private ExportProblems() {}

  public static Diagnostic unspeakableName(String path, String language) {
    return new Diagnostic(
        "C270",
        Text.format("'%s'", path),
        Text.format(
            "its name holds control characters or is not UTF-8, for which %s has no words",
            language),
        "it is left out",
        "Rename the file: that enforcer will not know it.");
  }

  public static Diagnostic tooManyDigests(String policy, int digests, int limit) {
    return new Diagnostic(
        "C271",
        policy,
        Text.format("it has %d digests, and IPE takes policies of about %d", digests, limit),
        "the kernel is likely to refuse it",
        "Export a manifest of fewer files, such as those of one image, or load it with sbomlock.");
  }

  public static Diagnostic pathsAlone(String policy, String language) {
    return new Diagnostic(
        "C272",
        Text.format("'%s'", policy),
        Text.format("%s compares paths and never content", language),
        "the policy is weak: whatever is put at an accounted path runs",
        "Enforce with an export that names digests, such as ipe, or load the manifest with sbomlock.");
  }

  public static Diagnostic whoeverWritesAttributes(String subject) {
    return new Diagnostic(
        "C273",
        Text.format("'%s'", subject),
        "IMA's rules name no digest and take the one that security.ima holds",
        "whoever may write that attribute decides what runs",
        "Sign the files and export with --appraise=imasig, or load the manifest with sbomlock.");
  }

  public static Diagnostic integrityIsConfigured(String subject) {
    return new Diagnostic(
        "C274",
        Text.format("'%s'", subject),
        "fapolicyd compares size and digest only where it is told to, and paths alone otherwise",
        "the trust file is weak as fapolicyd is shipped",
        "Set 'integrity = sha256' in /etc/fapolicyd/fapolicyd.conf.");
  }

  public static Diagnostic otherVerity(String subject) {
    return new Diagnostic(
        "C275",
        Text.format("'%s'", subject),
        "its fs-verity digests are none of SHA-256, 4096-byte blocks and no salt",
        "nothing was exported: the digests of composefs are",
        "Compile without --fsverity-hash-alg, --fsverity-block-size and --fsverity-salt.");
  }
}
