/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Signed updates of a sealed guard's policy. Attached only where a key for them was given.
 *
 * Root hands one in; what counts is the copy that is verified here. Which map it was written to,
 * and what becomes of the caller's memory meanwhile, does not matter.
 */
#ifndef SBOMLOCK_UPDATE_BPF_H
#define SBOMLOCK_UPDATE_BPF_H

#define EIO	     5
#define E2BIG	     7
#define EBUSY	     16
#define EFAULT	     14
#define EINVAL	     22
#define ENOSPC	     28
#define ESTALE	     116
#define EKEYREJECTED 129

#define FSVERITY_SHA256 1
#define FSVERITY_SHA512 2

/* Since 6.1, in kernels with CONFIG_KEYS and CONFIG_SYSTEM_DATA_VERIFICATION. */
extern struct bpf_key *bpf_lookup_user_key(__s32 serial, __u64 flags) __ksym __weak;
extern void bpf_key_put(struct bpf_key *key) __ksym __weak;
extern int bpf_verify_pkcs7_signature(struct bpf_dynptr *data, struct bpf_dynptr *signature,
				      struct bpf_key *trusted) __ksym __weak;

/* What an update would change, or why it cannot. */
struct tally {
	__u32 added;
	__u32 recalled;
	int wrong;
};

static __always_inline struct sbomlock_update *proposed(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&proposal, &zero);
}

/* In a function of its own, since the verifier wants dynptrs on a stack of their own. */
static __noinline int check_signature(__u32 update_size, __u32 signature_size)
{
	__u32 zero = 0;
	struct sbomlock_update *update = proposed();
	struct sbomlock_signature *proof = bpf_map_lookup_elem(&signature, &zero);
	struct bpf_dynptr data, signed_data;
	struct bpf_key *ring;
	int wrong;

	if (!update || !proof || update_size > sizeof(*update) || signature_size > sizeof(*proof))
		return -EIO;
	if (!bpf_lookup_user_key || !bpf_key_put || !bpf_verify_pkcs7_signature)
		return -EKEYREJECTED;
	wrong = bpf_dynptr_from_mem(update, update_size, 0, &data);
	if (bpf_dynptr_from_mem(proof, signature_size, 0, &signed_data) || wrong)
		return -EIO;
	ring = bpf_lookup_user_key(settings.update_ring, 0);
	if (!ring)
		return -EKEYREJECTED;
	wrong = bpf_verify_pkcs7_signature(&data, &signed_data, ring);
	bpf_key_put(ring);
	return wrong ? -EKEYREJECTED : 0;
}

static __always_inline int verify(__u32 update_size, __u32 signature_size)
{
	struct task_state *state = make_state();
	int wrong;

	if (!state)
		return -ENOMEM;
	state->flags |= TASK_VERIFYING;
	wrong = check_signature(update_size, signature_size);
	state->flags &= ~TASK_VERIFYING;
	return wrong;
}

static __always_inline const struct sbomlock_entry *entry_at(__u32 index)
{
	struct sbomlock_update *update = proposed();

	return update && index < SBOMLOCK_ENTRIES_MAX ? &update->entries[index] : 0;
}

/* Whether fs-verity may measure it; the map's keys are compared whole. */
static __always_inline bool is_digest(const struct sbomlock_digest *digest)
{
	return (digest->algorithm == FSVERITY_SHA256 && digest->size == 32) ||
	       (digest->algorithm == FSVERITY_SHA512 && digest->size == 64);
}

/* Before anything is changed: whether every entry means something, and what it will need. */
static int examine(__u32 index, struct tally *tally)
{
	const struct sbomlock_entry *entry = entry_at(index);

	tally->wrong = -EINVAL;
	if (!entry || entry->operation >= SBOMLOCK_OPERATIONS || !is_digest(&entry->digest))
		return 1;
	if (entry->grants & ~(SBOMLOCK_GRANT_JIT | SBOMLOCK_GRANT_BPF))
		return 1;
	tally->wrong = 0;
	if (entry->operation == SBOMLOCK_OPERATION_ALLOW &&
	    !bpf_map_lookup_elem(&added, &entry->digest))
		tally->added++;
	if (entry->operation == SBOMLOCK_OPERATION_REVOKE &&
	    !bpf_map_lookup_elem(&recalled, &entry->digest))
		tally->recalled++;
	return 0;
}

