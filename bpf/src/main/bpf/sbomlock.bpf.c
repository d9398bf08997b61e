// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * The guard: nobody, root included, changes a blessed file, its name or the device under it; in a
 * gated file system only blessed files run.
 *
 * Each hook fetches what the operation is about and hands it to decide(). In brackets: what it
 * denies.
 *
 *   file_open            [opening blessed files or their block device for writing; opening
 *                         ftrace_enabled for writing]
 *   file_ioctl(_compat)  [every ioctl on a blessed file but harmless ones; pass-through to its
 *                         device]
 *   inode_setattr        [truncate, chmod, chown], inode_file_setattr [chattr, since 6.17]
 *   inode_*xattr, *_acl  [changing anything but user.*]
 *   inode_link/unlink/rmdir/rename
 *                        [other names for, or no name for, blessed files, directories on their
 *                         path, pins]
 *   sb_mount, move_mount, sb_umount, sb_pivotroot
 *                        [covering them, taking their mount away]
 *   bprm_check_security, mmap_file, mmap_backing_file, file_mprotect
 *                        [running what is not blessed in a gated file system]
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "sbomlock.h"
#include "maps.bpf.h"
#include "event.bpf.h"
#include "decide.bpf.h"

/* The kernel gives fsverity and d_path helpers to GPL-compatible programs only. */
char LICENSE[] SEC("license") = "GPL";

#define FMODE_WRITE	 0x2
#define O_ACCMODE	 3
#define S_IFMT		 0170000
#define S_IFBLK		 0060000
#define PROC_SUPER_MAGIC 0x9fa0

#define PROT_EXEC 0x4
#define VM_EXEC	  0x4

#define ATTR_MODE (1 << 0)
#define ATTR_UID  (1 << 1)
#define ATTR_GID  (1 << 2)
#define ATTR_SIZE (1 << 3)

#define MS_REMOUNT (1 << 5)
#define MS_BIND	   (1 << 12)
#define MS_MOVE	   (1 << 13)
/* MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED */
#define MS_PROPAGATION (0xf << 17)

/* Since 6.8; the loader refuses a kernel without it. */
extern int bpf_get_fsverity_digest(struct file *file, struct bpf_dynptr *digest_p) __ksym __weak;

static __always_inline int decide_on_inode(enum sbomlock_hook hook, enum sbomlock_action action,
					   struct inode *inode, struct dentry *dentry)
{
	struct subject subject = {.dentry = dentry};

	identify(inode, &subject.inode);
	return decide(hook, action, &subject);
}

/* The dentry's inode, if it has one: a name that is only about to be has none. */
static __always_inline int decide_on_dentry(enum sbomlock_hook hook, enum sbomlock_action action,
					    struct dentry *dentry)
{
	struct inode *inode = dentry->d_inode;

	if (!inode)
		return 0;
	return decide_on_inode(hook, action, inode, dentry);
}

static __always_inline bool is_block_device(struct inode *inode)
{
	return (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFBLK;
}

static __always_inline int decide_on_device(enum sbomlock_hook hook, struct inode *inode,
					    struct dentry *dentry)
{
	struct subject subject = {.dentry = dentry, .rdev = BPF_CORE_READ(inode, i_rdev)};

	identify(inode, &subject.inode);
	return decide(hook, SBOMLOCK_WRITE_DEVICE, &subject);
}

/*
 * Writing 0 there takes every BPF LSM program out of action, even under lockdown. Any procfs
 * instance shows it, so it is known by its file system and name, not by a path.
 */
static __always_inline bool is_ftrace_switch(struct inode *inode, struct dentry *dentry)
{
	static const char expected[] = "ftrace_enabled";
	char name[sizeof(expected)] = {};

	if (BPF_CORE_READ(inode, i_sb, s_magic) != PROC_SUPER_MAGIC)
		return false;
	if (BPF_CORE_READ(dentry, d_name.len) != sizeof(expected) - 1)
		return false;
	bpf_probe_read_kernel(name, sizeof(name), BPF_CORE_READ(dentry, d_name.name));
	for (int i = 0; i < (int)sizeof(expected) - 1; i++)
		if (name[i] != expected[i])
			return false;
	return true;
}

SEC("lsm/file_open")
int BPF_PROG(sbomlock_file_open, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);

	/* Access mode 3 opens for ioctls only, and drivers take it as permission to write. */
	if (!(BPF_CORE_READ(file, f_mode) & FMODE_WRITE) &&
	    (BPF_CORE_READ(file, f_flags) & O_ACCMODE) != O_ACCMODE)
		return 0;
	if (is_block_device(inode))
		return decide_on_device(SBOMLOCK_FILE_OPEN, inode, dentry);
	if (is_ftrace_switch(inode, dentry))
		return decide_on_inode(SBOMLOCK_FILE_OPEN, SBOMLOCK_SWITCH_OFF, inode, dentry);
	return decide_on_inode(SBOMLOCK_FILE_OPEN, SBOMLOCK_CHANGE_CONTENT, inode, dentry);
}

