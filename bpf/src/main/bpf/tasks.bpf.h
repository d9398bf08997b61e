/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What one task does to another, or to what it passes for.
 */
#ifndef SBOMLOCK_TASKS_BPF_H
#define SBOMLOCK_TASKS_BPF_H

#define PTRACE_MODE_ATTACH 0x2
#define PR_SET_MM	   35

static __always_inline bool is_gated_target(struct task_struct *task)
{
	struct task_state *state = state_of(task);
	__u32 flags = state ? state->flags : 0;

	if (settings.gate_flags & SBOMLOCK_GATE_NODE)
		return true;
	/* One that is older than the guard may run anything, also a program that may use bpf(2). */
	if (knows_all_programs() && !(flags & TASK_KNOWN))
		return true;
	return flags & (TASK_SCOPED | TASK_FROM_GATE | TASK_ENTRUSTED);
}

/* PTRACE_ATTACH, /proc/PID/mem of others, process_vm_writev, pidfd_getfd. */
SEC("lsm/ptrace_access_check")
int BPF_PROG(sbomlock_ptrace_access_check, struct task_struct *child, unsigned int mode)
{
	struct subject subject = {};

	if (!(mode & PTRACE_MODE_ATTACH))
		return 0;
	subject.gated = is_gated_target(child);
	return decide(SBOMLOCK_PTRACE_ACCESS_CHECK, SBOMLOCK_CONTROL_TASK, &subject);
}

SEC("lsm/ptrace_traceme")
int BPF_PROG(sbomlock_ptrace_traceme, struct task_struct *parent)
{
	struct subject subject = {
		.gated = is_gated(),
	};

	return decide(SBOMLOCK_PTRACE_TRACEME, SBOMLOCK_CONTROL_TASK, &subject);
}

/*
 * PR_SET_MM changes what /proc/PID/exe and cmdline say. Others rely on it; we only for tasks that
 * are older than the guard.
 */
SEC("lsm/task_prctl")
int BPF_PROG(sbomlock_task_prctl, int option)
{
	struct subject subject = {};

	if (option != PR_SET_MM)
		return 0;
	subject.gated = knows_all_programs() || is_gated();
	return decide(SBOMLOCK_TASK_PRCTL, SBOMLOCK_FORGE_IDENTITY, &subject);
}

#endif
