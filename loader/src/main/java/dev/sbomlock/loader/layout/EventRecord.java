// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One denial, as the guard tells it: {@code struct sbomlock_event}.
 *
 * @param inode what it was about
 * @param time nanoseconds since boot
 * @param cgroup id
 * @param pid process
 * @param tid thread
 * @param uid real user
 * @param parent process that made that one, or took it over
 * @param file index over the files of all manifests, or {@link BlessedRecord#NONE}
 * @param component index over their components, or {@link BlessedRecord#NONE}
 * @param hook where
 * @param action what was tried
 * @param verdict denied or audited
 * @param digest of the file; its hex is empty when none was measured
 * @param comm the thread's name, as it calls itself
 * @param parentComm the parent's
 * @param path raw bytes below the root of its file system, with a leading slash
 * @param pathCut whether leading directories are missing
 */
@SuppressWarnings("ArrayRecordComponent") // read once and written out
public record EventRecord(
    InodeKey inode,
    long time,
    long cgroup,
    int pid,
    int tid,
    int uid,
    int parent,
    int file,
    int component,
    Hook hook,
    Action action,
    Verdict verdict,
    DigestKey digest,
    byte[] comm,
    byte[] parentComm,
    byte[] path,
    boolean pathCut) {

  public static final int SIZEOF = 1192;
  static final int INODE = 0;
  static final int TIME = 16;
  static final int CGROUP = 24;
  static final int PID = 32;
  static final int TID = 36;
  static final int UID = 40;
  static final int PARENT = 44;
  static final int FILE = 48;
  static final int COMPONENT = 52;
  static final int HOOK = 56;
  static final int ACTION = 57;
  static final int VERDICT = 58;
  static final int DIGEST = 64;
  static final int COMM = 132;
  static final int PARENT_COMM = 148;
  static final int NAME_SIZE = 164;
  static final int NAME_CUT = 166;
  static final int NAME = 168;
  static final int COMM_LENGTH = 16;
  static final int NAME_MAX = 1024;

  /**
   * The event in those bytes.
   *
   * @throws IllegalArgumentException when they are too few or hold numbers that mean nothing
   */
  public static EventRecord read(byte[] sample) {
    if (sample.length < SIZEOF) {
      throw new IllegalArgumentException("an event has " + SIZEOF + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(sample).order(ByteOrder.nativeOrder());
    return new EventRecord(
        InodeKey.read(bytes, INODE),
        bytes.getLong(TIME),
        bytes.getLong(CGROUP),
        bytes.getInt(PID),
        bytes.getInt(TID),
        bytes.getInt(UID),
        bytes.getInt(PARENT),
        bytes.getInt(FILE),
        bytes.getInt(COMPONENT),
        constant(Hook.values(), bytes.get(HOOK)),
        constant(Action.values(), bytes.get(ACTION)),
        constant(Verdict.values(), bytes.get(VERDICT)),
        DigestKey.read(bytes, DIGEST),
        comm(bytes, COMM),
        comm(bytes, PARENT_COMM),
        path(bytes),
        bytes.getShort(NAME_CUT) != 0);
  }

  private static <E> E constant(E[] values, byte index) {
    if (Byte.toUnsignedInt(index) >= values.length) {
      throw new IllegalArgumentException("no such constant: " + index);
    }
    return values[Byte.toUnsignedInt(index)];
  }

  private static byte[] comm(ByteBuffer bytes, int at) {
    int length = 0;
    while (length < COMM_LENGTH && bytes.get(at + length) != 0) {
      length++;
    }
    byte[] comm = new byte[length];
    bytes.get(at, comm);
    return comm;
  }

  /** The kernel walks from the leaf to the root; people read the other way. */
  private static byte[] path(ByteBuffer bytes) {
    int size = Math.min(Short.toUnsignedInt(bytes.getShort(NAME_SIZE)), NAME_MAX);
    ByteArrayOutputStream path = new ByteArrayOutputStream(size + 1);
    int end = size;
    while (end > 0) {
      int start = end - 1;
      while (start > 0 && bytes.get(NAME + start - 1) != 0) {
        start--;
      }
      byte[] name = new byte[end - 1 - start];
      bytes.get(NAME + start, name);
      path.writeBytes("/".getBytes(StandardCharsets.US_ASCII));
      path.writeBytes(name);
      end = start;
    }
    if (path.size() == 0) {
      path.write('/');
    }
    return path.toByteArray();
  }
}
