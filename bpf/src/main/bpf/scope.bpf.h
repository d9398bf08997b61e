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

static __always_inline enum sbomlock_coverage stricter(enum sbomlock_coverage a,
						       enum sbomlock_coverage b)
{
	return a > b ? a : b;
}

static __always_inline enum sbomlock_coverage coverage_of_cgroup(__u32 gate)
{
	return gate < settings.gated_cgroups ? SBOMLOCK_GATED : SBOMLOCK_WATCHED;
}

/* Gates that are not only watched come first, so the first that covers is the strictest. */
static __always_inline enum sbomlock_coverage cover_by_cgroup(void)
{
	for (__u32 i = 0; i < SBOMLOCK_CGROUPS_MAX; i++) {
		if (i >= settings.cgroups)
			break;
		if (bpf_current_task_under_cgroup(&gated_cgroups, i) == 1)
			return coverage_of_cgroup(i);
	}
	return SBOMLOCK_UNCOVERED;
}

/*
 * How everything that the current task runs is covered, wherever it lies. The settings are
 * constants to the verifier: without a gate around tasks nothing of this is left.
 */
static __always_inline enum sbomlock_coverage scope(void)
{
	enum sbomlock_coverage node = settings.node, known;
	struct task_state *state;

	if (node == SBOMLOCK_GATED || !settings.cgroups)
		return node;
	state = state_of(bpf_get_current_task_btf());
	known = stricter(node, state ? state->scope : SBOMLOCK_UNCOVERED);
	return known == SBOMLOCK_GATED ? known : stricter(known, cover_by_cgroup());
}

/* The strictest gate that there is, whomever it covers. */
static __always_inline enum sbomlock_coverage strictest_gate(void)
{
	enum sbomlock_coverage tasks = stricter(settings.node, settings.bpf);

	if (settings.gated_cgroups || settings.gated_file_systems)
		return stricter(tasks, SBOMLOCK_GATED);
	if (settings.cgroups || settings.file_systems)
		return stricter(tasks, SBOMLOCK_WATCHED);
	return tasks;
}

/* Of what reaches any task, gated ones too. */
static __always_inline int decide_on_tasks(enum sbomlock_hook hook, enum sbomlock_action action)
{
	struct subject subject = {.coverage = strictest_gate()};

	return decide(hook, action, &subject);
}

/*
 * Whose files the current task runs under this coverage: what every gate allows that is as strict,
 * and those that covered it when it executed what it runs.
 */
static __always_inline __u64 manifests_under(enum sbomlock_coverage coverage)
{
	enum sbomlock_coverage strict = coverage == SBOMLOCK_WATCHED ? coverage : SBOMLOCK_GATED;
	__u64 manifests = SBOMLOCK_ANY_MANIFEST;
	struct task_state *state;

	if (!settings.bound || !coverage)
		return manifests;
	state = state_of(bpf_get_current_task_btf());
	if (state && state->scope == strict)
		manifests = state->manifests;
	for (__u32 i = 0; i < SBOMLOCK_CGROUPS_MAX; i++) {
		if (i >= settings.cgroups)
			break;
		if (coverage_of_cgroup(i) == strict &&
		    bpf_current_task_under_cgroup(&gated_cgroups, i) == 1)
			manifests &= settings.manifests[i];
	}
	return manifests;
}

/* How a task with this grant for bpf(2) is covered: it runs nobody else's code. */
static __always_inline enum sbomlock_coverage cover_by_trust(__u32 grants)
{
	if (!settings.bpf || !(grants & SBOMLOCK_GRANT_BPF))
		return SBOMLOCK_UNCOVERED;
	return settings.bpf == SBOMLOCK_WATCHED ? SBOMLOCK_WATCHED : SBOMLOCK_ENTRUSTED;
}

/* The same of what lies in the memory of this task. */
static __always_inline enum sbomlock_coverage cover_by_program(const struct task_state *state)
{
	return state ? stricter(state->from, cover_by_trust(state->grants)) : SBOMLOCK_UNCOVERED;
}

/* How all code in the current task's memory is covered; what it executes is another's. */
static __always_inline enum sbomlock_coverage cover_by_task(void)
{
	return stricter(scope(), cover_by_program(state_of(bpf_get_current_task_btf())));
}

/* How files that the current task maps are covered for its sake. */
static __always_inline enum sbomlock_coverage cover_mappings(void)
{
	struct task_state *state = settings.bpf ? state_of(bpf_get_current_task_btf()) : 0;

	return stricter(scope(), state ? cover_by_trust(state->grants) : SBOMLOCK_UNCOVERED);
}

static __always_inline enum sbomlock_coverage cover_by_device(__u32 device)
{
	/* Unrolled, and cut by the verifier, which knows the settings, to the gates there are. */
#pragma unroll
	for (__u32 i = 0; i < SBOMLOCK_GATES_MAX; i++) {
		if (i >= settings.file_systems)
			break;
		if (gates.devices[i] == device)
			return i < settings.gated_file_systems ? SBOMLOCK_GATED : SBOMLOCK_WATCHED;
	}
	return SBOMLOCK_UNCOVERED;
}

static __always_inline enum sbomlock_coverage cover_by_file_system(struct inode *inode)
{
	return cover_by_device(inode->i_sb->s_dev);
}

#endif
