// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sbomlock.loader.layout.UpdateRecord.Entry;
import dev.sbomlock.loader.layout.UpdateRecord.Operation;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpdateRecordTest {

  private static final Entry ENTRY =
      new Entry(new DigestKey(1, "ab".repeat(32)), Operation.ALLOW, BlessedRecord.GRANT_JIT);

  @Test
  void theBytesAreThoseOfTheDocument() {
    byte[] bytes = new UpdateRecord(0x0102, true, List.of(ENTRY)).bytes();
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "73626f6d75706474" // sbomupdt
                + "01000000" // version
                + "01000000" // flags: unlock
                + "0201000000000000" // sequence
                + "01000000" // count
                + "00000000"
                + "0100" // SHA-256
                + "2000" // 32 bytes
                + "ab".repeat(32)
                + "00".repeat(32)
                + "00000000" // allow
                + "01000000"); // jit
  }

  @Property
  void anUpdateSurvives(
      @ForAll long sequence, @ForAll boolean unlock, @ForAll Operation operation) {
    Entry entry = new Entry(ENTRY.digest(), operation, 0);
    UpdateRecord update = new UpdateRecord(sequence, unlock, List.of(entry, ENTRY));
    assertThat(UpdateRecord.read(update.bytes())).contains(update);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 24, 32 + 68, 32 + 69})
  void aChangedByteMayMakeItNone(int at) {
    byte[] bytes = new UpdateRecord(1, false, List.of(ENTRY)).bytes();
    bytes[at] = 0x7f;
    assertThat(UpdateRecord.read(bytes)).isEmpty();
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    assertThat(UpdateRecord.read(bytes)).isEmpty();
  }

  @Test
  void noPartOfOneIsOne() {
    byte[] bytes = new UpdateRecord(1, false, List.of(ENTRY)).bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(UpdateRecord.read(Arrays.copyOf(bytes, length))).isEmpty();
    }
    assertThat(UpdateRecord.read(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
  }

  @Test
  void theLargestFitsAndNoLarger() {
    List<Entry> most = Collections.nCopies(UpdateRecord.MAX_ENTRIES, ENTRY);
    assertThat(new UpdateRecord(1, false, most).bytes()).hasSize(UpdateRecord.MAX_SIZE);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new UpdateRecord(
                    1, false, Collections.nCopies(UpdateRecord.MAX_ENTRIES + 1, ENTRY)));
  }

  @Test
  void aParcelSaysWhereItsPartsEnd() {
    assertThat(HexFormat.of().formatHex(UpdateRecord.parcel(new byte[] {1, 2}, new byte[] {3})))
        .isEqualTo("73626f6d6c6f636b" + "02000000" + "01000000" + "0102" + "03");
  }
}