/*
 * Whether an ioctl on a blessed file leaves it as it is. The list names what programs ask of files
 * they only read; whatever file systems invent next is denied.
 */
static __always_inline bool only_asks(unsigned int cmd)
{
	switch (cmd) {
	case 0x1:	 /* FIBMAP */
	case 0x2:	 /* FIGETBSZ */
	case 0x5401:	 /* TCGETS: how isatty(3) asks */
	case 0x5413:	 /* TIOCGWINSZ */
	case 0x541b:	 /* FIONREAD */
	case 0x5421:	 /* FIONBIO */
	case 0x5450:	 /* FIONCLEX */
	case 0x5451:	 /* FIOCLEX */
	case 0x5452:	 /* FIOASYNC */
	case 0x5460:	 /* FIOQSIZE */
	case 0x80086601: /* FS_IOC_GETFLAGS */
	case 0x80046601: /* FS_IOC32_GETFLAGS */
	case 0x80087601: /* FS_IOC_GETVERSION */
	case 0x80047601: /* FS_IOC32_GETVERSION */
	case 0x801c581f: /* FS_IOC_FSGETXATTR */
	case 0xc020660b: /* FS_IOC_FIEMAP */
	case 0xc0046686: /* FS_IOC_MEASURE_VERITY */
	case 0xc0286687: /* FS_IOC_READ_VERITY_METADATA */
	case 0x40806685: /* FS_IOC_ENABLE_VERITY: never changes content, and blessing again asks it
			  */
		return true;
	default:
		return false;
	}
}

/* Commands that reach the medium past the block layer, whatever the file was opened for. */
static __always_inline bool passes_through(unsigned int cmd)
{
	/* SG_IO, SCSI_IOCTL_SEND_COMMAND, and NVMe's whole type. */
	return cmd == 0x2285 || cmd == 0x1 || ((cmd >> 8) & 0xff) == 'N';
}

static __always_inline int decide_on_ioctl(enum sbomlock_hook hook, struct file *file,
					   unsigned int cmd)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);

	if (is_block_device(inode))
		return passes_through(cmd) ? decide_on_device(hook, inode, dentry) : 0;
	if (only_asks(cmd))
		return 0;
	return decide_on_inode(hook, SBOMLOCK_CHANGE_METADATA, inode, dentry);
}

SEC("lsm/file_ioctl")
int BPF_PROG(sbomlock_file_ioctl, struct file *file, unsigned int cmd)
{
	return decide_on_ioctl(SBOMLOCK_FILE_IOCTL, file, cmd);
}

SEC("lsm/file_ioctl_compat")
int BPF_PROG(sbomlock_file_ioctl_compat, struct file *file, unsigned int cmd)
{
	return decide_on_ioctl(SBOMLOCK_FILE_IOCTL_COMPAT, file, cmd);
}

SEC("lsm/inode_setattr")
int BPF_PROG(sbomlock_inode_setattr, struct mnt_idmap *idmap, struct dentry *dentry,
	     struct iattr *attr)
{
	unsigned int valid = BPF_CORE_READ(attr, ia_valid);

	/* Every way to truncate ends here, O_TRUNC without write access included. */
	if (valid & ATTR_SIZE)
		return decide_on_dentry(SBOMLOCK_INODE_SETATTR, SBOMLOCK_CHANGE_CONTENT, dentry);
	/* Times carry no meaning that anybody relies on, and reading changes them. */
	if (!(valid & (ATTR_MODE | ATTR_UID | ATTR_GID)))
		return 0;
	return decide_on_dentry(SBOMLOCK_INODE_SETATTR, SBOMLOCK_CHANGE_METADATA, dentry);
}

/* file_setattr(2); before 6.17 inode flags change through ioctls only. */
SEC("lsm/inode_file_setattr")
int BPF_PROG(sbomlock_inode_file_setattr, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_FILE_SETATTR, SBOMLOCK_CHANGE_METADATA, dentry);
}

