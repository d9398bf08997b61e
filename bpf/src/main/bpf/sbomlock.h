/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What the guard in the kernel and the loader share: map keys, map values, settings, events.
 *
 * Types only. Fixed widths, explicit padding, sizes asserted; the loader's `layout` package holds
 * the same offsets, and a test compares the two through BTF.
 */
#ifndef SBOMLOCK_H
#define SBOMLOCK_H

#define SBOMLOCK_DIGEST_MAX  64
#define SBOMLOCK_NAME_MAX    1024
#define SBOMLOCK_COMM_LEN    16
#define SBOMLOCK_CGROUPS_MAX 16
#define SBOMLOCK_GATES_MAX   16

/* One update: entries, bytes of its signature; and what all of them may add, and revoke. */
#define SBOMLOCK_ENTRIES_MAX   768
#define SBOMLOCK_SIGNATURE_MAX 4096
#define SBOMLOCK_CHANGES_MAX   8192

/* Manifests: whichever they are. */
#define SBOMLOCK_ANY_MANIFEST 0xffffffffffffffffULL

/* No file of any manifest, no component: what an event says when it does not know. */
#define SBOMLOCK_NONE 0xffffffffU

enum sbomlock_mode {
	SBOMLOCK_AUDIT = 0,
	SBOMLOCK_ENFORCE = 1,
};

/* Index of a hook in counters and events. */
enum sbomlock_hook {
	SBOMLOCK_FILE_OPEN = 0,
	SBOMLOCK_SERVED_OPEN,
	SBOMLOCK_FILE_PERMISSION,
	SBOMLOCK_FILE_IOCTL,
	SBOMLOCK_FILE_IOCTL_COMPAT,
	SBOMLOCK_URING_CMD,
	SBOMLOCK_FILE_MPROTECT,
	SBOMLOCK_INODE_SETATTR,
	SBOMLOCK_INODE_FILE_SETATTR,
	SBOMLOCK_QUOTA_ON,
	SBOMLOCK_INODE_SETXATTR,
	SBOMLOCK_INODE_REMOVEXATTR,
	SBOMLOCK_INODE_SET_ACL,
	SBOMLOCK_INODE_REMOVE_ACL,
	SBOMLOCK_INODE_LINK,
	SBOMLOCK_INODE_UNLINK,
	SBOMLOCK_INODE_RMDIR,
	SBOMLOCK_INODE_RENAME,
	SBOMLOCK_SB_MOUNT,
	SBOMLOCK_SB_UMOUNT,
	SBOMLOCK_SB_PIVOTROOT,
	SBOMLOCK_MOVE_MOUNT,
	SBOMLOCK_FS_CONTEXT_PARSE_PARAM,
	SBOMLOCK_BPRM_CREDS_FOR_EXEC,
	SBOMLOCK_BPRM_CHECK_SECURITY,
	SBOMLOCK_MMAP_FILE,
	SBOMLOCK_MMAP_BACKING_FILE,
	SBOMLOCK_INODE_INIT_SECURITY_ANON,
	SBOMLOCK_PTRACE_ACCESS_CHECK,
	SBOMLOCK_PTRACE_TRACEME,
	SBOMLOCK_TASK_PRCTL,
	SBOMLOCK_PERF_EVENT_ALLOC,
	SBOMLOCK_KERNEL_READ_FILE,
	SBOMLOCK_KERNEL_LOAD_DATA,
	SBOMLOCK_BPF,
	SBOMLOCK_BPF_MAP,
	SBOMLOCK_BPF_PROG,
	SBOMLOCK_BPF_PROG_LOAD,
	/* The second program on the hook bpf. */
	SBOMLOCK_UPDATE,
	SBOMLOCK_KEY_PERMISSION,
	/* No LSM hook: attached to the root of all cgroups. */
	SBOMLOCK_CGROUP_DEVICE,
	/* Nor these: personality(2), entered as a 64 bit program does and as a 32 bit one. */
	SBOMLOCK_PERSONALITY,
	SBOMLOCK_PERSONALITY_COMPAT,
	/* A function within the kernel. */
	SBOMLOCK_UPROBE_REGISTER,
	/* These only keep what others ask for. */
	SBOMLOCK_VERITY_FOUND,
	SBOMLOCK_VERITY_SOUGHT,
	SBOMLOCK_BPRM_COMMITTED_CREDS,
	SBOMLOCK_TASK_ALLOC,
	SBOMLOCK_HOOKS,
};

enum sbomlock_verdict {
	SBOMLOCK_ALLOWED = 0,
	SBOMLOCK_DENIED,
	/* Would have been denied, and the mode is audit. */
	SBOMLOCK_AUDITED,
	SBOMLOCK_VERDICTS,
};

