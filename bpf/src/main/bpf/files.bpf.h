/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What is done to a file: every way to its bytes, its metadata and the device below it.
 */
#ifndef SBOMLOCK_FILES_BPF_H
#define SBOMLOCK_FILES_BPF_H

#define O_ACCMODE 3

#define CGROUP_SUPER_MAGIC 0x27e0eb
#define BINFMTFS_MAGIC	   0x42494e4d
#define TMPFS_MAGIC	   0x01021994
#define TRACEFS_MAGIC	   0x74726163
#define DEBUGFS_MAGIC	   0x64626720
#define CONFIGFS_MAGIC	   0x62656570
#define HUGETLBFS_MAGIC	   0x958458f6

#define FS_IOC_ENABLE_VERITY 0x40806685

/* Its argument has another size in 32 bit programs, and so the whole number. */
#define IOC_TYPE_AND_NUMBER 0xffff
#define BTRFS_IOC_SEND	    0x9426

#define ATTR_MODE      (1 << 0)
#define ATTR_UID       (1 << 1)
#define ATTR_GID       (1 << 2)
#define ATTR_SIZE      (1 << 3)
#define ATTR_KILL_PRIV (1 << 14)

/* Any instance of such a file system shows the file, so it is known by its name, not by a path. */
static __always_inline bool is_named(struct dentry *dentry, const char *name, __u32 length)
{
	char found[sizeof("trigger_fs_error")] = {};

	if (BPF_CORE_READ(dentry, d_name.len) != length)
		return false;
	bpf_probe_read_kernel(found, sizeof(found), BPF_CORE_READ(dentry, d_name.name));
	for (__u32 i = 0; i < length; i++)
		if (found[i] != name[i])
			return false;
	return true;
}

#define IS_NAMED(dentry, name) is_named(dentry, name, sizeof(name) - 1)

static __always_inline bool is_in(struct inode *inode, unsigned long magic)
{
	return inode->i_sb->s_magic == magic;
}

/* What names programs that the kernel starts. */
static __always_inline bool is_choice_of_helper(struct inode *inode, struct dentry *dentry)
{
	switch (inode->i_sb->s_magic) {
	case PROC_SUPER_MAGIC:
		return IS_NAMED(dentry, "core_pattern") || IS_NAMED(dentry, "modprobe") ||
		       IS_NAMED(dentry, "hotplug") || IS_NAMED(dentry, "poweroff_cmd");
	case SYSFS_MAGIC:
		return IS_NAMED(dentry, "uevent_helper") || IS_NAMED(dentry, "usermode_helper") ||
		       IS_NAMED(dentry, "cltrack_prog");
	case CGROUP_SUPER_MAGIC:
		return IS_NAMED(dentry, "release_agent");
	case BINFMTFS_MAGIC:
		return IS_NAMED(dentry, "register");
	default:
		return false;
	}
}

/* Where uprobes are made by writing what they are. */
static __always_inline bool makes_probes(struct inode *inode, struct dentry *dentry)
{
	return is_in(inode, TRACEFS_MAGIC) &&
	       (IS_NAMED(dentry, "uprobe_events") || IS_NAMED(dentry, "dynamic_events"));
}

static __always_inline bool starts_with(struct dentry *dentry, const char *start, __u32 length)
{
	char found[sizeof("iblock_")] = {};

	bpf_probe_read_kernel(found, sizeof(found) - 1, BPF_CORE_READ(dentry, d_name.name));
	for (__u32 i = 0; i < length; i++)
		if (found[i] != start[i])
			return false;
	return true;
}

#define STARTS_WITH(dentry, start) starts_with(dentry, start, sizeof(start) - 1)

/* Where a target of this node is told which disk it offers, in a directory below its adapter's. */
static __always_inline bool is_target(struct inode *inode, struct dentry *dentry)
{
	return is_in(inode, CONFIGFS_MAGIC) && BPF_CORE_READ(dentry, d_parent, d_parent);
}

/*
 * One that passes commands on to a SCSI disk: it is told by numbers which, and opens any block
 * device that it is told instead.
 */
static __always_inline bool passes_on_commands(struct inode *inode, struct dentry *dentry)
{
	return is_target(inode, dentry) &&
	       STARTS_WITH(BPF_CORE_READ(dentry, d_parent, d_parent), "pscsi_");
}

