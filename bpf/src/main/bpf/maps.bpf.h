/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The guard's state. What holds policy is filled by the loader and then frozen: bpf(2) changes
 * nothing there any more. BPF_F_RDONLY_PROG says the same to programs, ours and those of others.
 * None of it can be mapped into memory. So a descriptor of it changes nothing, whoever holds it.
 */
#ifndef SBOMLOCK_MAPS_BPF_H
#define SBOMLOCK_MAPS_BPF_H

/* The loader sets the sizes of the hashes to what the manifests need. */

/* Digests that may run in a gated file system. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, struct sbomlock_digest);
	__type(value, struct sbomlock_allowed);
	__uint(max_entries, 1);
} verdicts SEC(".maps");

/* Inodes that nobody changes, renames or covers. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, struct sbomlock_inode);
	__type(value, struct sbomlock_blessed);
	__uint(max_entries, 1);
} blessed SEC(".maps");

/* Devices that hold blessed files, and those by which they are reached. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, struct sbomlock_device);
	__type(value, enum sbomlock_device_role);
	__uint(max_entries, 1);
} guarded_devices SEC(".maps");

/* Mounts (mnt_id_unique) through which blessed files and pins have their names. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u64);
	__type(value, __u32);
	__uint(max_entries, 1);
} guarded_mounts SEC(".maps");

/*
 * File systems (s_dev) in which only blessed files run. A superblock, not a mount: a bind mount or
 * a new mount namespace shows the same file through a mount of its own. Asked for with every
 * mapping, so in a section of its own: the map `.data.gates`, which programs read without a lookup.
 */
volatile struct sbomlock_gates gates SEC(".data.gates");

/* By the index of a file: the bound manifests, a bit each, that name its content. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} origins SEC(".maps");

/* Files of the manifests, by their index, that run no more, gate or none. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 1);
} revoked SEC(".maps");

/* Asked for with every mapping, too: the map `.data.control`. */
volatile struct sbomlock_control control SEC(".data.control");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events SEC(".maps");

/* Index: hook * SBOMLOCK_VERDICTS + verdict; the last entry counts the events that were lost. */
#define SBOMLOCK_COUNTERS (SBOMLOCK_HOOKS * SBOMLOCK_VERDICTS + 1)

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, SBOMLOCK_COUNTERS);
} counters SEC(".maps");

/* Cgroups (v2) in which, with all below them, only blessed files run. */
struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, SBOMLOCK_CGROUPS_MAX);
} gated_cgroups SEC(".maps");

/* Their index by their ids, only for what looks at all tasks while loading. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u64);
	__type(value, __u32);
	__uint(max_entries, SBOMLOCK_CGROUPS_MAX);
} cgroups_by_id SEC(".maps");

enum task_flags {
	/* Its program was recorded. */
	TASK_KNOWN = 1 << 0,
	/* Is verifying an update, and so uses the key for it. */
	TASK_VERIFYING = 1 << 1,
	/* What it is about to run was judged. */
	TASK_JUDGED = 1 << 2,
};

/* What is known of a task from exec to exec; a new task takes over its maker's. */
struct task_state {
	/* Of the program that it runs: size 0 when that has none. */
	struct sbomlock_digest program;
	/* Of the one that it is about to run. */
	struct sbomlock_digest next;
	/*
	 * Where a digest is written to: the kfunc takes map memory only, and a per-CPU buffer would
	 * be shared with whoever preempts the task.
	 */
	struct sbomlock_digest scratch;
	/* Of the file it read from last while executing: below an overlay's file lies this one. */
	struct sbomlock_digest below;
	__u32 flags;
	__u32 grants;
	/* Of the program that it is about to run. */
	__u32 next_grants;
	/* By the file system of that program; of an overlay's, by that of the file below. */
	enum sbomlock_coverage next_from;
	/* By the file system of the file it read from last while executing. */
	enum sbomlock_coverage below_from;
	/* By the node or a cgroup, and stays so when it is moved to another cgroup. */
	enum sbomlock_coverage scope;
	/* By the file system of the program that it runs. */
	enum sbomlock_coverage from;
	/* Whose files run there, by the same gates as scope. */
	__u64 manifests;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_state);
} tasks SEC(".maps");

/*
 * Signed updates. What is added and recalled only the program that verifies them writes: bpf(2)
 * finds it frozen, and nobody gets a descriptor.
 */

/* The update and its signature, while they are looked at. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct sbomlock_update);
	__uint(max_entries, 1);
} proposal SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct sbomlock_signature);
	__uint(max_entries, 1);
} signature SEC(".maps");

/* Digests that may run since an update said so: beats verdicts. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct sbomlock_digest);
	__type(value, struct sbomlock_allowed);
	__uint(max_entries, SBOMLOCK_CHANGES_MAX);
} added SEC(".maps");

/* Digests that run no more since an update said so: beats all else. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct sbomlock_digest);
	__type(value, __u32);
	__uint(max_entries, SBOMLOCK_CHANGES_MAX);
} recalled SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct sbomlock_progress);
	__uint(max_entries, 1);
} progress SEC(".maps");

/* The digests of blessed inodes, for those that the kernel measures none of: frozen as all policy.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, struct sbomlock_inode);
	__type(value, struct sbomlock_digest);
	__uint(max_entries, 1);
} contents SEC(".maps");

/*
 * Writing here is how an update is handed in, and it succeeds when that is accepted. The map itself
 * keeps only the beginning, which nobody reads.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct sbomlock_parcel);
	__uint(max_entries, 1);
} inbox SEC(".maps");

/* A copy of progress to be read; no decision rests on it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct sbomlock_progress);
	__uint(max_entries, 1);
} updates SEC(".maps");

/* Inodes in memory whose digest is among the verdicts, with the verdict's file: only a cache. */
struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} vetted SEC(".maps");

#define OPENINGS       (1 << 18)
#define OPENING_FAILED (1U << 31)

/*
 * How many are finding out just now what fs-verity knows of an inode, and whether anybody has ever
 * failed to: by a number that several inodes may share.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, OPENINGS);
} openings SEC(".maps");

/* Inodes that fs-verity was enabled on since the guard stands, for as long as they are in memory.
 */
struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} unsettled SEC(".maps");

#endif
