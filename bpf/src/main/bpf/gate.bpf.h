/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What becomes code: programs, libraries, memory.
 */
#ifndef SBOMLOCK_GATE_BPF_H
#define SBOMLOCK_GATE_BPF_H

#define PROT_WRITE 0x2
#define PROT_EXEC  0x4
#define VM_EXEC	   0x4
#define MAY_READ   0x4

#define OVERLAYFS_SUPER_MAGIC 0x794c7630

/* Since 6.8; the loader refuses a kernel without it. */
extern int bpf_get_fsverity_digest(struct file *file, struct bpf_dynptr *digest_p) __ksym __weak;
/* Since 6.12. */
extern struct file *bpf_get_task_exe_file(struct task_struct *task) __ksym __weak;
extern void bpf_put_file(struct file *file) __ksym __weak;

/* Sets the size to 0 when the file has no digest. */
static __noinline void measure(struct file *file, struct sbomlock_digest *digest)
{
	struct bpf_dynptr target;

	__builtin_memset(digest, 0, sizeof(*digest));
	if (!bpf_get_fsverity_digest || bpf_dynptr_from_mem(digest, sizeof(*digest), 0, &target) ||
	    bpf_get_fsverity_digest(file, &target) < 0)
		digest->size = 0;
}

static __always_inline struct task_state *make_state(void)
{
	return bpf_task_storage_get(&tasks, bpf_get_current_task_btf(), 0,
				    BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/*
 * Whether a hook's file argument is NULL. The verifier of 6.12 believes that it never is and
 * removes the comparison; reading through it is what it cannot foresee. That of 7.2 wants the
 * comparison.
 */
static __always_inline bool is_no_file(struct file *file)
{
	return !file || !BPF_CORE_READ(file, f_inode);
}

static __always_inline bool is_overlay(struct file *file)
{
	return BPF_CORE_READ(file, f_inode, i_sb, s_magic) == OVERLAYFS_SUPER_MAGIC;
}

static __always_inline void describe(struct subject *subject, struct file *file, bool scoped)
{
	subject->dentry = BPF_CORE_READ(file, f_path.dentry);
	identify(BPF_CORE_READ(file, f_inode), &subject->inode);
	subject->gated = scoped || is_gated_file(&subject->inode);
}

/*
 * An overlay's file has no digest of its own. exec reads the first page of a program immediately
 * before it asks us, so the file that this task read from last is the one below.
 */
SEC("lsm/file_permission")
int BPF_PROG(sbomlock_file_permission, struct file *file, int mask)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct task_state *state;

	if (!BPF_CORE_READ_BITFIELD(task, in_execve) || !(mask & MAY_READ))
		return 0;
	if (!is_scoped(state_of(task)))
		return 0;
	state = make_state();
	if (state)
		measure(file, &state->below);
	return 0;
}

/* The file's digest in the current task's memory; NULL when there is none to be had. */
static __always_inline struct sbomlock_digest *measure_scratch(struct file *file)
{
	struct task_state *state = make_state();

	if (!state)
		return 0;
	measure(file, &state->scratch);
	return &state->scratch;
}

/* Outside the gates no digest is asked for: most of it pays one lookup. */
static __always_inline int decide_on_file(enum sbomlock_hook hook, struct file *file)
{
	struct subject subject = {};

	describe(&subject, file, is_scoped(state_of(bpf_get_current_task_btf())));
	if (subject.gated)
		subject.digest = measure_scratch(file);
	return decide(hook, SBOMLOCK_EXECUTE, &subject);
}

/* The program, its script, and each interpreter in turn; never ld.so. */
SEC("lsm/bprm_check_security")
int BPF_PROG(sbomlock_bprm_check_security, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	/* A direct load: BPF_CORE_READ would lose the trust that the digest kfunc asks for. */
	struct file *file = bprm->file;
	struct subject subject = {};
	struct task_state *state;
	int denied;

	describe(&subject, file, is_scoped(state_of(task)));
	state = subject.gated ? make_state() : 0;
	if (state) {
		if (is_overlay(file))
			state->next = state->below;
		else
			measure(file, &state->next);
		subject.digest = &state->next;
	}
	denied = decide(SBOMLOCK_BPRM_CHECK_SECURITY, SBOMLOCK_EXECUTE, &subject);
	if (denied)
		return denied;
	/* Who traces it already will own it. */
	if (BPF_CORE_READ(task, ptrace))
		return decide(SBOMLOCK_BPRM_CHECK_SECURITY, SBOMLOCK_CONTROL_TASK, &subject);
	return 0;
}

/* What the manifest grants to the program that is about to run. */
static __always_inline __u32 grants_of(const struct sbomlock_digest *digest,
				       const struct sbomlock_inode *inode)
{
	const struct sbomlock_allowed *verdict = 0;
	const struct sbomlock_blessed *record;

	if (digest->size)
		verdict = bpf_map_lookup_elem(&verdicts, digest);
	if (verdict)
		return verdict->grants;
	record = bpf_map_lookup_elem(&blessed, inode);
	return record && (record->flags & SBOMLOCK_BY_RECORD) ? record->grants : 0;
}

/* From here on the task is the new program: after scripts and interpreters, and without return. */
SEC("lsm/bprm_committed_creds")
int BPF_PROG(sbomlock_bprm_committed_creds, struct linux_binprm *bprm)
{
	struct task_state *state = state_of(bpf_get_current_task_btf());
	struct file *file = bprm->file;
	bool scoped = is_scoped(state);
	struct subject subject = {};

	describe(&subject, file, scoped);
	if (!subject.gated && !state)
		return 0;
	state = make_state();
	if (!state)
		return 0;
	state->flags = scoped ? TASK_SCOPED : 0;
	if (is_gated_file(&subject.inode))
		state->flags |= TASK_FROM_GATE;
	state->program = state->next;
	state->grants = grants_of(&state->program, &subject.inode);
	return 0;
}

/* A thread or child is gated as its maker is; without memory to know that, it is not made. */
SEC("lsm/task_alloc")
int BPF_PROG(sbomlock_task_alloc, struct task_struct *task)
{
	struct task_state *maker = state_of(bpf_get_current_task_btf());

	if (maker && !bpf_task_storage_get(&tasks, task, maker, BPF_LOCAL_STORAGE_GET_F_CREATE))
		return -ENOMEM;
	return 0;
}

/*
 * AT_EXECVE_CHECK (6.14) only asks whether a file would run, and ends here. Nothing of the file has
 * been read then, so an overlay's has no digest, and the answer is no.
 */
SEC("lsm/bprm_creds_for_exec")
int BPF_PROG(sbomlock_bprm_creds_for_exec, struct linux_binprm *bprm)
{
	if (!bpf_core_field_exists(bprm->is_check) || !BPF_CORE_READ_BITFIELD(bprm, is_check))
		return 0;
	return decide_on_file(SBOMLOCK_BPRM_CREDS_FOR_EXEC, bprm->file);
}

/*
 * A task that is older than the guard was never seen to execute anything. Its exe_file is good
 * enough here: since the guard stands nobody gated can change that, and who was root before is
 * trusted.
 */
static __noinline struct task_state *adopt(void)
{
	struct task_state *state = make_state();
	struct sbomlock_inode inode;
	struct file *program;

	if (!state || !bpf_get_task_exe_file || !bpf_put_file)
		return state;
	program = bpf_get_task_exe_file(bpf_get_current_task_btf());
	if (!program)
		return state;
	identify(BPF_CORE_READ(program, f_inode), &inode);
	measure(program, &state->program);
	state->grants = grants_of(&state->program, &inode);
	bpf_put_file(program);
	return state;
}

static __always_inline int decide_on_memory(enum sbomlock_hook hook, enum sbomlock_action action,
					    struct file *file, const struct task_state *state)
{
	bool gated = is_gated(state);
	struct subject subject = {};

	if (file)
		describe(&subject, file, gated);
	subject.gated = gated || subject.gated;
	if (gated && !state)
		state = adopt();
	if (state)
		subject.grants = state->grants;
	return decide(hook, action, &subject);
}

/* ld.so, libraries, whatever `ld.so ./program` or dlopen(3) bring in, and memory of no file. */
SEC("lsm/mmap_file")
int BPF_PROG(sbomlock_mmap_file, struct file *file, unsigned long reqprot, unsigned long prot)
{
	struct task_state *state;
	int denied;

	if (!(prot & PROT_EXEC))
		return 0;
	state = state_of(bpf_get_current_task_btf());
	if (is_no_file(file))
		return decide_on_memory(SBOMLOCK_MMAP_FILE, SBOMLOCK_EXECUTE_ANONYMOUS, 0, state);
	/* The kernel maps the file below instead, and asks about that one. */
	if (!is_overlay(file)) {
		denied = decide_on_file(SBOMLOCK_MMAP_FILE, file);
		if (denied)
			return denied;
	}
	if (prot & PROT_WRITE)
		return decide_on_memory(SBOMLOCK_MMAP_FILE, SBOMLOCK_EXECUTE_WRITTEN, file, state);
	return 0;
}

/* The file below an overlay's. */
SEC("lsm/mmap_backing_file")
int BPF_PROG(sbomlock_mmap_backing_file, struct vm_area_struct *vma, struct file *backing_file)
{
	if (!(BPF_CORE_READ(vma, vm_flags) & VM_EXEC))
		return 0;
	return decide_on_file(SBOMLOCK_MMAP_BACKING_FILE, backing_file);
}

/*
 * Mapped first, made executable later. vma->vm_file is no trusted pointer on 6.12, so there is no
 * digest here and only files the loader enrolled pass; a private mapping that was already written
 * to does not hold the blessed bytes any more.
 */
static __always_inline bool holds_blessed_bytes(struct vm_area_struct *vma, struct file *file)
{
	struct sbomlock_blessed *record;
	struct sbomlock_inode inode;

	identify(BPF_CORE_READ(file, f_inode), &inode);
	record = bpf_map_lookup_elem(&blessed, &inode);
	return record && (record->flags & SBOMLOCK_FILE) && !BPF_CORE_READ(vma, anon_vma);
}

SEC("lsm/file_mprotect")
int BPF_PROG(sbomlock_file_mprotect, struct vm_area_struct *vma, unsigned long reqprot,
	     unsigned long prot)
{
	struct file *file = BPF_CORE_READ(vma, vm_file);
	bool writable = prot & PROT_WRITE;

	if (!(prot & PROT_EXEC))
		return 0;
	if (!writable && (BPF_CORE_READ(vma, vm_flags) & VM_EXEC))
		return 0;
	if (!file)
		return decide_on_memory(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE_ANONYMOUS, 0,
					state_of(bpf_get_current_task_btf()));
	if (!writable && holds_blessed_bytes(vma, file))
		return 0;
	return decide_on_memory(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE_WRITTEN, file,
				state_of(bpf_get_current_task_btf()));
}

#endif
