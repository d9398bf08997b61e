// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.util.Locale;

/**
 * Where the guard is asked, in the order of {@code enum sbomlock_hook}: the LSM hooks, and the root
 * of all cgroups.
 */
public enum Hook {
  FILE_OPEN,
  FILE_PERMISSION,
  FILE_IOCTL,
  FILE_IOCTL_COMPAT,
  URING_CMD,
  FILE_MPROTECT,
  INODE_SETATTR,
  INODE_FILE_SETATTR,
  QUOTA_ON,
  INODE_SETXATTR,
  INODE_REMOVEXATTR,
  INODE_SET_ACL,
  INODE_REMOVE_ACL,
  INODE_LINK,
  INODE_UNLINK,
  INODE_RMDIR,
  INODE_RENAME,
  SB_MOUNT,
  SB_UMOUNT,
  SB_PIVOTROOT,
  MOVE_MOUNT,
  BPRM_CREDS_FOR_EXEC,
  BPRM_CHECK_SECURITY,
  MMAP_FILE,
  MMAP_BACKING_FILE,
  PTRACE_ACCESS_CHECK,
  PTRACE_TRACEME,
  TASK_PRCTL,
  KERNEL_READ_FILE,
  KERNEL_LOAD_DATA,
  BPF,
  BPF_MAP,
  BPF_PROG,
  UPDATE,
  KEY_PERMISSION,
  CGROUP_DEVICE,
  BPRM_COMMITTED_CREDS,
  TASK_ALLOC;

  /** What it is called here, such as {@code file_open}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kernel's name: that of {@link #UPDATE} is {@code bpf}, too. */
  public String inKernel() {
    return this == UPDATE ? BPF.key() : key();
  }

  /** The name of the guard's program there. */
  public String program() {
    return "sbomlock_" + key();
  }

  /** Whether it is one of the kernel's LSM hooks. */
  public boolean isLsm() {
    return this != CGROUP_DEVICE;
  }

  /**
   * Whether the guard is whole without it: file_setattr(2), and so its hook, came with 6.17; before
   * that, inode flags change through ioctls only. A kernel without io_uring has no hook for it.
   */
  public boolean optional() {
    return this == INODE_FILE_SETATTR || this == URING_CMD;
  }
}
