// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * Tells the loader which inodes its own open file descriptors are, as the guard will see them.
 *
 * stat(2) may not know: btrfs and overlayfs show other devices than the superblock's, and the
 * generation has no system call at all. The loader restricts the iterator to itself.
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "sbomlock.h"

static __noinline void tell(struct seq_file *output, struct sbomlock_enrolled *found)
{
	bpf_seq_write(output, found, sizeof(*found));
}

static __always_inline void tell_inode(struct inode *inode, struct sbomlock_inode *identity)
{
	identity->ino = BPF_CORE_READ(inode, i_ino);
	identity->dev = BPF_CORE_READ(inode, i_sb, s_dev);
	identity->generation = BPF_CORE_READ(inode, i_generation);
}

SEC("iter/task_file")
int sbomlock_enrol(struct bpf_iter__task_file *ctx)
{
	struct file *file = ctx->file;
	struct sbomlock_enrolled found = {};
	struct inode *inode;
	struct mount *mount;

	if (!file)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	mount = (void *)BPF_CORE_READ(file, f_path.mnt) - bpf_core_field_offset(struct mount, mnt);
	tell_inode(inode, &found.inode);
	if (BPF_CORE_READ(mount, mnt_parent) != mount)
		tell_inode(BPF_CORE_READ(mount, mnt_mountpoint, d_inode), &found.mountpoint);
	found.mount = BPF_CORE_READ(mount, mnt_id_unique);
	found.magic = BPF_CORE_READ(inode, i_sb, s_magic);
	found.fd = ctx->fd;
	found.rdev = BPF_CORE_READ(inode, i_rdev);
	found.mode = BPF_CORE_READ(inode, i_mode);
	tell(ctx->meta->seq, &found);
	return 0;
}
