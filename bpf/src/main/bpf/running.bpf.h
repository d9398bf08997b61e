/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Tasks that are older than the guard: what their gates cover now, they stay covered by.
 */
#ifndef SBOMLOCK_RUNNING_BPF_H
#define SBOMLOCK_RUNNING_BPF_H

#define CGROUP_DEPTH 64

struct search {
	/* A struct cgroup_subsys_state, as a number. */
	__u64 css;
	enum sbomlock_coverage found;
	__u64 manifests;
};

static __always_inline void add_gate(struct search *search, __u32 gate)
{
	enum sbomlock_coverage coverage = coverage_of_cgroup(gate);

	if (gate >= SBOMLOCK_CGROUPS_MAX || coverage < search->found)
		return;
	if (coverage > search->found)
		search->manifests = SBOMLOCK_ANY_MANIFEST;
	search->found = coverage;
	search->manifests &= settings.manifests[gate];
}

static int climb(__u32 depth, struct search *search)
{
	struct cgroup_subsys_state *css = (void *)search->css;
	__u64 id = BPF_CORE_READ(css, cgroup, kn, id);
	__u32 *gate = bpf_map_lookup_elem(&cgroups_by_id, &id);

	if (gate)
		add_gate(search, *gate);
	search->css = (__u64)BPF_CORE_READ(css, parent);
	return !search->css;
}

static __always_inline void look_for_gates(struct search *search, struct task_struct *task)
{
	search->css = (__u64)&task->cgroups->dfl_cgrp->self;
	bpf_loop(CGROUP_DEPTH, climb, search, 0);
}

/*
 * The loader runs it once the hooks are attached, so that what such a task makes is covered, too.
 * It reads a byte for each task that there was no memory to remember.
 */
SEC("iter/task")
int sbomlock_cover(struct bpf_iter__task *context)
{
	struct task_struct *task = context->task;
	struct search search = {.manifests = SBOMLOCK_ANY_MANIFEST};
	enum sbomlock_coverage from;
	struct task_state *state;

	if (!task)
		return 0;
	look_for_gates(&search, task);
	from = cover_by_device(BPF_CORE_READ(task, mm, exe_file, f_inode, i_sb, s_dev));
	if (!search.found && !from)
		return 0;
	state = bpf_task_storage_get(&tasks, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!state) {
		static const char forgotten = 1;

		bpf_seq_write(context->meta->seq, &forgotten, sizeof(forgotten));
		return 0;
	}
	if (search.found >= state->scope) {
		state->scope = search.found;
		state->manifests = search.manifests;
	}
	/* Meanwhile it may have executed another program, which says more. */
	if (!(state->flags & TASK_KNOWN))
		state->from = from;
	return 0;
}

#endif
