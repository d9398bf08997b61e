// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class RecordBytesTest {

  @Property
  void anInodeSurvives(@ForAll long inode, @ForAll int device, @ForAll int generation) {
    InodeKey key = new InodeKey(inode, device, generation);
    assertThat(InodeKey.read(ByteBuffer.wrap(key.bytes()).order(ByteOrder.nativeOrder()), 0))
        .isEqualTo(key);
  }

  @Test
  void aDigestIsZeroBeyondItsEnd() {
    DigestKey key = new DigestKey(1, "ab".repeat(32));
    byte[] bytes = key.bytes();
    assertThat(bytes).hasSize(DigestKey.SIZEOF).endsWith(new byte[32]);
    assertThat(DigestKey.read(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0))
        .isEqualTo(key);
  }

  @Test
  void settingsSurvive() {
    SettingsRecord settings =
        new SettingsRecord(
            SettingsRecord.ENFORCE,
            0xf0000001,
            Coverage.GATED,
            Coverage.WATCHED,
            new SettingsRecord.Gates(3, 2),
            new SettingsRecord.Gates(4, 1),
            true,
            false,
            true,
            5,
            6,
            List.of(1L, SettingsRecord.ANY_MANIFEST, 6L));
    assertThat(SettingsRecord.read(settings.bytes())).isEqualTo(settings);
  }

  @Test
  void gatesSurvive() {
    GatesRecord gates = new GatesRecord(List.of(InodeKey.device(254, 1), InodeKey.device(7, 0)));
    assertThat(gates.bytes()).hasSize(GatesRecord.SIZEOF);
    assertThat(GatesRecord.read(gates.bytes(), 2)).isEqualTo(gates);
  }

  @Test
  void theFirstGatesAreNotOnlyWatched() {
    SettingsRecord.Gates gates = new SettingsRecord.Gates(3, 2);
    assertThat(List.of(gates.coverage(0), gates.coverage(1), gates.coverage(2)))
        .containsExactly(Coverage.GATED, Coverage.GATED, Coverage.WATCHED);
  }

  @Test
  void whatIsBlessedAndAllowedSurvives() {
    BlessedRecord blessed = new BlessedRecord(3, 4, BlessedRecord.FILE, BlessedRecord.GRANT_BPF);
    assertThat(BlessedRecord.read(blessed.bytes())).isEqualTo(blessed);
    AllowedRecord allowed = new AllowedRecord(3, 4, BlessedRecord.GRANT_JIT);
    assertThat(AllowedRecord.read(allowed.bytes())).isEqualTo(allowed);
    InodeKey inode = new InodeKey(1L << 40, InodeKey.device(254, 1), 7);
    assertThat(InodeKey.read(inode.bytes())).isEqualTo(inode);
  }

  @Test
  void anInodeMayBeGuardedForSeveralReasons() {
    BlessedRecord file = new BlessedRecord(3, 4, BlessedRecord.FILE, BlessedRecord.GRANT_JIT);
    BlessedRecord onPath = BlessedRecord.of(BlessedRecord.ON_PATH);
    BlessedRecord both =
        new BlessedRecord(
            3, 4, BlessedRecord.FILE | BlessedRecord.ON_PATH, BlessedRecord.GRANT_JIT);
    assertThat(file.merge(onPath)).isEqualTo(both);
    assertThat(onPath.merge(file)).isEqualTo(both);
  }

  @Test
  void theIteratorNeverEndsInsideARecord() {
    assertThat(EnrolledRecord.readAll(new byte[2 * EnrolledRecord.SIZEOF])).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnrolledRecord.readAll(new byte[EnrolledRecord.SIZEOF + 1]));
  }
}
