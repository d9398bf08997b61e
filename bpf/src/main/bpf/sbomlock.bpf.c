// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * The guard: nobody, root included, changes a blessed file, its name or the device under it; behind
 * a gate only blessed files run.
 *
 * Each hook fetches what the operation is about and hands it to decide(). In brackets: what it
 * denies.
 *
 *   file_open            [opening blessed files or their devices for writing; opening
 *                         ftrace_enabled for writing; swapping to something new]
 *   file_open again      [an NFS server giving out blocks of blessed files]
 *   file_permission      [having the kernel open a further path to an NVMe disk]
 *   cgroup/dev           [having the kernel open a device of blessed files for writing, or to
 *                         mount or map it]
 *   file_ioctl(_compat), uring_cmd
 *                        [every command to a blessed file or its devices but harmless ones; having
 *                         btrfs read what it does not verify]
 *   quota_on             [letting the kernel keep its quotas in a blessed file]
 *   inode_setattr        [truncate, chmod, chown], inode_file_setattr [chattr, since 6.17]
 *   inode_*xattr, *_acl  [changing anything but user.*]
 *   inode_link/unlink/rmdir/rename
 *                        [other names for, or no name for, blessed files, directories on their
 *                         path, pins]
 *   sb_mount, move_mount, sb_umount, sb_pivotroot
 *                        [covering them, taking their mount away]
 *   bprm_check_security, bprm_creds_for_exec, mmap_file, mmap_backing_file, file_mprotect
 *                        [running what is not blessed, changed, or of no file]
 *   fs_context_parse_param
 *                        [having the kernel run a program of one's choice, ext4 give up, btrfs
 *                         read what it does not verify]
 *   fsverity_get_descriptor()
 *                        [running what was read while a file could not be opened]
 *   inode_init_security_anon
 *                        [a userfaultfd, by which foreign pages become code]
 *   personality(2)       [an executable heap]
 *   file_permission, mmap_file
 *                        [having an interpreter read what is not blessed]
 *   file_permission      [changing a blessed file by FIDEDUPERANGE; what exec reads of a program or
 *                         its ELF interpreter once the program was judged]
 *   ptrace_access_check, ptrace_traceme, task_prctl, file_open of /proc/self/mem
 *                        [taking over a gated task]
 *   file_open of tracefs, perf_event_alloc, uprobe_register(), bpf_prog_load
 *                        [breakpoints in their code]
 *   kernel_read_file, kernel_load_data
 *                        [giving a gated kernel code that is not blessed]
 *   bpf, bpf_map, bpf_prog
 *                        [using bpf(2) without the grant; getting hold of the guard's memory or
 *                         programs, of its policy in a program]
 *   bpf_prog_load, bpf_prog
 *                        [programs that answer in the guard's place, or write to gated tasks]
 *   bpf again, key_permission
 *                        [updates that are not signed; using the key that verifies them]
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "sbomlock.h"
#include "maps.bpf.h"
#include "event.bpf.h"
#include "decide.bpf.h"
#include "scope.bpf.h"
#include "running.bpf.h"
#include "devices.bpf.h"
#include "gate.bpf.h"
#include "files.bpf.h"
#include "names.bpf.h"
#include "tasks.bpf.h"
#include "kernel.bpf.h"
#include "guard.bpf.h"
#include "programs.bpf.h"
#include "probes.bpf.h"
#include "update.bpf.h"

/* The kernel gives fsverity and d_path helpers to GPL-compatible programs only. */
char LICENSE[] SEC("license") = "GPL";
