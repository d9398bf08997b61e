// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.export;

import dev.sbomlock.compiler.problem.CompilerProblems;
import dev.sbomlock.compiler.problem.ExportProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.DigestAlgorithm;
import dev.sbomlock.manifest.Grant;
import dev.sbomlock.manifest.Measurement;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Status;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a manifest that an export is about, and what its language cannot say of them. */
final class AccountedFiles {

  private final List<Measurement> files;
  private final String language;
  private final List<Diagnostic> findings = new ArrayList<>();

  private AccountedFiles(List<Measurement> files, String language) {
    this.files = files;
    this.language = language;
  }

  /**
   * The accounted files.
   *
   * @param language what to call the enforcer in diagnostics
   * @throws RejectedException C060 when a file was stated and never measured, C061 when no file is
   *     accounted for
   */
  static AccountedFiles of(MeasurementManifest manifest, String language) throws RejectedException {
    String subject = manifest.subject().name();
    List<Measurement> stated = manifest.filesOf(Status.STATED);
    if (!stated.isEmpty()) {
      throw new RejectedException(
          CompilerProblems.notMeasured(subject, stated.size(), stated.get(0).path().text()));
    }
    List<Measurement> accounted = manifest.filesOf(Status.ACCOUNTED);
    if (accounted.isEmpty()) {
      throw new RejectedException(CompilerProblems.nothingToExport(subject));
    }
    AccountedFiles files = new AccountedFiles(accounted, language);
    files.tellGrants();
    return files;
  }

  /** All of them, by path. */
  List<Measurement> all() {
    return files;
  }

  /** Those whose names are text, by path; a finding for each other. */
  List<Named> named() {
    List<Named> named = new ArrayList<>();
    for (Measurement file : files) {
      Optional<String> name = name(file);
      if (name.isPresent()) {
        named.add(new Named("/" + name.get(), file));
      } else {
        findings.add(ExportProblems.unspeakableName(file.path().text(), language));
      }
    }
    return named;
  }

  /** What the language cannot say. */
  List<Diagnostic> findings() {
    return findings;
  }

  private void tellGrants() {
    for (Measurement file : files) {
      for (Grant grant : file.grants()) {
        findings.add(CompilerProblems.grantNotExported(file.path().text(), grant.key(), language));
      }
    }
  }

  private static Optional<String> name(Measurement file) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(file.path().bytes()))
              .toString();
      return text.chars().noneMatch(Character::isISOControl) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  /**
   * A file and its name as text.
   *
   * @param name absolute
   */
  record Named(String name, Measurement file) {

    /** The size in bytes. */
    long size() {
      return file.measuredContent().orElseThrow().size();
    }

    /** SHA-256 of the content. */
    Digest sha256() {
      return file.require(DigestAlgorithm.SHA256);
    }

    /** The fs-verity digest. */
    Digest fsverity() {
      return file.fsverity();
    }
  }
}