static __always_inline int allow(const struct sbomlock_entry *entry, struct sbomlock_progress *now)
{
	struct sbomlock_allowed allowed = {
		.file = SBOMLOCK_NONE,
		.component = SBOMLOCK_NONE,
		.grants = entry->grants,
	};
	bool is_new = !bpf_map_lookup_elem(&added, &entry->digest);

	if (bpf_map_update_elem(&added, &entry->digest, &allowed, 0))
		return -EIO;
	now->added += is_new;
	return 0;
}

static __always_inline int revoke(const struct sbomlock_entry *entry, struct sbomlock_progress *now)
{
	__u32 set = 1;

	if (bpf_map_lookup_elem(&recalled, &entry->digest))
		return 0;
	if (bpf_map_update_elem(&recalled, &entry->digest, &set, 0))
		return -EIO;
	now->recalled++;
	return 0;
}

static __always_inline int restore(const struct sbomlock_entry *entry,
				   struct sbomlock_progress *now)
{
	if (!bpf_map_lookup_elem(&recalled, &entry->digest))
		return 0;
	if (bpf_map_delete_elem(&recalled, &entry->digest))
		return -EIO;
	now->recalled--;
	return 0;
}

/* Each entry says what shall be, not what to change: to apply it twice does no harm. */
static int apply(__u32 index, struct tally *tally)
{
	const struct sbomlock_entry *entry = entry_at(index);
	__u32 zero = 0;
	struct sbomlock_progress *now = bpf_map_lookup_elem(&progress, &zero);

	tally->wrong = -EIO;
	if (!entry || !now)
		return 1;
	switch (entry->operation) {
	case SBOMLOCK_OPERATION_ALLOW:
		tally->wrong = allow(entry, now);
		break;
	case SBOMLOCK_OPERATION_REVOKE:
		tally->wrong = revoke(entry, now);
		break;
	case SBOMLOCK_OPERATION_RESTORE:
		tally->wrong = restore(entry, now);
		break;
	default:
		break;
	}
	return tally->wrong != 0;
}

/* The update in memory, whose signature is right. */
static __noinline int carry_out(__u32 size)
{
	__u32 zero = 0;
	struct sbomlock_progress *now = bpf_map_lookup_elem(&progress, &zero);
	struct sbomlock_update *update = proposed();
	struct tally tally = {};

	if (!update || !now)
		return -EIO;
	/* The loader would write over what is changed now. */
	if (control.phase == SBOMLOCK_LOADING)
		return -EBUSY;
	if (update->magic != SBOMLOCK_UPDATE_MAGIC || update->version != SBOMLOCK_UPDATE_VERSION ||
	    (update->flags & ~SBOMLOCK_UNLOCK) || update->count > SBOMLOCK_ENTRIES_MAX)
		return -EINVAL;
	if (size != __builtin_offsetof(struct sbomlock_update, entries) +
			    update->count * sizeof(struct sbomlock_entry))
		return -EINVAL;
	if (update->sequence <= now->sequence)
		return -ESTALE;
	bpf_loop(update->count, examine, &tally, 0);
	if (tally.wrong)
		return -EINVAL;
	if (now->added + tally.added > SBOMLOCK_CHANGES_MAX ||
	    now->recalled + tally.recalled > SBOMLOCK_CHANGES_MAX)
		return -ENOSPC;
	bpf_loop(update->count, apply, &tally, 0);
	/* What was vetted before is asked again while anything is recalled. */
	control.revoking = now->recalled != 0;
	if (tally.wrong)
		return -EIO;
	if (update->flags & SBOMLOCK_UNLOCK) {
		control.phase = SBOMLOCK_UNLOCKED;
		now->unlocked = 1;
	}
	now->sequence = update->sequence;
	return 0;
}

