/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What one task does to another, or to what it passes for.
 */
#ifndef SBOMLOCK_TASKS_BPF_H
#define SBOMLOCK_TASKS_BPF_H

#define PTRACE_MODE_ATTACH 0x2
#define PR_SET_MM	   35
#define PR_SET_MM_EXE_FILE 13
#define PR_SET_MM_MAP	   14

static __always_inline enum sbomlock_coverage cover_target(struct task_struct *task)
{
	struct task_state *state = state_of(task);
	enum sbomlock_coverage covered = stricter(settings.node, cover_by_program(state));

	/* One that is older than the guard may run anything, also a program that may use bpf(2). */
	if (!state || !(state->flags & TASK_KNOWN))
		covered = stricter(covered, settings.bpf);
	return state ? stricter(covered, state->scope) : covered;
}

/* PTRACE_ATTACH, /proc/PID/mem of others, process_vm_writev, pidfd_getfd. */
SEC("lsm/ptrace_access_check")
int BPF_PROG(sbomlock_ptrace_access_check, struct task_struct *child, unsigned int mode)
{
	struct subject subject = {};

	if (!(mode & PTRACE_MODE_ATTACH))
		return 0;
	/* Whom a gated task traces, runs its code. */
	subject.coverage = stricter(cover_target(child), cover_by_task());
	return decide(SBOMLOCK_PTRACE_ACCESS_CHECK, SBOMLOCK_CONTROL_TASK, &subject);
}

SEC("lsm/ptrace_traceme")
int BPF_PROG(sbomlock_ptrace_traceme, struct task_struct *parent)
{
	struct subject subject = {
		.coverage = cover_by_task(),
	};

	return decide(SBOMLOCK_PTRACE_TRACEME, SBOMLOCK_CONTROL_TASK, &subject);
}

/*
 * Both change what /proc/PID/exe says. Others rely on it; we only for tasks that are older than the
 * guard. How a process calls itself (PR_SET_MM_ARG_START) is its own affair, as by writing to argv.
 */
static __always_inline bool changes_program(int option, __u32 field)
{
	return option == PR_SET_MM && (field == PR_SET_MM_EXE_FILE || field == PR_SET_MM_MAP);
}

SEC("lsm/task_prctl")
int BPF_PROG(sbomlock_task_prctl, int option, unsigned long field)
{
	struct subject subject = {};

	if (!changes_program(option, field))
		return 0;
	subject.coverage = stricter(settings.bpf, cover_by_task());
	return decide(SBOMLOCK_TASK_PRCTL, SBOMLOCK_FORGE_IDENTITY, &subject);
}

#endif
