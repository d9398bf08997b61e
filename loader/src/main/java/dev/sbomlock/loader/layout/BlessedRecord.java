// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Why an inode is guarded: {@code struct sbomlock_blessed}.
 *
 * @param file index over the files of all manifests, or {@link #NONE}
 * @param component index over their components, or {@link #NONE}
 * @param flags what it is, one or more
 * @param grants what it may do as a program
 */
public record BlessedRecord(int file, int component, int flags, int grants) {

  /** No file, no component. */
  public static final int NONE = 0xffffffff;

  /** A blessed file. */
  public static final int FILE = 1;

  /** A directory or symbolic link by which a blessed file is reached. */
  public static final int ON_PATH = 1 << 1;

  /** A pin of the guard itself, or its directory. */
  public static final int PIN = 1 << 2;

  /** A file whose identity is this record, since the kernel can measure no digest. */
  public static final int BY_RECORD = 1 << 3;

  /** The medium of a file system in a loop device. */
  public static final int BACKING = 1 << 4;

  /** Data, as all below it: interpreters read it, blessed or not. */
  public static final int DATA = 1 << 5;

  /** What a guarded mount lies on. */
  public static final int MOUNTPOINT = 1 << 6;

  /** It may make code at run time. */
  public static final int GRANT_JIT = 1;

  /** It passes the gate around bpf(2). */
  public static final int GRANT_BPF = 1 << 1;

  /** It runs what it reads, and so reads blessed files only. */
  public static final int GRANT_INTERPRETER = 1 << 2;

  public static final int SIZEOF = 16;
  static final int FILE_INDEX = 0;
  static final int COMPONENT = 4;
  static final int FLAGS = 8;
  static final int GRANTS = 12;

  /** The record in the bytes of a map value. */
  public static BlessedRecord read(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return new BlessedRecord(
        bytes.getInt(FILE_INDEX),
        bytes.getInt(COMPONENT),
        bytes.getInt(FLAGS),
        bytes.getInt(GRANTS));
  }

  /** A record of what is no file of a manifest. */
  public static BlessedRecord of(int flags) {
    return new BlessedRecord(NONE, NONE, flags, 0);
  }

  /** One inode that is several things at once. */
  public BlessedRecord merge(BlessedRecord other) {
    BlessedRecord named = file == NONE ? other : this;
    return new BlessedRecord(
        named.file, named.component, flags | other.flags, grants | other.grants);
  }

  /** The bytes of a map value. */
  public byte[] bytes() {
    return ByteBuffer.allocate(SIZEOF)
        .order(ByteOrder.nativeOrder())
        .putInt(FILE_INDEX, file)
        .putInt(COMPONENT, component)
        .putInt(FLAGS, flags)
        .putInt(GRANTS, grants)
        .array();
  }
}