/* One that passes commands on to an NVMe controller, by whatever number that is opened. */
static __always_inline bool passes_on_nvme(struct inode *inode, struct dentry *dentry)
{
	return is_in(inode, CONFIGFS_MAGIC) &&
	       IS_NAMED(BPF_CORE_READ(dentry, d_parent), "passthru") &&
	       (IS_NAMED(dentry, "device_path") || IS_NAMED(dentry, "enable"));
}

/* One that takes any block device: for reading, if so told, and it may be told otherwise later. */
static __always_inline bool offers_disk(struct inode *inode, struct dentry *dentry)
{
	return is_target(inode, dentry) &&
	       STARTS_WITH(BPF_CORE_READ(dentry, d_parent, d_parent), "iblock_");
}

static __always_inline bool is_array(struct dentry *directory)
{
	return IS_NAMED(directory, "md") || IS_NAMED(directory, "bcache");
}

/*
 * Where md and bcache are told which disks they are made of. Whether md compares its disks changes
 * nothing of what they hold (sync_action, sync_speed_max).
 */
static __always_inline bool commands_array(struct inode *inode, struct dentry *dentry)
{
	struct dentry *directory = BPF_CORE_READ(dentry, d_parent);

	if (!is_in(inode, SYSFS_MAGIC))
		return false;
	if (!is_array(directory) && !is_array(BPF_CORE_READ(directory, d_parent)))
		return false;
	return !STARTS_WITH(dentry, "sync_");
}

/* What a file system of btrfs is mounted by next time. */
static __always_inline bool names_btrfs(struct inode *inode, struct dentry *dentry)
{
	return is_in(inode, SYSFS_MAGIC) && IS_NAMED(dentry, "label") &&
	       IS_NAMED(BPF_CORE_READ(dentry, d_parent, d_parent), "btrfs");
}

/* A number that stands for every device of a kind: it is guarded when one of them is. */
static __always_inline int decide_on_any(struct inode *inode, struct dentry *dentry, __u32 number,
					 __u32 type)
{
	struct subject subject = {
		.dentry = dentry,
		.device = {.dev = number, .type = type},
	};

	identify(inode, &subject.inode);
	return decide(SBOMLOCK_FILE_OPEN, SBOMLOCK_COMMAND_DEVICE, &subject);
}

/* Behind the gate around the node every program is judged, whoever starts it. */
static __always_inline int decide_on_helper(enum sbomlock_hook hook, struct inode *inode,
					    struct dentry *dentry)
{
	struct subject subject = {
		.dentry = dentry,
		.coverage = settings.node == SBOMLOCK_GATED ? SBOMLOCK_UNCOVERED : cover_by_task(),
	};

	if (inode)
		identify(inode, &subject.inode);
	return decide(hook, SBOMLOCK_CHOOSE_HELPER, &subject);
}

static __always_inline int decide_on_file_system(enum sbomlock_hook hook, struct inode *inode,
						 struct dentry *dentry)
{
	struct subject subject = {
		.dentry = dentry,
		.device = {.dev = inode->i_sb->s_dev},
	};

	identify(inode, &subject.inode);
	return decide(hook, SBOMLOCK_COMMAND_DEVICE, &subject);
}

static __always_inline bool is_option(const struct fs_parameter *parameter, const char *name,
				      __u32 size)
{
	char found[sizeof("release_agent")] = {};

	bpf_probe_read_kernel_str(found, sizeof(found), parameter->key);
	for (__u32 i = 0; i < size; i++)
		if (found[i] != name[i])
			return false;
	return true;
}

#define IS_OPTION(parameter, name) is_option(parameter, name, sizeof(name))

/* Told when a hierarchy of cgroups is mounted, and no file is opened; and of what mounts are
 * changed to. By mount(2) or fsconfig(2).
 */
SEC("lsm/fs_context_parse_param")
int BPF_PROG(sbomlock_fs_context_parse_param, struct fs_context *context,
	     struct fs_parameter *parameter)
{
	if (IS_OPTION(parameter, "release_agent"))
		return decide_on_helper(SBOMLOCK_FS_CONTEXT_PARSE_PARAM, 0, 0);
	/* ext4's, after which it cannot read its inodes. */
	if (context->root && IS_OPTION(parameter, "abort"))
		return decide_on_file_system(SBOMLOCK_FS_CONTEXT_PARSE_PARAM,
					     context->root->d_inode, context->root);
	/* btrfs' own thread then reads files that nobody has opened. */
	if (IS_OPTION(parameter, "autodefrag"))
		return decide_on_tasks(SBOMLOCK_FS_CONTEXT_PARSE_PARAM, SBOMLOCK_SKIP_VERIFICATION);
	return 0;
}

