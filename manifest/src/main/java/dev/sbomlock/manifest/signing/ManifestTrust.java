// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.manifest.signing;

import dev.sbomlock.manifest.Diagnostic;
import dev.sbomlock.manifest.ManifestReader;
import dev.sbomlock.manifest.MeasurementManifest;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.manifest.Text;
import dev.sbomlock.manifest.Validity;
import dev.sbomlock.manifest.dsse.Envelope;
import dev.sbomlock.manifest.dsse.EnvelopeReader;
import dev.sbomlock.manifest.dsse.MalformedEnvelopeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which manifests count: with a key those that it signed, without one those that nobody signed; in
 * either case not those that have expired.
 *
 * @param key whose signature counts
 * @param today the day that decides what has expired
 */
public record ManifestTrust(Optional<ManifestKey> key, LocalDate today) {

  /**
   * A whole envelope is in memory, beside what it holds: half a million files in a heap of 1 GiB.
   */
  private static final int MAX_ENVELOPE = 400 << 20;

  /** Every envelope starts with a brace and one of DSSE's keys, every manifest with its type. */
  private static final int PREFIX = 64;

  /**
   * Reads a manifest, if it counts.
   *
   * @throws RejectedException M010 to M016 when it does not, or as {@link ManifestReader#read}
   */
  public MeasurementManifest read(Path file) throws RejectedException {
    String place = String.valueOf(file.getFileName());
    try {
      boolean signed = isEnvelope(file);
      if (key.isEmpty()) {
        if (signed) {
          throw new RejectedException(SigningProblems.keyMissing(place));
        }
        return unexpired(ManifestReader.read(file), place);
      }
      if (!signed) {
        throw new RejectedException(SigningProblems.unsigned(place));
      }
      try (InputStream in = Files.newInputStream(file)) {
        return verify(in.readNBytes(MAX_ENVELOPE + 1), place, key.get());
      }
    } catch (IOException unreadable) {
      // Says what is wrong with the file, as for any other manifest.
      return ManifestReader.read(file);
    }
  }

  /**
   * Verifies a signed manifest.
   *
   * @param place what to call it in diagnostics
   * @throws RejectedException as {@link #read}
   */
  MeasurementManifest verify(byte[] document, String place, ManifestKey signer)
      throws RejectedException {
    if (document.length > MAX_ENVELOPE) {
      throw new RejectedException(
          SigningProblems.malformedEnvelope(
              place, Text.format("it has more than %d bytes", MAX_ENVELOPE)));
    }
    Envelope envelope = envelope(document, place);
    byte[] message = envelope.preAuthenticationEncoding();
    if (envelope.signatures().stream()
        .noneMatch(signature -> signer.verifies(message, signature.bytes()))) {
      throw new RejectedException(
          SigningProblems.notVerified(place, envelope.signatures().size(), signer.name()));
    }
    MeasurementManifest manifest = payload(envelope, place);
    if (manifest.validity().isEmpty()) {
      throw new RejectedException(SigningProblems.noValidity(place));
    }
    return unexpired(manifest, place);
  }

  /**
   * Refuses to go back: each subject of the new manifests that is loaded already needs at least the
   * version that is loaded.
   *
   * @param loaded by subject, 0 for one without
   * @throws RejectedException M017 for each that has a lower one, or none where there was one
   */
  public static void requireNoRollback(Map<String, Long> loaded, List<MeasurementManifest> offered)
      throws RejectedException {
    List<Diagnostic> problems = new ArrayList<>();
    for (MeasurementManifest next : offered) {
      long old = loaded.getOrDefault(next.subject().name(), 0L);
      long now = next.validity().map(Validity::version).orElse(0L);
      if (now < old) {
        problems.add(
            SigningProblems.rolledBack(
                next.subject().name(),
                now == 0 ? "a manifest without a version" : "version " + now,
                String.valueOf(old)));
      }
    }
    if (!problems.isEmpty()) {
      throw new RejectedException(problems);
    }
  }

  private static Envelope envelope(byte[] document, String place) throws RejectedException {
    try {
      Envelope envelope = EnvelopeReader.read(document);
      if (!envelope.payloadType().equals(Envelope.IN_TOTO)) {
        throw new RejectedException(
            SigningProblems.malformedEnvelope(
                place, "its payload is '" + envelope.payloadType() + "'"));
      }
      return envelope;
    } catch (MalformedEnvelopeException e) {
      throw new RejectedException(
          SigningProblems.malformedEnvelope(place, String.valueOf(e.getMessage())));
    }
  }

  private static MeasurementManifest payload(Envelope envelope, String place)
      throws RejectedException {
    try {
      return ManifestReader.read(new ByteArrayInputStream(envelope.payload()), place);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private MeasurementManifest unexpired(MeasurementManifest manifest, String place)
      throws RejectedException {
    Optional<Validity> validity = manifest.validity();
    if (validity.isPresent() && validity.get().hasExpired(today)) {
      throw new RejectedException(
          SigningProblems.expired(place, validity.get().expires().toString(), today.toString()));
    }
    return manifest;
  }

  private static boolean isEnvelope(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(PREFIX), StandardCharsets.ISO_8859_1);
      return start.matches("(?s)\\s*\\{\\s*\"(payload|payloadType|signatures)\".*");
    }
  }
}
