// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader;

import dev.sbomlock.loader.bpf.AttachedProgram;
import dev.sbomlock.loader.bpf.BpfMap;
import dev.sbomlock.loader.layout.ControlRecord;
import dev.sbomlock.loader.layout.DigestKey;
import dev.sbomlock.manifest.RejectedException;
import dev.sbomlock.posix.NativeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The guard that stands, while another one is attached beside it and then takes its place. At no
 * moment less is denied than what both deny: first by the old one, then by both, then by the new
 * one.
 */
final class Replacement {

  private final Set<DigestKey> revoked;
  private List<AttachedProgram> programs = List.of();
  private boolean gone;

  private Replacement(Set<DigestKey> revoked) {
    this.revoked = revoked;
  }

  /**
   * Has the guard let another one be attached.
   *
   * @throws RejectedException L029 when that was tried before and broken off, L037 when it is
   *     sealed, L039 when what it revokes cannot be told
   */
  static Replacement begin() throws RejectedException {
    if (Pins.NEXT.exist()) {
      throw new RejectedException(LoaderProblems.replacementBrokenOff(Pins.NEXT.directory()));
    }
    Loader.requireUnsealed();
    try {
      Replacement replacement = new Replacement(readRevoked());
      Pins.GUARD.tell(ControlRecord.Phase.LOADING);
      return replacement;
    } catch (NativeException e) {
      throw Recall.unreadable(e);
    }
  }

  /** The content that must not run either once the new guard stands. */
  Set<DigestKey> revoked() {
    return revoked;
  }

  /** Takes the old guard away, and gives its place to the new one, which denies already. */
  void giveWay() throws IOException, NativeException {
    gone = true;
    programs = Pins.GUARD.remove(true);
    Pins.NEXT.moveTo(Pins.GUARD);
  }

  /** Whether the old guard is no more, at least in part. */
  boolean isGone() {
    return gone;
  }

  /** Returns when nothing of the old guard runs any more. */
  void awaitEnd() throws IOException, NativeException {
    Pins.awaitEnd(programs);
  }

  /** Leaves the old guard as it was, if it is still there. */
  void giveUp() throws NativeException {
    Pins.GUARD.tell(ControlRecord.Phase.STANDING);
  }

  private static Set<DigestKey> readRevoked() throws RejectedException, NativeException {
    List<byte[]> files;
    try (BpfMap map = BpfMap.pinnedForReading(Pins.GUARD.map(MapName.REVOKED))) {
      files = map.keys();
    }
    if (files.isEmpty()) {
      return Set.of();
    }
    StateDirectory state = StateDirectory.system();
    Set<DigestKey> digests = new HashSet<>();
    try (PolicyIndex policy =
        state.open().orElseThrow(() -> new IOException("there is no index of the policy"))) {
      for (byte[] file : files) {
        int index = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder()).getInt();
        policy.file(index).digests().fsverity().map(DigestKey::of).ifPresent(digests::add);
      }
    } catch (IOException e) {
      throw new RejectedException(LoaderProblems.unknownManifests(state.directory()));
    }
    return digests;
  }
}
