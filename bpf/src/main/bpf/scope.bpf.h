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

static __always_inline bool in_gated_cgroup(void)
{
	for (__u32 i = 0; i < SBOMLOCK_CGROUPS_MAX; i++) {
		if (i >= settings.gated_cgroups)
			break;
		if (bpf_current_task_under_cgroup(&gated_cgroups, i) == 1)
			return true;
	}
	return false;
}

/* Whether everything that the current task runs must be blessed, wherever it lies. */
static __always_inline bool is_scoped(const struct task_state *state)
{
	if (settings.gate_flags & SBOMLOCK_GATE_NODE)
		return true;
	if (state && (state->flags & TASK_SCOPED))
		return true;
	return in_gated_cgroup();
}

/* Whether the current task's memory must hold blessed code only. */
static __always_inline bool is_gated(const struct task_state *state)
{
	return (state && (state->flags & TASK_FROM_GATE)) || is_scoped(state);
}

/* Not inline: clang would OR the pointer with other conditions, which the verifier forbids. */
static __noinline bool is_gated_file(const struct sbomlock_inode *inode)
{
	return bpf_map_lookup_elem(&gates, &inode->dev);
}

#endif
