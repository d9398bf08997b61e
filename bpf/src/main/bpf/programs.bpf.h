/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * BPF programs: the guard's own, and those of others that would have a say in what it decides or in
 * what gated tasks hold.
 */
#ifndef SBOMLOCK_PROGRAMS_BPF_H
#define SBOMLOCK_PROGRAMS_BPF_H

#define CALL_OF_HELPER (BPF_JMP | BPF_CALL)
/* More than the kernel takes of one program. */
#define INSTRUCTIONS_MAX (1 << 20)

struct reading {
	__u64 instructions;
	__u32 length;
	/* Says what the hook it is at answers, whatever others there say. */
	bool sets_answer;
	/* Writes to the memory of whichever task it runs in. */
	bool writes_memory;
};

static int read_instruction(__u32 index, struct reading *reading)
{
	struct bpf_insn instruction;

	if (index >= reading->length)
		return 1;
	if (bpf_probe_read_kernel(&instruction, sizeof(instruction),
				  (void *)(reading->instructions + index * sizeof(instruction)))) {
		reading->sets_answer = reading->writes_memory = true;
		return 1;
	}
	if (instruction.code == CALL_OF_HELPER && !instruction.src_reg) {
		reading->sets_answer |= instruction.imm == BPF_FUNC_set_retval;
		reading->writes_memory |= instruction.imm == BPF_FUNC_probe_write_user;
	}
	return 0;
}

/* Of sockets and of sysctls: no answer of theirs is about what the guard protects. */
static __always_inline bool is_of_network(const struct bpf_prog *program)
{
	switch (program->type) {
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
		return true;
	default:
		return false;
	}
}

/* fmod_ret: it runs before the kernel asks any hook, and by a positive answer none is asked. */
static __always_inline bool answers_first(const struct bpf_prog *program)
{
	return program->expected_attach_type == BPF_MODIFY_RETURN;
}

/* For many uprobes at once: others are attached through an event, which asks perf_event_alloc. */
static __always_inline bool is_of_probes(const struct bpf_prog *program)
{
	return program->expected_attach_type == BPF_TRACE_UPROBE_MULTI ||
	       program->expected_attach_type == BPF_TRACE_UPROBE_SESSION;
}

static __always_inline int decide_on_overruling(enum sbomlock_hook hook)
{
	struct subject subject = {};

	return decide(hook, SBOMLOCK_OVERRULE, &subject);
}

/* Asked before the kernel verifies the program, and replaces the numbers of what it calls. */
SEC("lsm/bpf_prog_load")
int BPF_PROG(sbomlock_bpf_prog_load, struct bpf_prog *program)
{
	struct reading reading = {
		.instructions = (__u64)__builtin_preserve_access_index(&program->insnsi),
		.length = program->len,
	};

	bpf_loop(INSTRUCTIONS_MAX, read_instruction, &reading, 0);
	if (answers_first(program) || (reading.sets_answer && !is_of_network(program)))
		return decide_on_overruling(SBOMLOCK_BPF_PROG_LOAD);
	if (reading.writes_memory)
		return decide_on_tasks(SBOMLOCK_BPF_PROG_LOAD, SBOMLOCK_CONTROL_TASK);
	if (is_of_probes(program))
		return decide_on_tasks(SBOMLOCK_BPF_PROG_LOAD, SBOMLOCK_PROBE_TASKS);
	return 0;
}

/* Ours, or of somebody who calls it so: that one only denies it to himself. */
static __always_inline bool is_ours(struct bpf_prog *program)
{
	static const char ours[] = "sbomlock_";
	char found[sizeof(ours)] = {};

	bpf_probe_read_kernel(found, sizeof(found) - 1, program->aux->name);
	for (__u32 i = 0; i < sizeof(ours) - 1; i++)
		if (found[i] != ours[i])
			return false;
	return true;
}

/* At a uprobe it writes to the registers of whichever task it runs in: since 6.18. */
static __always_inline bool writes_registers(const struct bpf_prog *program)
{
	return bpf_core_field_exists(program->aux->kprobe_write_ctx) &&
	       program->aux->kprobe_write_ctx;
}

/*
 * An iterator over the elements of a map may write to each, be that map frozen and read-only to
 * programs: the kernel asks for no more than a descriptor.
 */
static __always_inline bool writes_elements(const struct bpf_prog *program)
{
	return program->expected_attach_type == BPF_TRACE_ITER && program->aux->max_rdwr_access;
}

#define USED_MAPS_MAX 64

struct use {
	/* A struct bpf_map **, as a number. */
	__u64 maps;
	__u32 count;
	bool of_policy;
};

static int look_at_map(__u32 index, struct use *use)
{
	struct bpf_map *map = 0, *inner;

	if (index >= use->count)
		return 1;
	if (!bpf_probe_read_kernel(&map, sizeof(map), (void *)(use->maps + index * sizeof(map)))) {
		inner = BPF_CORE_READ(map, inner_map_meta);
		if (!is_policy(map) &&
		    !(inner && (BPF_CORE_READ(inner, map_flags) & BPF_F_RDONLY_PROG)))
			return 0;
	}
	use->of_policy = true;
	return 1;
}

/*
 * Whether it holds a map of ours that programs only read, or one of maps, among which such a one
 * may be. Verifiers did not know of every helper that it writes (bpf_snprintf(), before 6.13).
 */
static __always_inline bool uses_policy(const struct bpf_prog *program)
{
	struct use use = {
		.maps = (__u64)program->aux->used_maps,
		.count = program->aux->used_map_cnt,
	};

	bpf_loop(USED_MAPS_MAX, look_at_map, &use, 0);
	return use.of_policy;
}

/*
 * Every new descriptor of a program, be it loaded just now. By that of ours an extension (freplace)
 * is loaded, which the kernel runs in its place.
 */
SEC("lsm/bpf_prog")
int BPF_PROG(sbomlock_bpf_prog, struct bpf_prog *program)
{
	struct subject subject = {};

	if (is_ours(program) || writes_elements(program) || uses_policy(program))
		return decide(SBOMLOCK_BPF_PROG, SBOMLOCK_HOLD_GUARD, &subject);
	if (answers_first(program))
		return decide_on_overruling(SBOMLOCK_BPF_PROG);
	if (writes_registers(program))
		return decide_on_tasks(SBOMLOCK_BPF_PROG, SBOMLOCK_CONTROL_TASK);
	if (is_of_probes(program))
		return decide_on_tasks(SBOMLOCK_BPF_PROG, SBOMLOCK_PROBE_TASKS);
	return settings.bpf ? decide_on_bpf(SBOMLOCK_BPF_PROG) : 0;
}

#endif