/* System calls by their numbers in 64 bit and in 32 bit programs: the other's opens no file. */
#define SWAPON	     167
#define SWAPON_IA32  87
#define SWAPOFF	     168
#define SWAPOFF_IA32 115
#define X32_SYSCALL  0x40000000

/* The kernel takes 32 bits of it, whatever stands above them. */
static __always_inline __u32 system_call(void)
{
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());

	return (__u32)BPF_CORE_READ(regs, orig_ax) & ~X32_SYSCALL;
}

#define PF_IO_WORKER 0x10
#define PF_DUMPCORE  0x200

/*
 * What io_uring does for a task it does within whichever call that is in, or in a thread of its own
 * that takes over the call's number; and a core is dumped within a call as well: then the number
 * says nothing.
 */
static __always_inline bool may_do_otherwise(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (bpf_core_field_exists(task->io_uring) && BPF_CORE_READ(task, io_uring))
		return true;
	return BPF_CORE_READ(task, flags) & (PF_IO_WORKER | PF_DUMPCORE);
}

/* swapon(2) asks no LSM hook but this one, by opening what it is to use. */
static __always_inline bool adds_swap(__u32 call)
{
	return call == SWAPON || call == SWAPON_IA32;
}

/* swapoff(2) opens it for writing as well, only to know which is meant. */
static __always_inline bool removes_swap(__u32 call)
{
	return (call == SWAPOFF || call == SWAPOFF_IA32) && !may_do_otherwise();
}

/* What is said there reaches any task. */
static __always_inline int decide_on_reaching(enum sbomlock_hook hook, enum sbomlock_action action,
					      struct inode *inode, struct dentry *dentry)
{
	struct subject subject = {
		.dentry = dentry,
		.coverage = strictest_gate(),
	};

	identify(inode, &subject.inode);
	return decide(hook, action, &subject);
}

/* What a task shares with its children has these names, and opens by /proc/PID/map_files. */
static __always_inline bool is_shared_memory(struct inode *inode, struct dentry *dentry)
{
	return (is_in(inode, TMPFS_MAGIC) && IS_NAMED(dentry, "dev/zero")) ||
	       (is_in(inode, HUGETLBFS_MAGIC) && IS_NAMED(dentry, "anon_hugepage"));
}