/* What somebody tried, and so why it was denied. */
enum sbomlock_action {
	/* Change the bytes of a blessed file. */
	SBOMLOCK_CHANGE_CONTENT = 0,
	/* Change mode, owner, extended attributes, ACL or inode flags of a blessed file. */
	SBOMLOCK_CHANGE_METADATA,
	/* Give a blessed file or a directory on its path another name, or none. */
	SBOMLOCK_CHANGE_NAME,
	/* Mount something over a blessed file or a directory on its path. */
	SBOMLOCK_COVER,
	/* Take the mount away that shows blessed files. */
	SBOMLOCK_UNCOVER,
	/* Move a mount that is only named by a string, and so might be such a mount. */
	SBOMLOCK_MOVE_BY_NAME,
	/* Write to a device that holds blessed files. */
	SBOMLOCK_WRITE_DEVICE,
	/* Give a driver or a file system a command that may change what blessed files lie in. */
	SBOMLOCK_COMMAND_DEVICE,
	/* Run a file in a gated file system. */
	SBOMLOCK_EXECUTE,
	/* Have a gated interpreter read what it may take for a program. */
	SBOMLOCK_INTERPRET,
	/* Turn written memory of a gated file into code. */
	SBOMLOCK_EXECUTE_WRITTEN,
	/* Turn memory that is of no file into code. */
	SBOMLOCK_EXECUTE_ANONYMOUS,
	/* Get hold of a gated task's memory, registers or descriptors. */
	SBOMLOCK_CONTROL_TASK,
	/* Have the kernel write breakpoints into tasks. */
	SBOMLOCK_PROBE_TASKS,
	/* Make a gated task pass for another program. */
	SBOMLOCK_FORGE_IDENTITY,
	/* Have the kernel keep content that it has not verified where it is taken for verified. */
	SBOMLOCK_SKIP_VERIFICATION,
	/* Give the kernel code to run: a module, firmware, another kernel. */
	SBOMLOCK_LOAD_KERNEL_CODE,
	/* Say which program the kernel starts by itself, outside of any cgroup. */
	SBOMLOCK_CHOOSE_HELPER,
	/* Say where the kernel puts the memory of gated tasks. */
	SBOMLOCK_CHOOSE_SWAP,
	/* Switch BPF LSM programs off. */
	SBOMLOCK_SWITCH_OFF,
	/* Make or get hold of BPF programs, links, and maps to write to. */
	SBOMLOCK_USE_BPF,
	/* Get hold of what the guard remembers or of its programs, by which it could be told
	   anything. */
	SBOMLOCK_HOLD_GUARD,
	/* Have a BPF program answer where the guard is asked. */
	SBOMLOCK_OVERRULE,
	/* Hand in an update of the policy that is not in order. */
	SBOMLOCK_UPDATE_POLICY,
	/* Get hold of the key that updates are verified with, or of its keyring. */
	SBOMLOCK_USE_KEY,
	SBOMLOCK_ACTIONS,
};

/* Kinds of blessed inodes; one inode may be several. */
enum sbomlock_blessed_flags {
	SBOMLOCK_FILE = 1 << 0,
	/* A directory or symbolic link by which a blessed file is reached. */
	SBOMLOCK_ON_PATH = 1 << 1,
	/* A pin of the guard itself, or a directory on the way to it. */
	SBOMLOCK_PIN = 1 << 2,
	/* The file's identity is this record, not a digest that the kernel can measure. */
	SBOMLOCK_BY_RECORD = 1 << 3,
	/* The medium of a file system in a loop device: its bytes are blessed files' bytes. */
	SBOMLOCK_BACKING = 1 << 4,
	/* Data, as all below it: interpreters read it, blessed or not. */
	SBOMLOCK_DATA = 1 << 5,
	/* What a guarded mount lies on. */
	SBOMLOCK_MOUNTPOINT = 1 << 6,
};

/* What the manifest says of a program, as a digest and as an inode. */
enum sbomlock_grants {
	/* Makes code at run time: anonymous executable memory. */
	SBOMLOCK_GRANT_JIT = 1 << 0,
	/* Passes the gate around bpf(2). */
	SBOMLOCK_GRANT_BPF = 1 << 1,
	/* Runs what it reads, and so reads blessed files only. */
	SBOMLOCK_GRANT_INTERPRETER = 1 << 2,
};

/* What a guarded device has to do with blessed files. */
enum sbomlock_device_role {
	/* None: it is not guarded. */
	SBOMLOCK_UNRELATED = 0,
	/* Its bytes are theirs. */
	SBOMLOCK_HOLDS,
	/* Commands to it reach a device that holds them; its own bytes are nobody's business. */
	SBOMLOCK_STEERS,
	/* It holds them, and btrfs opens it whenever it is mounted once more. */
	SBOMLOCK_HOLDS_BTRFS,
	SBOMLOCK_DEVICE_ROLES,
};

