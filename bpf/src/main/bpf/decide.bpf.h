/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* The one place where anything is allowed or denied. */
#ifndef SBOMLOCK_DECIDE_BPF_H
#define SBOMLOCK_DECIDE_BPF_H

#define EPERM  1
#define ENOMEM 12
#define EACCES 13

#define S_IFMT	0170000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000

/* Its own section: exactly this struct is the map `.rodata.settings`, which libbpf freezes. */
const volatile struct sbomlock_settings settings SEC(".rodata.settings");

static __always_inline void identify(struct inode *inode, struct sbomlock_inode *identity)
{
	identity->ino = BPF_CORE_READ(inode, i_ino);
	identity->dev = BPF_CORE_READ(inode, i_sb, s_dev);
	identity->generation = BPF_CORE_READ(inode, i_generation);
}

/* While the loader puts it in place, and once an update has allowed to take it away. */
static __always_inline bool is_changing(void)
{
	return control.phase == SBOMLOCK_LOADING || control.phase == SBOMLOCK_UNLOCKED;
}

static __always_inline bool is_revoking(void)
{
	return control.revoking;
}

/* The settings are constants to the verifier: where no key is set, nothing of updates is left. */
static __always_inline bool takes_updates(void)
{
	return settings.update_ring != 0;
}

static __always_inline bool is_recalling(void)
{
	return takes_updates() && is_revoking();
}

/* Whether an update has recalled this content, by its digest or by that of the blessed inode. */
static __always_inline bool is_recalled(const struct sbomlock_digest *digest,
					const struct sbomlock_inode *inode)
{
	const struct sbomlock_digest *known;

	if (!is_recalling())
		return false;
	if (digest && digest->size && bpf_map_lookup_elem(&recalled, digest))
		return true;
	known = bpf_map_lookup_elem(&contents, inode);
	return known && bpf_map_lookup_elem(&recalled, known);
}

/* What is said of a digest, NULL for nothing. */
static __always_inline const struct sbomlock_allowed *
verdict_on(const struct sbomlock_digest *digest)
{
	const struct sbomlock_allowed *allowed = 0;

	if (takes_updates())
		allowed = bpf_map_lookup_elem(&added, digest);
	if (!allowed)
		allowed = bpf_map_lookup_elem(&verdicts, digest);
	return allowed;
}

static __always_inline bool is_revoked(const __u32 *file)
{
	return is_revoking() && bpf_map_lookup_elem(&revoked, file);
}

/* The digest is what the kernel itself checks each page against. */
static __always_inline const struct sbomlock_allowed *verdict_of(const struct subject *subject)
{
	return subject->digest && subject->digest->size ? verdict_on(subject->digest) : 0;
}

/* Whether this content was revoked: then it runs nowhere. */
static __always_inline bool is_withdrawn(const struct subject *subject,
					 const struct sbomlock_blessed *record)
{
	const struct sbomlock_allowed *allowed;

	if (!is_revoking())
		return false;
	if (record && is_revoked(&record->file))
		return true;
	if (is_recalled(subject->digest, &subject->inode))
		return true;
	allowed = verdict_of(subject);
	return allowed && is_revoked(&allowed->file);
}

/* Whether a file runs where only those of these manifests do. */
static __always_inline bool is_of(__u64 manifests, __u32 file)
{
	__u64 *origin;

	/* What an update adds is of no manifest, and runs behind every gate. */
	if (!settings.bound || manifests == SBOMLOCK_ANY_MANIFEST || file == SBOMLOCK_NONE)
		return true;
	origin = bpf_map_lookup_elem(&origins, &file);
	return origin && (*origin & manifests);
}

/*
 * Where there is no digest, the loader measured this very inode after the guard stood between it
 * and every writer.
 */
static __always_inline bool is_blessed(const struct subject *subject,
				       const struct sbomlock_blessed *record)
{
	const struct sbomlock_allowed *allowed = verdict_of(subject);

	if (allowed && is_of(subject->manifests, allowed->file))
		return true;
	return record && (record->flags & SBOMLOCK_BY_RECORD) &&
	       is_of(subject->manifests, record->file);
}

/* A snapshot of btrfs has files of the same identity, from before they had a digest. */
static __always_inline bool keeps_content(const struct sbomlock_blessed *record, bool has_verity)
{
	return (record->flags & SBOMLOCK_BY_RECORD) || has_verity;
}

