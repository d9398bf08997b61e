// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.compiler.problem.ExportProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A policy of the Integrity Measurement Architecture (Documentation/ABI/testing/ima_policy) under
 * which nothing is executed or mapped executable from the file systems of the manifest but what
 * {@code security.ima} vouches for. IMA's rules cannot hold digests: those are in the attributes.
 *
 * @param fileSystems UUIDs of the file systems that hold the files, in lower case, each once
 * @param appraisal what has to stand in the attribute
 */
public record ImaPolicy(List<String> fileSystems, Appraisal appraisal) implements Exporter {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  // Of every file system without one, such as a tmpfs.
  private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

  /** What IMA takes as proof. */
  public enum Appraisal {
    /** The file's SHA-256, as {@code bless --method=ima} writes it, or a signature of it. */
    DIGEST("hash", "appraise_algos=sha256"),
    /** A signature of the file's SHA-256, as {@code evmctl ima_sign} writes it. */
    SIGNATURE("imasig", "appraise_type=imasig appraise_algos=sha256"),
    /** A signature of version 3 of the file's SHA-256; kernels from 7.2 on. */
    SIGNATURE_V3("sigv3", "appraise_type=sigv3 appraise_algos=sha256"),
    /** A signature of version 3 of the fs-verity digest. Not on overlayfs. */
    VERITY("verity", "digest_type=verity appraise_type=sigv3");

    private final String key;
    private final String conditions;

    Appraisal(String key, String conditions) {
      this.key = key;
      this.conditions = conditions;
    }

    /** What users write. */
    public String key() {
      return key;
    }
  }

  /**
   * Checks and sorts the UUIDs.
   *
   * @throws IllegalArgumentException when there is none, or one is none
   */
  public ImaPolicy {
    SortedSet<String> sorted = new TreeSet<>();
    for (String fileSystem : fileSystems) {
      String uuid = fileSystem.toLowerCase(Locale.ROOT);
      if (!UUID.matcher(uuid).matches() || uuid.equals(NO_UUID)) {
        throw new IllegalArgumentException(
            "--fsuuid takes the UUID of a file system, as 'findmnt -no UUID --target FILE' prints"
                + " it, not '"
                + fileSystem
                + "'");
      }
      sorted.add(uuid);
    }
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException(
          "IMA's rules need the file system that holds the files: pass --fsuuid, else they would"
              + " hold on every file system and the machine would not boot");
    }
    fileSystems = List.copyOf(sorted);
  }

  /**
   * The policy's text.
   *
   * @throws RejectedException C060 when a file was stated and never measured, C061 when no file is
   *     accounted for
   */
  @Override
  public Export export(MeasurementManifest manifest) throws RejectedException {
    AccountedFiles files = AccountedFiles.of(manifest, "IMA");
    List<String> lines = new ArrayList<>();
    lines.add(
        "# Digests and signatures are in security.ima, which 'sbomlock bless --method=ima' or evmctl writes.");
    for (String fileSystem : fileSystems) {
      lines.add(rule("BPRM_CHECK", fileSystem));
      lines.add(rule("MMAP_CHECK mask=MAY_EXEC", fileSystem));
    }
    List<Diagnostic> findings = new ArrayList<>(files.findings());
    if (appraisal == Appraisal.DIGEST) {
      findings.add(ExportProblems.whoeverWritesAttributes(manifest.subject().name()));
    }
    return new Export(lines, findings);
  }

  private String rule(String function, String fileSystem) {
    return Text.format("appraise func=%s fsuuid=%s %s", function, fileSystem, appraisal.conditions);
  }
}
