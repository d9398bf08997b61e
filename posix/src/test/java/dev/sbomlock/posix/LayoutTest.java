// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number that this module took from a C header is what the C compiler says it is. */
final class LayoutTest {

  private static final String INCLUDES =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <linux/capability.h>
      #include <linux/fs.h>
      #include <linux/fsverity.h>
      #include <linux/keyctl.h>
      #include <linux/limits.h>
      #include <linux/magic.h>
      #include <linux/openat2.h>
      #include <signal.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <sys/ioctl.h>
      #include <sys/stat.h>
      #include <sys/statfs.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      """;

  @TempDir Path directory;

  @Test
  void numbersAreThoseOfTheHeaders() throws Exception {
    Map<String, Long> ours = new LinkedHashMap<>();
    statx(ours);
    statfs(ours);
    open(ours);
    verity(ours);
    fcntl(ours);
    capabilities(ours);
    keyrings(ours);
    errors(ours);

    assertThat(ours).isEqualTo(askTheCompiler(ours));
  }

  private static void statx(Map<String, Long> ours) {
    put(ours, "sizeof(struct statx)", FileStatus.SIZEOF);
    put(ours, "offsetof(struct statx, stx_attributes)", FileStatus.ATTRIBUTES);
    put(ours, "offsetof(struct statx, stx_nlink)", FileStatus.NLINK);
    put(ours, "offsetof(struct statx, stx_uid)", FileStatus.UID);
    put(ours, "offsetof(struct statx, stx_gid)", FileStatus.GID);
    put(ours, "offsetof(struct statx, stx_mode)", FileStatus.MODE);
    put(ours, "offsetof(struct statx, stx_ino)", FileStatus.INODE);
    put(ours, "offsetof(struct statx, stx_size)", FileStatus.SIZE);
    put(ours, "offsetof(struct statx, stx_ctime)", FileStatus.CHANGED);
    put(ours, "offsetof(struct statx, stx_mtime)", FileStatus.MODIFIED);
    put(ours, "offsetof(struct statx_timestamp, tv_nsec)", FileStatus.NANOSECONDS);
    put(ours, "offsetof(struct statx, stx_dev_major)", FileStatus.DEVICE_MAJOR);
    put(ours, "offsetof(struct statx, stx_dev_minor)", FileStatus.DEVICE_MINOR);
    put(ours, "STATX_BASIC_STATS", FileStatus.BASIC_STATS);
    put(ours, "STATX_ATTR_IMMUTABLE", FileStatus.ATTR_IMMUTABLE);
    put(ours, "STATX_ATTR_APPEND", FileStatus.ATTR_APPEND);
    put(ours, "STATX_ATTR_VERITY", FileStatus.ATTR_VERITY);
    put(ours, "AT_FDCWD", FileDescriptor.AT_FDCWD);
    put(ours, "AT_EMPTY_PATH", FileDescriptor.AT_EMPTY_PATH);
    put(ours, "AT_EACCESS", FileDescriptor.AT_EACCESS);
    put(ours, "W_OK", FileDescriptor.W_OK);
  }

  private static void statfs(Map<String, Long> ours) {
    put(ours, "sizeof(struct statfs)", FileSystem.SIZEOF);
    put(ours, "offsetof(struct statfs, f_type)", FileSystem.TYPE);
    put(ours, "sizeof(((struct statfs *)0)->f_type)", Long.BYTES);
    put(ours, "offsetof(struct statfs, f_bsize)", FileSystem.BLOCK_SIZE);
    put(ours, "BPF_FS_MAGIC", FileSystem.BPF);
    put(ours, "BTRFS_SUPER_MAGIC", FileSystem.BTRFS);
    put(ours, "EROFS_SUPER_MAGIC_V1", FileSystem.EROFS);
    put(ours, "EXT4_SUPER_MAGIC", FileSystem.EXT4);
    put(ours, "F2FS_SUPER_MAGIC", FileSystem.F2FS);
    put(ours, "OVERLAYFS_SUPER_MAGIC", FileSystem.OVERLAY);
    put(ours, "PROC_SUPER_MAGIC", FileSystem.PROC);
    put(ours, "SECURITYFS_MAGIC", FileSystem.SECURITY);
    put(ours, "SQUASHFS_MAGIC", FileSystem.SQUASHFS);
    put(ours, "SYSFS_MAGIC", FileSystem.SYSFS);
    put(ours, "TMPFS_MAGIC", FileSystem.TMPFS);
    put(ours, "XFS_SUPER_MAGIC", FileSystem.XFS);
  }