/* A device special file; or, of type 0, a file system; or one of the numbers below, of major 0. */
struct sbomlock_device {
	/* dev_t as the kernel encodes it; of an NVMe subsystem, its instance. */
	__u32 dev;
	/* S_IFBLK, S_IFCHR, 0 or SBOMLOCK_NVME_SUBSYSTEM. */
	__u32 type;
};
_Static_assert(sizeof(struct sbomlock_device) == 8, "layout");

/* Of character devices: any SCSI disk, to those who name it by numbers of their own. */
#define SBOMLOCK_ANY_SCSI 0
/* Of character devices: the one by which NVMe disks get further paths, whatever its number. */
#define SBOMLOCK_NVME_FABRICS 1
/* Of character devices: any NVMe disk, to those whose subsystem nobody knows. */
#define SBOMLOCK_ANY_NVME 2
/* A type of its own: all disks of an NVMe subsystem, whose controllers get new numbers with every
 * bind. */
#define SBOMLOCK_NVME_SUBSYSTEM 1
/* Of block devices: whatever is swapped to. */
#define SBOMLOCK_ANY_SWAP 0
/* Of block devices: whatever md or bcache make of several disks, where they name no device. */
#define SBOMLOCK_ANY_ARRAY 1
/* Of block devices: any disk, to those who are told its name where no device is opened. */
#define SBOMLOCK_ANY_DISK 2
/* Any file system of btrfs, by its attributes in sysfs. */
#define SBOMLOCK_ANY_BTRFS 3

/* An inode, as the kernel sees it; stat(2) may show another device. */
struct sbomlock_inode {
	__u64 ino;
	/* dev_t as the kernel encodes it: major << 20 | minor. */
	__u32 dev;
	__u32 generation;
};
_Static_assert(sizeof(struct sbomlock_inode) == 16, "layout");

struct sbomlock_blessed {
	/* Index over the files of all loaded manifests, SBOMLOCK_NONE for what is no such file. */
	__u32 file;
	__u32 component;
	__u32 flags;
	__u32 grants;
};
_Static_assert(sizeof(struct sbomlock_blessed) == 16, "layout");

struct sbomlock_digest {
	/* As in struct fsverity_digest: 1 is SHA-256. */
	__u16 algorithm;
	__u16 size;
	/* Zero beyond size. */
	__u8 bytes[SBOMLOCK_DIGEST_MAX];
};
_Static_assert(sizeof(struct sbomlock_digest) == 68, "layout");

struct sbomlock_allowed {
	__u32 file;
	__u32 component;
	__u32 grants;
};
_Static_assert(sizeof(struct sbomlock_allowed) == 12, "layout");

/* How gates cover a file or a task; of several the strictest counts. */
enum sbomlock_coverage {
	SBOMLOCK_UNCOVERED = 0,
	/* The gate only tells what it would deny. */
	SBOMLOCK_WATCHED,
	SBOMLOCK_GATED,
	/* The task may use bpf(2): unblessed code is denied to it even where others may run that.
	 */
	SBOMLOCK_ENTRUSTED,
	SBOMLOCK_COVERAGES,
};

/* Fixed between open and load. */
struct sbomlock_settings {
	__u32 mode;
	/* The mount namespace whose names are guarded: inode number of /proc/PID/ns/mnt. */
	__u32 mount_namespace;
	/* Every task of this kernel, and what the kernel itself loads. */
	enum sbomlock_coverage node;
	/* bpf(2): it is for programs with the grant only. */
	enum sbomlock_coverage bpf;
	/* Used entries of gated_cgroups, and how many of them, the first ones, are not only
	 * watched. */
	__u32 cgroups;
	__u32 gated_cgroups;
	/* The same of gates. */
	__u32 file_systems;
	__u32 gated_file_systems;
	/* Not 0: behind gates also runs what no manifest names, unless it is revoked. */
	__u32 unblessed_runs;
	/* Not 0: some program is an interpreter. */
	__u32 interpreters;
	/* Not 0: the guard stays until reboot. */
	__u32 sealed;
	/* Serial of the keyring that holds the one key for updates; 0: there are none. */
	__s32 update_ring;
	/* Serial of that key. */
	__s32 update_key;
	/* Not 0: some gate is bound to manifests. */
	__u32 bound;
	/* Of each entry of gated_cgroups: the bound manifests, a bit each, whose files run there.
	 */
	__u64 manifests[SBOMLOCK_CGROUPS_MAX];
};
_Static_assert(sizeof(struct sbomlock_settings) == 184, "layout");

/* Devices of file systems, as many as the settings say. */
struct sbomlock_gates {
	__u32 devices[SBOMLOCK_GATES_MAX];
};
_Static_assert(sizeof(struct sbomlock_gates) == 64, "layout");