/* Nobody changes the content of a blessed inode, whether the kernel measures it or not. */
static __always_inline bool is_blessed_inode(const struct subject *subject,
					     const struct sbomlock_blessed *record)
{
	return record && (record->flags & SBOMLOCK_FILE) &&
	       keeps_content(record, subject->has_verity) &&
	       is_of(subject->manifests, record->file);
}

static __always_inline bool runs_unblessed(const struct subject *subject)
{
	return settings.unblessed_runs && subject->coverage != SBOMLOCK_ENTRUSTED;
}

#define DATA_DEPTH 64

/* A dentry, as a number: the verifier shall not ask where it came from. */
struct ascent {
	__u64 dentry;
	bool is_data;
};

static int ascend(__u32 depth, struct ascent *ascent)
{
	struct dentry *dentry = (struct dentry *)ascent->dentry;
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);
	__u64 parent = (__u64)BPF_CORE_READ(dentry, d_parent);
	struct sbomlock_blessed *record;
	struct sbomlock_inode identity;

	identify(inode, &identity);
	record = bpf_map_lookup_elem(&blessed, &identity);
	ascent->is_data = record && (record->flags & SBOMLOCK_DATA);
	if (ascent->is_data || parent == ascent->dentry)
		return 1;
	ascent->dentry = parent;
	return 0;
}

/* Whether it, or a directory above it, was declared to be data. */
static __noinline bool is_data(const struct subject *subject)
{
	struct ascent ascent = {.dentry = (__u64)subject->dentry};

	bpf_loop(DATA_DEPTH, ascend, &ascent, 0);
	return ascent.is_data;
}

static __always_inline enum sbomlock_device_role role_of(const struct sbomlock_device *device)
{
	enum sbomlock_device_role *role = bpf_map_lookup_elem(&guarded_devices, device);

	return role ? *role : SBOMLOCK_UNRELATED;
}

static __always_inline bool holds_bytes(enum sbomlock_device_role role)
{
	return role == SBOMLOCK_HOLDS || role == SBOMLOCK_HOLDS_BTRFS;
}

/* Those that lie in memory. */
static __always_inline bool swaps_blessed_files(void)
{
	struct sbomlock_device any = {.dev = SBOMLOCK_ANY_SWAP, .type = S_IFBLK};

	return role_of(&any) != SBOMLOCK_UNRELATED;
}

static __always_inline bool is_allowed(enum sbomlock_action action, const struct subject *subject,
				       const struct sbomlock_blessed *record)
{
	__u32 flags = record ? record->flags : 0;

	switch (action) {
	case SBOMLOCK_CHANGE_CONTENT:
	case SBOMLOCK_CHANGE_METADATA:
		/* Nobody relies on the bytes of other files, nor on a directory's mode. */
		return !(flags & (SBOMLOCK_FILE | SBOMLOCK_BACKING));
	case SBOMLOCK_CHANGE_NAME:
		/* While loading its pins may take the place of another guard's. */
		return !flags || (flags == SBOMLOCK_PIN && is_changing());
	case SBOMLOCK_COVER:
		return !flags;
	case SBOMLOCK_UNCOVER:
		return !subject->spreads && !bpf_map_lookup_elem(&guarded_mounts, &subject->mount);
	case SBOMLOCK_WRITE_DEVICE:
		return !holds_bytes(role_of(&subject->device));
	case SBOMLOCK_COMMAND_DEVICE:
		return role_of(&subject->device) == SBOMLOCK_UNRELATED;
	case SBOMLOCK_EXECUTE:
	case SBOMLOCK_LOAD_KERNEL_CODE:
		if (subject->unknown || is_withdrawn(subject, record))
			return false;
		/* Outside the gates everything else runs as ever. */
		return !subject->coverage || is_blessed(subject, record) || runs_unblessed(subject);
	case SBOMLOCK_INTERPRET:
		if (is_withdrawn(subject, record))
			return false;
		return is_blessed_inode(subject, record) || is_blessed(subject, record) ||
		       runs_unblessed(subject) || is_data(subject);
	case SBOMLOCK_EXECUTE_WRITTEN:
	case SBOMLOCK_EXECUTE_ANONYMOUS:
		/* Whoever may make code may make it anywhere in its own memory. */
		return !subject->coverage || (subject->grants & SBOMLOCK_GRANT_JIT);
	case SBOMLOCK_CONTROL_TASK:
	case SBOMLOCK_PROBE_TASKS:
	case SBOMLOCK_FORGE_IDENTITY:
	case SBOMLOCK_SKIP_VERIFICATION:
	case SBOMLOCK_CHOOSE_HELPER:
		return !subject->coverage;
	case SBOMLOCK_CHOOSE_SWAP:
		return !subject->coverage && !swaps_blessed_files();
	case SBOMLOCK_USE_BPF:
		return (subject->grants & SBOMLOCK_GRANT_BPF) || is_changing();
	case SBOMLOCK_HOLD_GUARD:
	case SBOMLOCK_OVERRULE:
		return is_changing();
	case SBOMLOCK_UPDATE_POLICY:
		return subject->in_order;
	default:
		/* SBOMLOCK_MOVE_BY_NAME, SBOMLOCK_SWITCH_OFF, SBOMLOCK_USE_KEY, and whatever is
		 * unknown. */
		return false;
	}
}

