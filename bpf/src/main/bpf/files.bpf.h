/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What is done to a file: every way to its bytes, its metadata and the device below it.
 */
#ifndef SBOMLOCK_FILES_BPF_H
#define SBOMLOCK_FILES_BPF_H

#define FMODE_WRITE	 0x2
#define O_ACCMODE	 3
#define S_IFMT		 0170000
#define S_IFBLK		 0060000
#define PROC_SUPER_MAGIC 0x9fa0

#define ATTR_MODE (1 << 0)
#define ATTR_UID  (1 << 1)
#define ATTR_GID  (1 << 2)
#define ATTR_SIZE (1 << 3)

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

#endif