enum sbomlock_phase {
	/* The loader fills and attaches: what is protected is so already. */
	SBOMLOCK_LOADING = 0,
	SBOMLOCK_STANDING,
	/* The loader takes it away, or gave up. */
	SBOMLOCK_UNLOADING,
	/* It is sealed and stands, and an update has allowed to take it away. */
	SBOMLOCK_UNLOCKED,
};

/* What changes while the guard is attached, beside the map of what is revoked. */
struct sbomlock_control {
	enum sbomlock_phase phase;
	/* Not 0: something is revoked. */
	__u32 revoking;
};
_Static_assert(sizeof(struct sbomlock_control) == 8, "layout");

/* What begins the value by which an update is handed in; update and signature follow it. */
struct sbomlock_parcel {
	/* SBOMLOCK_PARCEL_MAGIC */
	__u64 magic;
	__u32 update_size;
	__u32 signature_size;
};
_Static_assert(sizeof(struct sbomlock_parcel) == 16, "layout");

/* "sbomlock" */
#define SBOMLOCK_PARCEL_MAGIC 0x6b636f6c6d6f6273ULL

enum sbomlock_operation {
	/* It may run, with these grants, whatever the manifests or earlier updates said. */
	SBOMLOCK_OPERATION_ALLOW = 0,
	/* It runs no more, gate or none, whatever else allows it. */
	SBOMLOCK_OPERATION_REVOKE,
	/* Takes that back. */
	SBOMLOCK_OPERATION_RESTORE,
	SBOMLOCK_OPERATIONS,
};

struct sbomlock_entry {
	struct sbomlock_digest digest;
	enum sbomlock_operation operation;
	__u32 grants;
};
_Static_assert(sizeof(struct sbomlock_entry) == 76, "layout");

enum sbomlock_update_flags {
	/* The guard may be taken away. */
	SBOMLOCK_UNLOCK = 1 << 0,
};

/* What is signed. Its size is that of the entries it has; little-endian. docs/UPDATES.md */
struct sbomlock_update {
	/* SBOMLOCK_UPDATE_MAGIC */
	__u64 magic;
	/* SBOMLOCK_UPDATE_VERSION */
	__u32 version;
	__u32 flags;
	/* Greater than that of every update before. */
	__u64 sequence;
	__u32 count;
	__u32 pad;
	struct sbomlock_entry entries[SBOMLOCK_ENTRIES_MAX];
};
_Static_assert(sizeof(struct sbomlock_update) == 58400, "layout");

/* "sbomupdt" */
#define SBOMLOCK_UPDATE_MAGIC	0x746470756d6f6273ULL
#define SBOMLOCK_UPDATE_VERSION 1

/* A detached PKCS#7 signature in DER. */
struct sbomlock_signature {
	__u8 bytes[SBOMLOCK_SIGNATURE_MAX];
};

/* How far the updates are. */
struct sbomlock_progress {
	/* Of the last update. */
	__u64 sequence;
	/* Used entries of added and recalled. */
	__u32 added;
	__u32 recalled;
	/* Not 0: one is being taken, for each shares the same memory. */
	__u32 busy;
	__u32 unlocked;
};
_Static_assert(sizeof(struct sbomlock_progress) == 24, "layout");

struct sbomlock_event {
	struct sbomlock_inode inode;
	/* Nanoseconds since boot. */
	__u64 time;
	__u64 cgroup;
	__u32 pid;
	__u32 tid;
	__u32 uid;
	/* Process that made it, or took it over. */
	__u32 parent;
	__u32 file;
	__u32 component;
	__u8 hook;
	__u8 action;
	__u8 verdict;
	__u8 pad[5];
	/* Size 0 when the kernel had none or none was asked for. */
	struct sbomlock_digest digest;
	char comm[SBOMLOCK_COMM_LEN];
	char parent_comm[SBOMLOCK_COMM_LEN];
	/* Bytes used of name. */
	__u16 name_size;
	/* Not 0: the name has more components than fit. */
	__u16 name_cut;
	/* Path below the root of its file system: names leaf first, each ended by NUL. */
	char name[SBOMLOCK_NAME_MAX];
};
_Static_assert(sizeof(struct sbomlock_event) == 1192, "layout");

/* What the enrolling iterator tells of one open file descriptor of the loader. */
struct sbomlock_enrolled {
	struct sbomlock_inode inode;
	/* What the mount lies on; zeros for one that lies on nothing. */
	struct sbomlock_inode mountpoint;
	__u64 mount;
	__u64 magic;
	__u32 fd;
	__u32 rdev;
	__u32 mode;
	__u32 pad;
};
_Static_assert(sizeof(struct sbomlock_enrolled) == 64, "layout");

#endif