static __noinline int decide_on_writing(struct file *file)
{
	struct inode *inode = file->f_inode;
	struct dentry *dentry = file->f_path.dentry;
	__u32 call = system_call();

	if (removes_swap(call))
		return 0;
	if (adds_swap(call)) {
		int denied =
			decide_on_reaching(SBOMLOCK_FILE_OPEN, SBOMLOCK_CHOOSE_SWAP, inode, dentry);

		if (denied)
			return denied;
	}
	if (is_device(inode->i_mode))
		return decide_on_device(SBOMLOCK_FILE_OPEN, SBOMLOCK_WRITE_DEVICE, device_of(inode),
					inode, dentry);
	/* Writing 0 there takes every BPF LSM program out of action, even under lockdown. */
	if (is_in(inode, PROC_SUPER_MAGIC) && IS_NAMED(dentry, "ftrace_enabled"))
		return decide_on_inode(SBOMLOCK_FILE_OPEN, SBOMLOCK_SWITCH_OFF, inode, dentry);
	/* ext4's, after which it serves no file. */
	if (is_in(inode, SYSFS_MAGIC) && IS_NAMED(dentry, "trigger_fs_error"))
		return decide_on_inode(SBOMLOCK_FILE_OPEN, SBOMLOCK_SWITCH_OFF, inode, dentry);
	/* The kernel skips programs at its functions where it interrupts itself within them. */
	if (is_in(inode, DEBUGFS_MAGIC) && IS_NAMED(dentry, "preempt"))
		return decide_on_inode(SBOMLOCK_FILE_OPEN, SBOMLOCK_SWITCH_OFF, inode, dentry);
	if (passes_on_commands(inode, dentry))
		return decide_on_any(inode, dentry, SBOMLOCK_ANY_SCSI, S_IFCHR);
	if (passes_on_nvme(inode, dentry))
		return decide_on_any(inode, dentry, SBOMLOCK_ANY_NVME, S_IFCHR);
	if (offers_disk(inode, dentry))
		return decide_on_any(inode, dentry, SBOMLOCK_ANY_DISK, S_IFBLK);
	if (names_btrfs(inode, dentry))
		return decide_on_any(inode, dentry, SBOMLOCK_ANY_BTRFS, S_IFBLK);
	if (commands_array(inode, dentry))
		return decide_on_any(inode, dentry, SBOMLOCK_ANY_ARRAY, S_IFBLK);
	/* A task's own code changes there; that of others is ptrace_access_check's. */
	if (is_in(inode, PROC_SUPER_MAGIC) && IS_NAMED(dentry, "mem"))
		return decide_on_memory(SBOMLOCK_FILE_OPEN, SBOMLOCK_EXECUTE_WRITTEN, 0);
	if (is_choice_of_helper(inode, dentry))
		return decide_on_helper(SBOMLOCK_FILE_OPEN, inode, dentry);
	if (is_shared_memory(inode, dentry))
		return decide_on_reaching(SBOMLOCK_FILE_OPEN, SBOMLOCK_CONTROL_TASK, inode, dentry);
	if (makes_probes(inode, dentry))
		return decide_on_reaching(SBOMLOCK_FILE_OPEN, SBOMLOCK_PROBE_TASKS, inode, dentry);
	return decide_on_inode(SBOMLOCK_FILE_OPEN, SBOMLOCK_CHANGE_CONTENT, inode, dentry);
}

SEC("lsm/file_open")
int BPF_PROG(sbomlock_file_open, struct file *file)
{
	/* Access mode 3 opens for ioctls only, and drivers take it as permission to write. */
	if (!(file->f_mode & FMODE_WRITE) && (file->f_flags & O_ACCMODE) != O_ACCMODE)
		return 0;
	return decide_on_writing(file);
}

#define XFS_SUPER_MAGIC 0x58465342
#define PF_KTHREAD	0x00200000

static __always_inline bool is_nfs_server(void)
{
	static const char name[] = "nfsd";
	struct task_struct *task = bpf_get_current_task_btf();

	/* Nobody names a thread of the kernel but itself. */
	return (task->flags & PF_KTHREAD) && !bpf_strncmp(task->comm, sizeof(name), name);
}

/*
 * XFS gives out the blocks of a file, and whoever has them says where it ends (pNFS): no hook sees
 * that. Having it opened by the server, if only for reading, comes before.
 */
SEC("lsm/file_open")
int BPF_PROG(sbomlock_served_open, struct file *file)
{
	struct inode *inode = file->f_inode;

	if (!is_in(inode, XFS_SUPER_MAGIC) || !is_nfs_server())
		return 0;
	return decide_on_inode(SBOMLOCK_SERVED_OPEN, SBOMLOCK_CHANGE_CONTENT, inode,
			       file->f_path.dentry);
}

#define IOCTL	   16
#define IOCTL_IA32 54
#define IOCTL_X32  514

#define DM_TABLE_LOAD 0xfd09

/*
 * A mapped device opens its disks as its table asks: a later table may forbid to write, while pages
 * that were written under a former one still wait, and the kernel only warns of those.
 */
static __always_inline bool maps_device(__u32 call)
{
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	unsigned long cmd = 0;

	if (call == IOCTL || call == IOCTL_X32)
		cmd = BPF_CORE_READ(regs, si);
	else if (call == IOCTL_IA32)
		cmd = BPF_CORE_READ(regs, cx);
	return (cmd & 0xffff) == DM_TABLE_LOAD;
}

#define TS_COMPAT 2