/* Whether what is not allowed is denied, or only told. */
static __always_inline bool is_enforced(enum sbomlock_action action, const struct subject *subject,
					const struct sbomlock_blessed *record)
{
	/* An update that is not in order is never applied, whatever the mode. */
	if (action == SBOMLOCK_UPDATE_POLICY)
		return true;
	if (settings.mode == SBOMLOCK_AUDIT)
		return false;
	/* What is revoked is denied everywhere, and so also where a gate only watches. */
	return subject->coverage != SBOMLOCK_WATCHED || is_withdrawn(subject, record);
}

/* The file as it is named, or else what the manifests call its content. */
static __always_inline struct owner owner_of(const struct subject *subject,
					     const struct sbomlock_blessed *record)
{
	struct owner owner = {.file = SBOMLOCK_NONE, .component = SBOMLOCK_NONE};
	const struct sbomlock_allowed *allowed = record ? 0 : verdict_of(subject);

	if (record) {
		owner.file = record->file;
		owner.component = record->component;
	} else if (allowed) {
		owner.file = allowed->file;
		owner.component = allowed->component;
	}
	return owner;
}

static __noinline int decide(enum sbomlock_hook hook, enum sbomlock_action action,
			     const struct subject *subject)
{
	const struct sbomlock_blessed *record = bpf_map_lookup_elem(&blessed, &subject->inode);
	enum sbomlock_verdict verdict = SBOMLOCK_ALLOWED;

	/* A guard that goes denies nothing any more: its programs end some time after its pins. */
	if (!is_allowed(action, subject, record) && control.phase != SBOMLOCK_UNLOADING) {
		struct owner owner = owner_of(subject, record);

		verdict = is_enforced(action, subject, record) ? SBOMLOCK_DENIED : SBOMLOCK_AUDITED;
		tell(hook, action, verdict, subject, &owner);
	}
	count(hook * SBOMLOCK_VERDICTS + verdict);
	if (verdict != SBOMLOCK_DENIED)
		return 0;
	if (subject->unknown)
		return -ENOMEM;
	/* What must not run says so as noexec does; whatever is protected as immutable. */
	switch (action) {
	case SBOMLOCK_EXECUTE:
	case SBOMLOCK_INTERPRET:
	case SBOMLOCK_EXECUTE_WRITTEN:
	case SBOMLOCK_EXECUTE_ANONYMOUS:
		return -EACCES;
	default:
		return -EPERM;
	}
}

static __always_inline int decide_on_inode(enum sbomlock_hook hook, enum sbomlock_action action,
					   struct inode *inode, struct dentry *dentry)
{
	struct subject subject = {.dentry = dentry};

	identify(inode, &subject.inode);
	return decide(hook, action, &subject);
}

/* The dentry's inode, if it has one: a name that is only about to be has none. */
static __always_inline int decide_on_dentry(enum sbomlock_hook hook, enum sbomlock_action action,
					    struct dentry *dentry)
{
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);

	if (!inode)
		return 0;
	return decide_on_inode(hook, action, inode, dentry);
}

#endif
