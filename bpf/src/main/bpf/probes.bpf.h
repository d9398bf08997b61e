/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Uprobes: breakpoints that the kernel itself writes into the memory of every task that maps a
 * file, at whichever byte of its code, and counters that it adds to in their data.
 */
#ifndef SBOMLOCK_PROBES_BPF_H
#define SBOMLOCK_PROBES_BPF_H

#define S_VERITY (1 << 16)

/*
 * What an event of a uprobe is registered by. With its type, for else libbpf reads all symbols of
 * the kernel to find it.
 */
extern int trace_uprobe_register(struct trace_event_call *event, enum trace_reg type,
				 void *data) __ksym __weak;

/* Where the kernel does not say what it is, it may be any that is registered. */
static __always_inline bool is_of_uprobe(struct trace_event_call *call)
{
	return !trace_uprobe_register ||
	       BPF_CORE_READ(call, class, reg) == (const void *)trace_uprobe_register;
}

/* Asked when the event is there already, and so are its breakpoints: refused, both go again. */
SEC("lsm/perf_event_alloc")
int BPF_PROG(sbomlock_perf_event_alloc, struct perf_event *event)
{
	struct trace_event_call *call = event->tp_event;

	if (!call || !is_of_uprobe(call))
		return 0;
	return decide_on_tasks(SBOMLOCK_PERF_EVENT_ALLOC, SBOMLOCK_PROBE_TASKS);
}

/*
 * Every uprobe begins here. Nothing can be refused, but the kernel writes no breakpoint for whoever
 * is being killed. Only what has a digest of its own or a record is ever blessed.
 */
SEC("fentry/uprobe_register")
int BPF_PROG(sbomlock_uprobe_register, struct inode *inode)
{
	struct subject subject = {.coverage = strictest_gate()};

	identify(inode, &subject.inode);
	if (!(inode->i_flags & S_VERITY) && !bpf_map_lookup_elem(&blessed, &subject.inode))
		return 0;
	if (decide(SBOMLOCK_UPROBE_REGISTER, SBOMLOCK_PROBE_TASKS, &subject))
		bpf_send_signal(SIGKILL);
	return 0;
}

#endif