static __always_inline bool is_ia32_call(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

#define MOUNT	   165
#define MOUNT_IA32 21
#define FSCONFIG   431

static __always_inline bool mounts(__u32 call)
{
	/* access(2) has the number that mount(2) has in 32 bit programs. */
	return call == MOUNT || call == FSCONFIG || (call == MOUNT_IA32 && is_ia32_call());
}

/*
 * A mount that only reads may be told later to write, by what it has opened then, and file systems
 * write what they find in their journals. btrfs alone opens disks anew that it has mounted already;
 * these it has claimed, so no other file system does.
 */
static __always_inline bool opens_to_write(__u32 access, __u32 call,
					   const struct sbomlock_device *device)
{
	if (mounts(call))
		return role_of(device) != SBOMLOCK_HOLDS_BTRFS;
	return (access & BPF_DEVCG_ACC_WRITE) || maps_device(call);
}

/*
 * The kernel opens block devices by itself for whoever asks it to (an NVMe target's namespaces),
 * and no LSM hook sees it. Every other way to open one for writing ends here as well.
 */
SEC("cgroup/dev")
int sbomlock_cgroup_device(struct bpf_cgroup_dev_ctx *context)
{
	__u32 device = context->major << DEVICE_MINOR_BITS | context->minor;
	__u32 call = system_call();
	struct subject subject = {
		.inode = {.dev = device},
		.device = {.dev = device, .type = S_IFBLK},
	};

	if ((context->access_type & 0xffff) != BPF_DEVCG_DEV_BLOCK)
		return 1;
	if (!opens_to_write(context->access_type >> 16, call, &subject.device))
		return 1;
	if (removes_swap(call))
		return 1;
	return !decide(SBOMLOCK_CGROUP_DEVICE, SBOMLOCK_WRITE_DEVICE, &subject);
}

/*
 * The three lists name what programs ask that changes nothing. Whatever file systems and drivers
 * invent next is denied on what is blessed.
 */
static __always_inline bool asks_any_file(unsigned int cmd)
{
	switch (cmd) {
	case 0x2:    /* FIGETBSZ */
	case 0x5401: /* TCGETS: how isatty(3) asks */
	case 0x5413: /* TIOCGWINSZ */
	case 0x541b: /* FIONREAD */
	case 0x5421: /* FIONBIO */
	case 0x5450: /* FIONCLEX */
	case 0x5451: /* FIOCLEX */
	case 0x5452: /* FIOASYNC */
	case 0x5460: /* FIOQSIZE */
		return true;
	default:
		return false;
	}
}

static __always_inline bool asks_file(unsigned int cmd)
{
	switch (cmd) {
	case 0x1:	 /* FIBMAP */
	case 0x80086601: /* FS_IOC_GETFLAGS */
	case 0x80046601: /* FS_IOC32_GETFLAGS */
	case 0x80087601: /* FS_IOC_GETVERSION */
	case 0x80047601: /* FS_IOC32_GETVERSION */
	case 0x801c581f: /* FS_IOC_FSGETXATTR */
	case 0xc020660b: /* FS_IOC_FIEMAP */
	case 0xc0046686: /* FS_IOC_MEASURE_VERITY */
	case 0xc0286687: /* FS_IOC_READ_VERITY_METADATA */
		return true;
	default:
		return false;
	}
}

/* Commands that carry others for the medium (SG_IO, NVMe's) are never harmless: any may write. */
static __always_inline bool asks_device(unsigned int cmd)
{
	switch (cmd) {
	case 0x301:	 /* HDIO_GETGEO */
	case 0x125e:	 /* BLKROGET */
	case 0x1260:	 /* BLKGETSIZE */
	case 0x1261:	 /* BLKFLSBUF */
	case 0x1262:	 /* BLKRASET */
	case 0x1263:	 /* BLKRAGET */
	case 0x1264:	 /* BLKFRASET */
	case 0x1265:	 /* BLKFRAGET */
	case 0x1267:	 /* BLKSECTGET */
	case 0x1268:	 /* BLKSSZGET */
	case 0x1278:	 /* BLKIOMIN */
	case 0x1279:	 /* BLKIOOPT */
	case 0x127a:	 /* BLKALIGNOFF */
	case 0x127b:	 /* BLKPBSZGET */
	case 0x127c:	 /* BLKDISCARDZEROES */
	case 0x127e:	 /* BLKROTATIONAL */
	case 0x80081270: /* BLKBSZGET */
	case 0x80041270: /* BLKBSZGET_32 */
	case 0x80081272: /* BLKGETSIZE64 */
	case 0x80041272: /* BLKGETSIZE64_32 */
	case 0x80081280: /* BLKGETDISKSEQ */
	case 0xc0101282: /* BLKREPORTZONE */
	case 0x80041284: /* BLKGETZONESZ */
	case 0x80041285: /* BLKGETNRZONES */
	case 0x2282:	 /* SG_GET_VERSION_NUM */
	case 0x4c03:	 /* LOOP_GET_STATUS */
	case 0x4c05:	 /* LOOP_GET_STATUS64 */
	case 0x4e40:	 /* NVME_IOCTL_ID */
	case 0x5331:	 /* CDROM_GET_CAPABILITY: how udev tells disks from others */
	case 0x5382:	 /* SCSI_IOCTL_GET_IDLUN */
	case 0x5386:	 /* SCSI_IOCTL_GET_BUS_NUMBER */
	case 0x80480911: /* GET_ARRAY_INFO, of md */
	case 0x800c0910: /* RAID_VERSION, of md */
	case 0xc138fd00: /* DM_VERSION */
	case 0xc138fd02: /* DM_LIST_DEVICES */
	case 0xc138fd07: /* DM_DEV_STATUS */
	case 0xc138fd08: /* DM_DEV_WAIT */
	case 0xc138fd0b: /* DM_TABLE_DEPS */
	case 0xc138fd0c: /* DM_TABLE_STATUS */
	case 0xc138fd0d: /* DM_LIST_VERSIONS */
	case 0xc138fd11: /* DM_GET_TARGET_VERSION */
		return true;
	default:
		return false;
	}
}

/*
 * Commands to a file system, by any of its files, that change or take away others: those are named
 * in user memory, and no hook sees them. Told by type and number, since 32 bit sizes differ.
 */
static __always_inline bool reaches_other_files(unsigned int cmd)
{
	switch (cmd & 0xffff) {
	case 0x587b: /* XFS_IOC_ATTRMULTI_BY_HANDLE */
	case 0x587d: /* FS_IOC_SHUTDOWN */
	case 0x6618: /* FS_IOC_REMOVE_ENCRYPTION_KEY: then names are ciphers */
	case 0x6619: /* FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS */
	case 0x662c: /* EXT4_IOC_SETFSUUID: what is mounted next time by that name */
	case 0x662e: /* EXT4_IOC_SET_TUNE_SB_PARAM */
	case 0x940a: /* BTRFS_IOC_ADD_DEV */
	case 0x940b: /* BTRFS_IOC_RM_DEV */
	case 0x940f: /* BTRFS_IOC_SNAP_DESTROY */
	case 0x9413: /* BTRFS_IOC_DEFAULT_SUBVOL */
	case 0x941a: /* BTRFS_IOC_SUBVOL_SETFLAGS */
	case 0x9425: /* BTRFS_IOC_SET_RECEIVED_SUBVOL */
	case 0x9432: /* FS_IOC_SETFSLABEL */
	case 0x9435: /* BTRFS_IOC_DEV_REPLACE */
	case 0x943a: /* BTRFS_IOC_RM_DEV_V2 */
	case 0x943f: /* BTRFS_IOC_SNAP_DESTROY_V2 */
		return true;
	default:
		return false;
	}
}

/* FS_IOC_SETVERSION and ext4's own. What a name leads through is known by its generation, too. */
static __always_inline bool sets_generation(unsigned int cmd)
{
	return (cmd & 0xffff) == 0x7602 || (cmd & 0xffff) == 0x6604;
}

/* What a snapshot of btrfs holds under the number of a blessed file. */
static __always_inline bool lacks_its_digest(struct inode *inode)
{
	struct sbomlock_blessed *record;
	struct sbomlock_inode identity;

	identify(inode, &identity);
	record = bpf_map_lookup_elem(&blessed, &identity);
	return record && (record->flags & SBOMLOCK_FILE) && !keeps_content(record, false);
}

/*
 * Never changes content, and blessing again asks it. From then on the file has a digest, which says
 * nothing yet: see is_unsettled().
 */
static __always_inline int expect_verity(enum sbomlock_hook hook, struct inode *inode,
					 struct dentry *dentry)
{
	__u32 set = 1;

	if (inode->i_flags & S_VERITY)
		return 0;
	if (lacks_its_digest(inode))
		return decide_on_inode(hook, SBOMLOCK_CHANGE_METADATA, inode, dentry);
	if (!strictest_gate())
		return 0;
	return bpf_inode_storage_get(&unsettled, inode, &set, BPF_LOCAL_STORAGE_GET_F_CREATE)
		       ? 0
		       : -ENOMEM;
}

/*
 * Sending a snapshot of btrfs reads its files without opening them: what they have of fs-verity is
 * not known yet, so nothing is verified, and stays in memory for whoever opens them then.
 */
static __always_inline bool reads_unopened(unsigned int cmd)
{
	return (cmd & IOC_TYPE_AND_NUMBER) == BTRFS_IOC_SEND;
}

static __always_inline int decide_on_ioctl(enum sbomlock_hook hook, struct file *file,
					   unsigned int cmd)
{
	struct inode *inode = file->f_inode;
	struct dentry *dentry = file->f_path.dentry;

	if (asks_any_file(cmd))
		return 0;
	if (is_device(inode->i_mode))
		return asks_device(cmd) ? 0
					: decide_on_device(hook, SBOMLOCK_COMMAND_DEVICE,
							   commanded(inode), inode, dentry);
	if (cmd == FS_IOC_ENABLE_VERITY)
		return expect_verity(hook, inode, dentry);
	if (reads_unopened(cmd))
		return decide_on_reaching(hook, SBOMLOCK_SKIP_VERIFICATION, inode, dentry);
	if (asks_file(cmd))
		return 0;
	if (reaches_other_files(cmd))
		return decide_on_file_system(hook, inode, dentry);
	if (sets_generation(cmd) && (inode->i_mode & S_IFMT) == S_IFDIR)
		return decide_on_inode(hook, SBOMLOCK_CHANGE_NAME, inode, dentry);
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

/* What io_uring hands to a file system or driver: an ioctl with another number. None is harmless.
 */
SEC("lsm/uring_cmd")
int BPF_PROG(sbomlock_uring_cmd, struct io_uring_cmd *command)
{
	struct file *file = command->file;
	struct inode *inode = file->f_inode;
	struct dentry *dentry = file->f_path.dentry;

	if (is_device(inode->i_mode))
		return decide_on_device(SBOMLOCK_URING_CMD, SBOMLOCK_COMMAND_DEVICE,
					commanded(inode), inode, dentry);
	return decide_on_inode(SBOMLOCK_URING_CMD, SBOMLOCK_CHANGE_METADATA, inode, dentry);
}

/* The kernel itself then writes to the file, which nobody opened. */
SEC("lsm/quota_on")
int BPF_PROG(sbomlock_quota_on, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_QUOTA_ON, SBOMLOCK_CHANGE_CONTENT, dentry);
}

/*
 * btrfs of 6.12 lets files with fs-verity be truncated: the digest stays, and the last page is cut,
 * or read without being verified. Blessed files are refused as ever.
 */
static __always_inline bool cuts_verified(struct inode *inode)
{
	struct sbomlock_inode identity;

	if (!(inode->i_flags & S_VERITY) || !strictest_gate())
		return false;
	identify(inode, &identity);
	return !bpf_map_lookup_elem(&blessed, &identity);
}

SEC("lsm/inode_setattr")
int BPF_PROG(sbomlock_inode_setattr, struct mnt_idmap *idmap, struct dentry *dentry,
	     struct iattr *attr)
{
	unsigned int valid = attr->ia_valid;

	/* Every way to truncate ends here, O_TRUNC without write access included. */
	if (valid & ATTR_SIZE) {
		struct inode *inode = dentry->d_inode;

		if (inode && is_shared_memory(inode, dentry))
			return decide_on_reaching(SBOMLOCK_INODE_SETATTR, SBOMLOCK_CONTROL_TASK,
						  inode, dentry);
		if (inode && cuts_verified(inode))
			return decide_on_reaching(SBOMLOCK_INODE_SETATTR,
						  SBOMLOCK_SKIP_VERIFICATION, inode, dentry);
		return decide_on_dentry(SBOMLOCK_INODE_SETATTR, SBOMLOCK_CHANGE_CONTENT, dentry);
	}
	/* Times carry no meaning that anybody relies on, and reading changes them. The last one
	 * takes away security.capability, which asks no hook of its own; it is there if that is. */
	if (!(valid & (ATTR_MODE | ATTR_UID | ATTR_GID | ATTR_KILL_PRIV)))
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
