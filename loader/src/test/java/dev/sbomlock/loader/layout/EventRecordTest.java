// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EventRecordTest {

  private static final byte[] NO_UTF8 = {'a', (byte) 0xff, 'b'};

  private final ByteBuffer sample =
      ByteBuffer.allocate(EventRecord.SIZEOF).order(ByteOrder.nativeOrder());

  @Test
  void readsWhatTheKernelTells() {
    sample.putLong(EventRecord.INODE, 7).putInt(EventRecord.INODE + InodeKey.DEVICE, 254 << 20 | 1);
    sample.putInt(EventRecord.UID, -1).putInt(EventRecord.FILE, BlessedRecord.NONE);
    sample.put(EventRecord.HOOK, (byte) 2).put(EventRecord.VERDICT, (byte) 1);
    sample.putShort(EventRecord.DIGEST, (short) 1).putShort(EventRecord.DIGEST + 2, (short) 2);
    sample.put(EventRecord.DIGEST + 4, (byte) 0xab).put(EventRecord.DIGEST + 5, (byte) 1);
    sample.put(EventRecord.COMM, "sh".getBytes(StandardCharsets.US_ASCII));
    sample.putInt(EventRecord.PARENT, 5);
    sample.put(EventRecord.PARENT_COMM, "runc".getBytes(StandardCharsets.US_ASCII));
    EventRecord event = EventRecord.read(sample.array());
    assertThat(event.parent()).isEqualTo(5);
    assertThat(event.parentComm()).isEqualTo("runc".getBytes(StandardCharsets.US_ASCII));
    assertThat(event.inode().inode()).isEqualTo(7);
    assertThat(InodeKey.deviceName(event.inode().device())).isEqualTo("254:1");
    assertThat(event.hook()).isEqualTo(Hook.FILE_PERMISSION);
    assertThat(event.verdict()).isEqualTo(Verdict.DENIED);
    assertThat(event.digest().hex()).isEqualTo("ab01");
    assertThat(event.comm()).isEqualTo(new byte[] {'s', 'h'});
    assertThat(event.file()).isEqualTo(BlessedRecord.NONE);
  }

  @Test
  void turnsThePathAround() {
    name("nginx\0sbin\0usr\0".getBytes(StandardCharsets.US_ASCII));
    assertThat(path()).isEqualTo("/usr/sbin/nginx".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void keepsEveryByteOfAName() {
    byte[] names = new byte[NO_UTF8.length + 1];
    System.arraycopy(NO_UTF8, 0, names, 0, NO_UTF8.length);
    name(names);
    assertThat(path()).isEqualTo(new byte[] {'/', 'a', (byte) 0xff, 'b'});
  }

  @Test
  void theRootIsASlash() {
    assertThat(path()).isEqualTo(new byte[] {'/'});
  }

  @Test
  void fillsTheWholeName() {
    byte[] names = new byte[EventRecord.NAME_MAX];
    Arrays.fill(names, (byte) 'x');
    names[names.length - 1] = 0;
    name(names);
    assertThat(path()).hasSize(EventRecord.NAME_MAX);
  }

  @Test
  void refusesWhatTheKernelNeverTells() {
    assertThatIllegalArgumentException().isThrownBy(() -> EventRecord.read(new byte[10]));
    sample.put(EventRecord.HOOK, (byte) Hook.values().length);
    assertThatIllegalArgumentException().isThrownBy(() -> EventRecord.read(sample.array()));
  }

  @Test
  void neverReadsBeyondItsSizes() {
    sample.putShort(EventRecord.NAME_SIZE, (short) 0xffff);
    sample.putShort(EventRecord.DIGEST + 2, (short) 0xffff);
    assertThat(EventRecord.read(sample.array()).digest().hex()).hasSize(2 * DigestKey.MAX);
  }

  private void name(byte[] names) {
    sample.put(EventRecord.NAME, names).putShort(EventRecord.NAME_SIZE, (short) names.length);
  }

  private byte[] path() {
    return EventRecord.read(sample.array()).path();
  }
}
