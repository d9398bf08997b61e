// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser;

import dev.sbomlock.blesser.signing.SignatureHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;

/**
 * What a portable signature in security.evm is over: other labels, capabilities, owner and mode
 * (security/integrity/evm, evm_calc_hmac_or_hash).
 */
final class EvmDigest {

  /** The attributes, in the kernel's order, evm_config_default_xattrnames. */
  static final List<String> SIGNED =
      List.of(
          "security.selinux",
          "security.SMACK64",
          "security.SMACK64EXEC",
          "security.SMACK64TRANSMUTE",
          "security.SMACK64MMAP",
          "security.apparmor",
          ImaMechanism.XATTR,
          "security.capability");

  // struct h_misc: inode and generation are left out of what is portable.
  private static final int MISC_SIZEOF = 24;
  private static final int MISC_UID = 12;
  private static final int MISC_GID = 16;
  private static final int MISC_MODE = 20;

  private final MessageDigest sha256 = SignatureHash.SHA256.digest();

  /** Takes the value of the next attribute that is there, in the order of {@link #SIGNED}. */
  void attribute(byte[] value) {
    sha256.update(value);
  }

  /**
   * The digest of the attributes and of these.
   *
   * @param mode with the type of the file
   */
  byte[] finish(int uid, int gid, int mode) {
    return sha256.digest(
        ByteBuffer.allocate(MISC_SIZEOF)
            .order(ByteOrder.nativeOrder())
            .putInt(MISC_UID, uid)
            .putInt(MISC_GID, gid)
            .putShort(MISC_MODE, (short) mode)
            .array());
  }
}
