/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Whom a gate covers: every task of the node, the tasks of a cgroup, or whoever runs a program of a
 * gated file system.
 */
#ifndef SBOMLOCK_SCOPE_BPF_H
#define SBOMLOCK_SCOPE_BPF_H

/* NULL for a task that no gate has ever covered. */
static __always_inline struct task_state *state_of(struct task_struct *task)
{
	return bpf_task_storage_get(&tasks, task, 0, 0);
}

static __always_inline bool is_in_gated_cgroup(void)
{
	for (__u32 i = 0; i < SBOMLOCK_CGROUPS_MAX; i++) {
		if (i >= settings.gated_cgroups)
			break;
		if (bpf_current_task_under_cgroup(&gated_cgroups, i) == 1)
			return true;
	}
	return false;
}

/*
 * Whether everything that the current task runs must be blessed, wherever it lies. The settings are
 * constants to the verifier: without a gate around tasks nothing of this is left.
 */
static __always_inline bool is_scoped(void)
{
	struct task_state *state;

	if (settings.gate_flags & SBOMLOCK_GATE_NODE)
		return true;
	if (!settings.gated_cgroups)
		return false;
	state = state_of(bpf_get_current_task_btf());
	return (state && (state->flags & TASK_SCOPED)) || is_in_gated_cgroup();
}

/* Whether it matters of every task which program it runs. */
static __always_inline bool knows_all_programs(void)
{
	return settings.gate_flags & SBOMLOCK_GATE_BPF;
}

static __always_inline bool is_entrusted(void)
{
	struct task_state *state;

	if (!knows_all_programs())
		return false;
	state = state_of(bpf_get_current_task_btf());
	return state && (state->flags & TASK_ENTRUSTED);
}

/* Whether all code in the current task's memory must be blessed; what it executes is another's. */
static __always_inline bool is_gated(void)
{
	struct task_state *state;

	if (is_scoped())
		return true;
	state = state_of(bpf_get_current_task_btf());
	return state && (state->flags & (TASK_FROM_GATE | TASK_ENTRUSTED));
}

static __always_inline bool is_gated_file(struct inode *inode)
{
	__u32 device = inode->i_sb->s_dev;

	/* Unrolled, and cut by the verifier, which knows the settings, to the gates there are. */
#pragma unroll
	for (__u32 i = 0; i < SBOMLOCK_GATES_MAX; i++) {
		__u32 *gate, key = i;

		if (i >= settings.gated_file_systems)
			break;
		gate = bpf_map_lookup_elem(&gates, &key);
		if (gate && *gate == device)
			return true;
	}
	return false;
}

#endif
