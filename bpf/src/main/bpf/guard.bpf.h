/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What is done by bpf(2): to the guard itself, and to the kernel.
 */
#ifndef SBOMLOCK_GUARD_BPF_H
#define SBOMLOCK_GUARD_BPF_H

/*
 * Commands that make nothing and hand out nothing but what has a name in bpffs, where bpf_map
 * judges it. Whatever the kernel invents next is denied.
 */
static __always_inline bool asks_objects(int cmd)
{
	switch (cmd) {
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_DELETE_ELEM:
	case BPF_MAP_GET_NEXT_KEY:
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
	case BPF_OBJ_GET:
	case BPF_OBJ_GET_INFO_BY_FD:
	case BPF_PROG_GET_NEXT_ID:
	case BPF_MAP_GET_NEXT_ID:
	case BPF_LINK_GET_NEXT_ID:
	case BPF_BTF_GET_NEXT_ID:
	case BPF_PROG_QUERY:
	case BPF_TASK_FD_QUERY:
	case BPF_MAP_FREEZE:
		return true;
	default:
		return false;
	}
}

static __always_inline int decide_on_bpf(enum sbomlock_hook hook)
{
	struct task_state *state = known_task();
	struct subject subject = {.coverage = settings.bpf};

	if (state) {
		subject.grants = state->grants;
		subject.digest = &state->program;
	}
	return decide(hook, SBOMLOCK_USE_BPF, &subject);
}

/* Attached with the gate around bpf(2) only. */
SEC("lsm/bpf")
int BPF_PROG(sbomlock_bpf, int cmd)
{
	return asks_objects(cmd) ? 0 : decide_on_bpf(SBOMLOCK_BPF);
}

/* Constants lie in maps, too: the settings, words like this one, and literals. */
static const char word[] = "a word";

/* Whether this lies in the map, and so the others of its kind: C has no name for that map. */
static __always_inline bool holds(struct bpf_map *map, const volatile void *variable)
{
	__u64 array = 0, address = 0;

	/* As numbers: of pointers the verifier lets nobody reckon as freely. */
	bpf_probe_read_kernel(&array, sizeof(array), &map);
	bpf_probe_read_kernel(&address, sizeof(address), &variable);
	return address - array - bpf_core_field_offset(struct bpf_array, value) <
	       BPF_CORE_READ(map, value_size);
}

/* What programs write: freezing does not reach them. */
static __always_inline bool is_state(struct bpf_map *map)
{
	if (map == (void *)&tasks || map == (void *)&vetted || map == (void *)&unsettled ||
	    map == (void *)&openings)
		return true;
	if (takes_updates() &&
	    (map == (void *)&proposal || map == (void *)&signature || map == (void *)&added ||
	     map == (void *)&recalled || map == (void *)&progress))
		return true;
	return settings.sealed && (holds(map, &control) || map == (void *)&revoked);
}

/* What nobody writes: frozen, and read-only to programs. */
static __always_inline bool is_policy(struct bpf_map *map)
{
	return map == (void *)&verdicts || map == (void *)&blessed ||
	       map == (void *)&guarded_devices || map == (void *)&guarded_mounts ||
	       holds(map, &gates) || map == (void *)&gated_cgroups || map == (void *)&contents ||
	       map == (void *)&origins || map == (void *)&revoked ||
	       map == (void *)&cgroups_by_id || holds(map, &settings) || holds(map, word) ||
	       holds(map, "a literal");
}

/* What may be written by whoever is root: it tells, lets the guard be unloaded, or hands in
 * updates. */
static __always_inline bool is_open(struct bpf_map *map)
{
	return holds(map, &control) || map == (void *)&revoked || map == (void *)&counters ||
	       map == (void *)&events || map == (void *)&inbox || map == (void *)&updates;
}

/* Every new descriptor of a map, by id, by name, or of a new one. */
SEC("lsm/bpf_map")
int BPF_PROG(sbomlock_bpf_map, struct bpf_map *map, fmode_t mode)
{
	struct subject subject = {};

	/* Even a descriptor for reading gives the map to a program, which then writes. */
	if (is_state(map))
		return decide(SBOMLOCK_BPF_MAP, SBOMLOCK_HOLD_GUARD, &subject);
	if (settings.bpf && (mode & FMODE_WRITE) && !is_open(map))
		return decide_on_bpf(SBOMLOCK_BPF_MAP);
	return 0;
}

#endif