static __always_inline int copy(const struct sbomlock_parcel *parcel, __u64 from)
{
	__u32 zero = 0;
	struct sbomlock_update *update = proposed();
	struct sbomlock_signature *proof = bpf_map_lookup_elem(&signature, &zero);
	__u32 update_size = parcel->update_size;
	__u32 signature_size = parcel->signature_size;

	if (!update || !proof)
		return -EIO;
	if (update_size > sizeof(*update) || signature_size > sizeof(*proof))
		return -E2BIG;
	if (!update_size || !signature_size)
		return -EINVAL;
	from += sizeof(*parcel);
	if (bpf_copy_from_user(update, update_size, (void *)from) ||
	    bpf_copy_from_user(proof, signature_size, (void *)(from + update_size)))
		return -EFAULT;
	return 0;
}

static __noinline int take(const struct sbomlock_parcel *parcel, __u64 from)
{
	__u32 zero = 0;
	struct sbomlock_progress *now = bpf_map_lookup_elem(&progress, &zero);
	int wrong;

	if (!now)
		return -EIO;
	/* The copy lies in memory that all share. */
	if (__sync_lock_test_and_set(&now->busy, 1))
		return -EBUSY;
	wrong = copy(parcel, from);
	if (!wrong)
		wrong = verify(parcel->update_size, parcel->signature_size);
	if (!wrong)
		wrong = carry_out(parcel->update_size);
	__sync_lock_test_and_set(&now->busy, 0);
	bpf_map_update_elem(&updates, &zero, now, 0);
	return wrong;
}

/* Sleepable, for user memory is read and RSA takes its time. */
SEC("lsm.s/bpf")
int BPF_PROG(sbomlock_update, int cmd, union bpf_attr *attr)
{
	struct sbomlock_parcel parcel = {};
	struct subject subject = {};
	__u64 value;
	int wrong;

	/* Others cannot use the inbox anyway, and shall keep nobody waiting. */
	if (cmd != BPF_MAP_UPDATE_ELEM || (__u32)bpf_get_current_uid_gid())
		return 0;
	value = BPF_CORE_READ(attr, value);
	if (bpf_copy_from_user(&parcel, sizeof(parcel), (void *)value) ||
	    parcel.magic != SBOMLOCK_PARCEL_MAGIC)
		return 0;
	wrong = take(&parcel, value);
	subject.in_order = !wrong;
	decide(SBOMLOCK_UPDATE, SBOMLOCK_UPDATE_POLICY, &subject);
	/* Says why, which is no secret: the caller may know what it handed in. */
	return wrong;
}

/*
 * Everything that names a key asks here, root's overriding of its permissions included. Nobody gets
 * anywhere with ours but to see that they are there; the kernel itself searches them while an
 * update is verified. KEYCTL_INVALIDATE asks for no more than searching.
 *
 * The argument key_ref_t points to a type that has no description, so the verifier lets no program
 * read it by name. Its lowest bit says whether the key is possessed.
 */
SEC("lsm/key_permission")
int sbomlock_key_permission(unsigned long long *ctx)
{
	struct subject subject = {};
	struct task_state *state;
	__u64 reference, need;
	__s32 serial;

	if (bpf_get_func_arg(ctx, 0, &reference) || bpf_get_func_arg(ctx, 2, &need))
		return -EPERM;
	serial = BPF_CORE_READ((struct key *)(reference & ~1ULL), serial);
	if (serial != settings.update_ring && serial != settings.update_key)
		return 0;
	need = (__u32)need;
	if (need == bpf_core_enum_value(enum key_need_perm, KEY_NEED_VIEW))
		return 0;
	state = state_of(bpf_get_current_task_btf());
	if (state && (state->flags & TASK_VERIFYING) &&
	    (need == bpf_core_enum_value(enum key_need_perm, KEY_NEED_SEARCH) ||
	     need == bpf_core_enum_value(enum key_need_perm, KEY_DEFER_PERM_CHECK)))
		return 0;
	return decide(SBOMLOCK_KEY_PERMISSION, SBOMLOCK_USE_KEY, &subject);
}

#endif
