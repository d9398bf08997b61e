// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.loader.layout;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the guard is asked, in the order of {@code enum sbomlock_hook}: the LSM hooks, the root of
 * all cgroups, and functions of the kernel for what neither sees.
 */
public enum Hook {
  FILE_OPEN,
  SERVED_OPEN,
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
  FS_CONTEXT_PARSE_PARAM,
  BPRM_CREDS_FOR_EXEC,
  BPRM_CHECK_SECURITY,
  MMAP_FILE,
  MMAP_BACKING_FILE,
  INODE_INIT_SECURITY_ANON,
  PTRACE_ACCESS_CHECK,
  PTRACE_TRACEME,
  TASK_PRCTL,
  PERF_EVENT_ALLOC,
  KERNEL_READ_FILE,
  KERNEL_LOAD_DATA,
  BPF,
  BPF_MAP,
  BPF_PROG,
  BPF_PROG_LOAD,
  UPDATE,
  KEY_PERMISSION,
  CGROUP_DEVICE,
  PERSONALITY,
  PERSONALITY_COMPAT,
  UPROBE_REGISTER,
  VERITY_FOUND,
  VERITY_SOUGHT,
  BPRM_COMMITTED_CREDS,
  TASK_ALLOC;

  /** What it is called here, such as {@code file_open}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the guard's program there. */
  public String program() {
    return "sbomlock_" + key();
  }

  /** The kernel's function that the program is attached to; none for {@link #CGROUP_DEVICE}. */
  public Optional<String> function() {
    return switch (this) {
      case CGROUP_DEVICE -> Optional.empty();
      case PERSONALITY -> Optional.of("__x64_sys_personality");
      case PERSONALITY_COMPAT -> Optional.of("__ia32_sys_personality");
      case UPROBE_REGISTER -> Optional.of(key());
      case VERITY_FOUND, VERITY_SOUGHT -> Optional.of("fsverity_get_descriptor");
      case SERVED_OPEN -> FILE_OPEN.function();
      case UPDATE -> BPF.function();
      default -> Optional.of("bpf_lsm_" + key());
    };
  }

  /**
   * Whether the guard is whole without it: file_setattr(2), and so its hook, came with 6.17; before
   * that, inode flags change through ioctls only. A kernel without io_uring has no hook for it, and
   * one without 32 bit programs has no second personality(2), and one without uprobes none to
   * refuse.
   */
  public boolean optional() {
    return switch (this) {
      case INODE_FILE_SETATTR, URING_CMD, PERSONALITY_COMPAT, UPROBE_REGISTER -> true;
      default -> false;
    };
  }
}