  private static void open(Map<String, Long> ours) {
    put(ours, "SYS_openat2", FileDescriptor.SYS_OPENAT2);
    put(ours, "sizeof(struct open_how)", FileDescriptor.OPEN_HOW_SIZEOF);
    put(ours, "offsetof(struct open_how, resolve)", FileDescriptor.OPEN_HOW_RESOLVE);
    put(ours, "O_NOCTTY", FileDescriptor.O_NOCTTY);
    put(ours, "O_NONBLOCK", FileDescriptor.O_NONBLOCK);
    put(ours, "O_CLOEXEC", FileDescriptor.O_CLOEXEC);
    put(ours, "O_PATH", FileDescriptor.O_PATH);
    put(ours, "RESOLVE_NO_MAGICLINKS", FileDescriptor.RESOLVE_NO_MAGICLINKS);
    put(ours, "RESOLVE_NO_SYMLINKS", FileDescriptor.RESOLVE_NO_SYMLINKS);
    put(ours, "RESOLVE_BENEATH", FileDescriptor.RESOLVE_BENEATH);
    put(ours, "FS_IOC_GETVERSION", FileDescriptor.FS_IOC_GETVERSION);
    put(ours, "XATTR_SIZE_MAX", Xattrs.MAX_VALUE);
  }

  private static void verity(Map<String, Long> ours) {
    put(ours, "FS_IOC_ENABLE_VERITY", Verity.FS_IOC_ENABLE_VERITY);
    put(ours, "FS_IOC_MEASURE_VERITY", Verity.FS_IOC_MEASURE_VERITY);
    put(ours, "sizeof(struct fsverity_enable_arg)", Verity.ENABLE_SIZEOF);
    put(ours, "offsetof(struct fsverity_enable_arg, version)", Verity.ENABLE_VERSION);
    put(ours, "offsetof(struct fsverity_enable_arg, hash_algorithm)", Verity.ENABLE_ALGORITHM);
    put(ours, "offsetof(struct fsverity_enable_arg, block_size)", Verity.ENABLE_BLOCK_SIZE);
    put(ours, "offsetof(struct fsverity_enable_arg, salt_size)", Verity.ENABLE_SALT_SIZE);
    put(ours, "offsetof(struct fsverity_enable_arg, salt_ptr)", Verity.ENABLE_SALT);
    put(ours, "offsetof(struct fsverity_digest, digest_algorithm)", Verity.DIGEST_ALGORITHM);
    put(ours, "offsetof(struct fsverity_digest, digest_size)", Verity.DIGEST_SIZE);
    put(ours, "offsetof(struct fsverity_digest, digest)", Verity.DIGEST_BYTES);
  }

  private static void fcntl(Map<String, Long> ours) {
    put(ours, "F_SETSIG", Lease.F_SETSIG);
    put(ours, "F_SETLEASE", Lease.F_SETLEASE);
    put(ours, "F_GETLEASE", Lease.F_GETLEASE);
    put(ours, "F_RDLCK", Lease.F_RDLCK);
    put(ours, "F_UNLCK", Lease.F_UNLCK);
    put(ours, "SIGURG", Lease.SIGURG);
  }

  private static void capabilities(Map<String, Long> ours) {
    put(ours, "_LINUX_CAPABILITY_VERSION_3", CurrentProcess.CAP_VERSION);
    put(ours, "sizeof(struct __user_cap_header_struct)", CurrentProcess.CAP_HEADER_SIZEOF);
    put(ours, "sizeof(struct __user_cap_data_struct)", CurrentProcess.CAP_DATA_SIZEOF);
    for (Capability capability : Capability.values()) {
      put(ours, capability.name(), capability.number());
    }
  }

  private static void keyrings(Map<String, Long> ours) {
    put(ours, "SYS_setresuid", Keyring.SYS_SETRESUID);
    put(ours, "SYS_add_key", Keyring.SYS_ADD_KEY);
    put(ours, "SYS_keyctl", Keyring.SYS_KEYCTL);
    put(ours, "KEYCTL_GET_KEYRING_ID", Keyring.KEYCTL_GET_KEYRING_ID);
    put(ours, "KEYCTL_CLEAR", Keyring.KEYCTL_CLEAR);
    put(ours, "KEY_SPEC_USER_KEYRING", Keyring.KEY_SPEC_USER_KEYRING);
  }

  private static void errors(Map<String, Long> ours) {
    for (Errno errno : Errno.values()) {
      if (errno != Errno.OTHER) {
        put(ours, errno.name(), errno.number());
      }
    }
  }

  private static void put(Map<String, Long> numbers, String expression, long value) {
    numbers.put(expression, value);
  }

  private Map<String, Long> askTheCompiler(Map<String, Long> questions)
      throws IOException, InterruptedException {
    StringBuilder program = new StringBuilder(INCLUDES).append("int main(void)\n{\n");
    for (String expression : questions.keySet()) {
      program.append("  printf(\"%lld\\n\", (long long)(").append(expression).append("));\n");
    }
    program.append("  return 0;\n}\n");
    Path source = directory.resolve("layout.c");
    Files.writeString(source, program);
    Path binary = directory.resolve("layout");
    run("gcc", "-o", binary.toString(), source.toString());

    String[] answers = run(binary.toString()).split("\n", -1);
    Map<String, Long> theirs = new LinkedHashMap<>();
    int line = 0;
    for (String expression : questions.keySet()) {
      theirs.put(expression, Long.valueOf(answers[line++]));
    }
    return theirs;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