/* Only user.* is the user's, and of it overlayfs (userxattr) reads user.overlay.*. */
static __always_inline bool is_users_xattr(const char *name)
{
	static const char user[] = "user.";
	static const char overlay[] = "user.overlay.";
	char found[sizeof(overlay)] = {};
	int same = 0;

	bpf_probe_read_kernel_str(found, sizeof(found), name);
	for (; same < (int)sizeof(overlay) - 1; same++)
		if (found[same] != overlay[same])
			break;
	return same >= (int)sizeof(user) - 1 && same < (int)sizeof(overlay) - 1;
}

SEC("lsm/inode_setxattr")
int BPF_PROG(sbomlock_inode_setxattr, struct mnt_idmap *idmap, struct dentry *dentry,
	     const char *name)
{
	if (is_users_xattr(name))
		return 0;
	return decide_on_dentry(SBOMLOCK_INODE_SETXATTR, SBOMLOCK_CHANGE_METADATA, dentry);
}

SEC("lsm/inode_removexattr")
int BPF_PROG(sbomlock_inode_removexattr, struct mnt_idmap *idmap, struct dentry *dentry,
	     const char *name)
{
	if (is_users_xattr(name))
		return 0;
	return decide_on_dentry(SBOMLOCK_INODE_REMOVEXATTR, SBOMLOCK_CHANGE_METADATA, dentry);
}

SEC("lsm/inode_set_acl")
int BPF_PROG(sbomlock_inode_set_acl, struct mnt_idmap *idmap, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_SET_ACL, SBOMLOCK_CHANGE_METADATA, dentry);
}

SEC("lsm/inode_remove_acl")
int BPF_PROG(sbomlock_inode_remove_acl, struct mnt_idmap *idmap, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_REMOVE_ACL, SBOMLOCK_CHANGE_METADATA, dentry);
}

SEC("lsm/inode_link")
int BPF_PROG(sbomlock_inode_link, struct dentry *old_dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_LINK, SBOMLOCK_CHANGE_NAME, old_dentry);
}

SEC("lsm/inode_unlink")
int BPF_PROG(sbomlock_inode_unlink, struct inode *dir, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_UNLINK, SBOMLOCK_CHANGE_NAME, dentry);
}

SEC("lsm/inode_rmdir")
int BPF_PROG(sbomlock_inode_rmdir, struct inode *dir, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_RMDIR, SBOMLOCK_CHANGE_NAME, dentry);
}

/* RENAME_EXCHANGE calls this twice, the second time with the two swapped. */
SEC("lsm/inode_rename")
int BPF_PROG(sbomlock_inode_rename, struct inode *old_dir, struct dentry *old_dentry,
	     struct inode *new_dir, struct dentry *new_dentry)
{
	int denied = decide_on_dentry(SBOMLOCK_INODE_RENAME, SBOMLOCK_CHANGE_NAME, old_dentry);

	if (denied)
		return denied;
	return decide_on_dentry(SBOMLOCK_INODE_RENAME, SBOMLOCK_CHANGE_NAME, new_dentry);
}

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/*
 * Whether a change to this mount is seen where names are guarded: in that mount namespace itself,
 * or through a peer group from any other. A container's own private mounts are nobody's business.
 */
static __always_inline bool is_seen(struct vfsmount *mnt)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum) == settings.mount_namespace)
		return true;
	return BPF_CORE_READ(mount_of(mnt), mnt_group_id) != 0;
}

static __always_inline int decide_on_target(enum sbomlock_hook hook, enum sbomlock_action action,
					    const struct path *target)
{
	struct dentry *dentry = BPF_CORE_READ(target, dentry);

	if (!is_seen(BPF_CORE_READ(target, mnt)))
		return 0;
	return decide_on_inode(hook, action, BPF_CORE_READ(dentry, d_inode), dentry);
}

static __always_inline int decide_on_uncover(enum sbomlock_hook hook, struct vfsmount *mnt)
{
	struct dentry *root = BPF_CORE_READ(mnt, mnt_root);
	struct subject subject = {
		.dentry = root,
		.mount = BPF_CORE_READ(mount_of(mnt), mnt_id_unique),
	};

	identify(BPF_CORE_READ(root, d_inode), &subject.inode);
	return decide(hook, SBOMLOCK_UNCOVER, &subject);
}

SEC("lsm/sb_mount")
int BPF_PROG(sbomlock_sb_mount, const char *dev_name, const struct path *path, const char *type,
	     unsigned long flags)
{
	/* Neither attaches anything: other options, other propagation. */
	if (flags & (MS_REMOUNT | MS_PROPAGATION))
		return 0;
	/* move_mount(2) is the same with a source that can be judged. */
	if ((flags & MS_MOVE) && !(flags & MS_BIND))
		return decide_on_target(SBOMLOCK_SB_MOUNT, SBOMLOCK_MOVE_BY_NAME, path);
	return decide_on_target(SBOMLOCK_SB_MOUNT, SBOMLOCK_COVER, path);
}

