/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Tells what was decided: one counter for every decision, one event for every denial. Telling
 * never changes a decision; an event that finds no room is counted as lost.
 */
#ifndef SBOMLOCK_EVENT_BPF_H
#define SBOMLOCK_EVENT_BPF_H

/* Deeper paths are cut at their root end. */
#define NAME_DEPTH    32
#define COMPONENT_MAX 255

/* What an operation is about; a fact that an action does not need stays 0. */
struct subject {
	struct sbomlock_inode inode;
	struct dentry *dentry;
	const struct sbomlock_digest *digest;
	__u64 mount;
	struct sbomlock_device device;
	/* Of the file or the task, and what the manifest grants to the task. */
	enum sbomlock_coverage coverage;
	__u32 grants;
	/* Behind that gate only files of these manifests run. */
	__u64 manifests;
	/* Of a file: the kernel keeps a digest of it. */
	bool has_verity;
	/* There was no memory to know what it is. */
	bool unknown;
	/* Of an unmount: it takes a guarded mount with it. */
	bool spreads;
	/* Of an update: that it is signed by the right key, new and well-formed. */
	bool in_order;
};

/* Which file of the manifests it is about, and of which component: indices, or SBOMLOCK_NONE. */
struct owner {
	__u32 file;
	__u32 component;
};

static __always_inline void count(__u32 index)
{
	__u64 *counter = bpf_map_lookup_elem(&counters, &index);

	if (counter)
		(*counter)++;
}

/* A name that is being copied, from the leaf up. */
struct naming {
	struct sbomlock_event *event;
	struct dentry *dentry;
	__u32 used;
};

static int copy_component(__u32 depth, struct naming *naming)
{
	struct sbomlock_event *event = naming->event;
	struct dentry *dentry = naming->dentry;
	struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
	__u32 length = BPF_CORE_READ(dentry, d_name.len);
	__u32 used = naming->used;

	if (parent == dentry) {
		event->name_cut = 0;
		return 1;
	}
	if (used > SBOMLOCK_NAME_MAX - COMPONENT_MAX - 1 || length > COMPONENT_MAX)
		return 1;
	if (bpf_probe_read_kernel(&event->name[used], length, BPF_CORE_READ(dentry, d_name.name)))
		return 1;
	used += length;
	event->name[used++] = 0;
	naming->used = used;
	naming->dentry = parent;
	return 0;
}

static __noinline void copy_name(struct sbomlock_event *event, struct dentry *dentry)
{
	struct naming naming = {.event = event, .dentry = dentry};

	event->name_cut = 1;
	bpf_loop(NAME_DEPTH, copy_component, &naming, 0);
	event->name_size = naming.used;
}

static __noinline void tell(enum sbomlock_hook hook, enum sbomlock_action action,
			    enum sbomlock_verdict verdict, const struct subject *subject,
			    const struct owner *owner)
{
	struct sbomlock_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 pid_tgid = bpf_get_current_pid_tgid();

	if (!event) {
		count(SBOMLOCK_COUNTERS - 1);
		return;
	}
	event->inode = subject->inode;
	event->time = bpf_ktime_get_boot_ns();
	event->cgroup = bpf_get_current_cgroup_id();
	event->pid = pid_tgid >> 32;
	event->tid = (__u32)pid_tgid;
	event->uid = (__u32)bpf_get_current_uid_gid();
	event->parent = BPF_CORE_READ(task, real_parent, tgid);
	event->file = owner->file;
	event->component = owner->component;
	event->hook = hook;
	event->action = action;
	event->verdict = verdict;
	__builtin_memset(event->pad, 0, sizeof(event->pad));
	if (!subject->digest ||
	    bpf_probe_read_kernel(&event->digest, sizeof(event->digest), subject->digest))
		__builtin_memset(&event->digest, 0, sizeof(event->digest));
	if (bpf_get_current_comm(event->comm, sizeof(event->comm)))
		event->comm[0] = 0;
	BPF_CORE_READ_STR_INTO(&event->parent_comm, task, real_parent, comm);
	event->name_size = 0;
	event->name_cut = 0;
	if (subject->dentry)
		copy_name(event, subject->dentry);
	bpf_ringbuf_submit(event, 0);
}

#endif
