// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.intoto;

import dev.sbomlock.compiler.problem.IntotoProblems;
import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.Digest;
import dev.sbomlock.manifest.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and verifies attestations: in-toto statements in DSSE envelopes, one a document, or a
 * bundle with one a line (JSON Lines).
 */
public final class AttestationReader {

  private static final int MAX_LINES = 10_000;

  private AttestationReader() {}

  /**
   * Reads all attestations of a document.
   *
   * @param place what to call it in diagnostics
   * @param keys one of which must have signed each
   * @throws RejectedException with what is wrong with any of them
   */
  public static List<Attestation> read(byte[] document, String place, List<FunctionaryKey> keys)
      throws RejectedException {
    if (keys.isEmpty()) {
      throw new RejectedException(IntotoProblems.attestationWithoutKey(place));
    }
    List<byte[]> envelopes = lines(document);
    if (envelopes.size() > MAX_LINES) {
      throw new RejectedException(
          IntotoProblems.notAnAttestation(place, "it has more than " + MAX_LINES + " lines"));
    }
    List<Attestation> attestations = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    for (int i = 0; i < envelopes.size(); i++) {
      String line = envelopes.size() == 1 ? place : place + " line " + (i + 1);
      try {
        attestations.add(verified(envelopes.get(i), line, keys));
      } catch (RejectedException e) {
        problems.addAll(e.diagnostics());
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
    return attestations;
  }

  private static Attestation verified(byte[] envelope, String place, List<FunctionaryKey> keys)
      throws RejectedException {
    SignedDocument signed =
        SignedDocument.envelope(
            envelope, place, fact -> IntotoProblems.notAnAttestation(place, fact));
    List<Digest> signers =
        keys.stream().filter(signed::isSignedBy).map(FunctionaryKey::identity).distinct().toList();
    if (signers.isEmpty()) {
      throw new RejectedException(
          IntotoProblems.attestationUnverified(
              place,
              signed.signatures(),
              keys.stream().map(key -> "'" + key.name() + "'").toList()));
    }
    return StatementReader.read(signed.content(), place, signers);
  }

  /**
   * The lines that each begin an object, or the whole document when one object spans its lines.
   * Within JSON texts there are no line feeds, so each line of a bundle is whole.
   */
  private static List<byte[]> lines(byte[] document) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= document.length; i++) {
      if (i == document.length || document[i] == '\n') {
        byte[] line = Arrays.copyOfRange(document, start, i);
        if (!isBlank(line)) {
          lines.add(line);
        }
        start = i + 1;
      }
    }
    boolean bundle = lines.stream().allMatch(AttestationReader::isWhole);
    return bundle && !lines.isEmpty() ? lines : List.of(document);
  }

  private static boolean isWhole(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1).strip();
    return text.startsWith("{") && text.endsWith("}");
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