SEC("lsm/move_mount")
int BPF_PROG(sbomlock_move_mount, const struct path *from, const struct path *to)
{
	int denied = decide_on_uncover(SBOMLOCK_MOVE_MOUNT, BPF_CORE_READ(from, mnt));

	if (denied)
		return denied;
	return decide_on_target(SBOMLOCK_MOVE_MOUNT, SBOMLOCK_COVER, to);
}

SEC("lsm/sb_umount")
int BPF_PROG(sbomlock_sb_umount, struct vfsmount *mnt)
{
	return decide_on_uncover(SBOMLOCK_SB_UMOUNT, mnt);
}

/* It takes the caller's root mount away from its place; containers pivot a root of their own. */
SEC("lsm/sb_pivotroot")
int BPF_PROG(sbomlock_sb_pivotroot)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return decide_on_uncover(SBOMLOCK_SB_PIVOTROOT, BPF_CORE_READ(task, fs, root.mnt));
}

/* The file's digest, size 0 when it has none; NULL when there is no memory to know it. */
static __noinline struct sbomlock_digest *measure(struct file *file)
{
	struct sbomlock_digest *digest;
	struct bpf_dynptr target;

	digest = bpf_task_storage_get(&scratch, bpf_get_current_task_btf(), 0,
				      BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!digest)
		return 0;
	__builtin_memset(digest, 0, sizeof(*digest));
	if (!bpf_get_fsverity_digest || bpf_dynptr_from_mem(digest, sizeof(*digest), 0, &target) ||
	    bpf_get_fsverity_digest(file, &target) < 0)
		digest->size = 0;
	return digest;
}

static __always_inline int decide_on_execution(enum sbomlock_hook hook, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct subject subject = {.dentry = BPF_CORE_READ(file, f_path.dentry)};

	identify(inode, &subject.inode);
	/* Outside the gates no digest is asked for: most executions pay one lookup. */
	if (bpf_map_lookup_elem(&gates, &subject.inode.dev))
		subject.digest = measure(file);
	return decide(hook, SBOMLOCK_EXECUTE, &subject);
}

/* The program, its script, and each interpreter in turn; never ld.so. */
SEC("lsm/bprm_check_security")
int BPF_PROG(sbomlock_bprm_check_security, struct linux_binprm *bprm)
{
	/* A direct load: BPF_CORE_READ would lose the trust that the digest kfunc asks for. */
	return decide_on_execution(SBOMLOCK_BPRM_CHECK_SECURITY, bprm->file);
}

/* ld.so, libraries, and whatever `ld.so ./program` or dlopen(3) bring in. */
SEC("lsm/mmap_file")
int BPF_PROG(sbomlock_mmap_file, struct file *file, unsigned long reqprot, unsigned long prot)
{
	if (!file || !(prot & PROT_EXEC))
		return 0;
	return decide_on_execution(SBOMLOCK_MMAP_FILE, file);
}

/* The gated file below an overlay: the overlay's own file is in no gate and has no digest. */
SEC("lsm/mmap_backing_file")
int BPF_PROG(sbomlock_mmap_backing_file, struct vm_area_struct *vma, struct file *backing_file)
{
	if (!(BPF_CORE_READ(vma, vm_flags) & VM_EXEC))
		return 0;
	return decide_on_execution(SBOMLOCK_MMAP_BACKING_FILE, backing_file);
}

/*
 * Mapped first, made executable later. vma->vm_file is no trusted pointer on 6.12, so there is no
 * digest here and only files the loader enrolled pass; a private mapping that was already written
 * to does not hold the blessed bytes any more.
 */
SEC("lsm/file_mprotect")
int BPF_PROG(sbomlock_file_mprotect, struct vm_area_struct *vma, unsigned long reqprot,
	     unsigned long prot)
{
	struct file *file = BPF_CORE_READ(vma, vm_file);
	struct subject subject = {};
	struct sbomlock_blessed *record;

	if (!file || !(prot & PROT_EXEC) || (BPF_CORE_READ(vma, vm_flags) & VM_EXEC))
		return 0;
	subject.dentry = BPF_CORE_READ(file, f_path.dentry);
	identify(BPF_CORE_READ(file, f_inode), &subject.inode);
	record = bpf_map_lookup_elem(&blessed, &subject.inode);
	if (record && (record->flags & SBOMLOCK_FILE) && !BPF_CORE_READ(vma, anon_vma))
		return 0;
	return decide(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE_WRITTEN, &subject);
}
