/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What becomes code: programs, libraries, memory.
 */
#ifndef SBOMLOCK_GATE_BPF_H
#define SBOMLOCK_GATE_BPF_H

#define PROT_WRITE  0x2
#define PROT_EXEC   0x4
#define VM_EXEC	    0x4
#define FMODE_WRITE 0x2
#define MAY_WRITE   0x2
#define MAY_READ    0x4

#define READ_IMPLIES_EXEC 0x0400000
#define PERSONALITY_QUERY 0xffffffff
#define SIGKILL		  9

#define S_VERITY (1 << 16)

#define OVERLAYFS_SUPER_MAGIC 0x794c7630
#define PROC_SUPER_MAGIC      0x9fa0
#define SYSFS_MAGIC	      0x62656572
#define CGROUP2_SUPER_MAGIC   0x63677270

/* Since 6.8; the loader refuses a kernel without it. */
extern int bpf_get_fsverity_digest(struct file *file, struct bpf_dynptr *digest_p) __ksym __weak;
/* Since 6.12. */
extern struct file *bpf_get_task_exe_file(struct task_struct *task) __ksym __weak;
extern void bpf_put_file(struct file *file) __ksym __weak;

/*
 * Enabling fs-verity leaves what is in memory already, and that may be changed afterwards by
 * whoever had it pinned before (a direct read into a mapping), or who owns the medium. Only what
 * the kernel reads later it verifies: so until the inode has left memory, its digest says nothing.
 */
static __always_inline bool is_unsettled(struct inode *inode)
{
	return bpf_inode_storage_get(&unsettled, inode, 0, 0);
}

/* Whether nobody can write below the file system. btrfs has no device of its own. */
static __always_inline bool lies_on_guarded_device(struct inode *inode)
{
	struct sbomlock_device device = {.dev = inode->i_sb->s_dev, .type = S_IFBLK};

	return holds_bytes(role_of(&device));
}

static __always_inline __u32 *openings_of(struct inode *inode)
{
	__u32 number = (inode->i_ino ^ (inode->i_ino >> 32) ^ inode->i_sb->s_dev) % OPENINGS;

	return bpf_map_lookup_elem(&openings, &number);
}

/*
 * To find what fs-verity knows of an inode, ext4 reads where the medium says that it lies, before
 * it looks whether that can be. Then opening fails, and unverified pages stay in memory for whoever
 * opens the file when the medium says something else. Only the digests of inodes that no open has
 * failed of, and none is under way, mean what is read; a guarded device does not change.
 */
static __always_inline bool may_hold_unverified(struct inode *inode)
{
	__u32 *count = openings_of(inode);

	return (!count || *count) && !lies_on_guarded_device(inode);
}

/* Attached first: what begins between the two is not counted, and must not stay so. */
SEC("fexit/fsverity_get_descriptor")
int BPF_PROG(sbomlock_verity_found, struct inode *inode, void *descriptor, int error)
{
	__u32 *count = openings_of(inode);

	if (!count)
		return 0;
	if (error)
		__sync_fetch_and_or(count, OPENING_FAILED);
	/* It may have begun before it was counted. */
	if (*count & ~OPENING_FAILED)
		__sync_fetch_and_sub(count, 1);
	return 0;
}

SEC("fentry/fsverity_get_descriptor")
int BPF_PROG(sbomlock_verity_sought, struct inode *inode)
{
	__u32 *count = openings_of(inode);

	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}

/* Sets the size to 0 when the file has no digest. */
static __noinline void measure(struct file *file, struct sbomlock_digest *digest)
{
	struct bpf_dynptr target;

	__builtin_memset(digest, 0, sizeof(*digest));
	if (is_unsettled(file->f_inode) || may_hold_unverified(file->f_inode))
		return;
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
 * removes the comparison; that of 7.2 wants it. To the former a 32 bit difference is any number,
 * and only when that is 0 the slow question is asked that it cannot foresee either.
 */
static __always_inline bool is_no_file(struct file *file)
{
	__u64 low;

	if (!file)
		return true;
	asm volatile("r0 = %1\n w0 -= 0\n %0 = r0" : "=r"(low) : "r"(file) : "r0");
	return !low && !BPF_CORE_READ(file, f_inode);
}

/* Whether it is a way to a file below. A device or fifo of an overlay is none. */
static __always_inline bool is_overlay(struct file *file)
{
	return (file->f_inode->i_mode & S_IFMT) == S_IFREG &&
	       file->f_inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC;
}

static __always_inline void describe(struct subject *subject, struct file *file,
				     enum sbomlock_coverage coverage)
{
	subject->dentry = file->f_path.dentry;
	identify(file->f_inode, &subject->inode);
	subject->has_verity = file->f_inode->i_flags & S_VERITY;
	subject->coverage = stricter(coverage, cover_by_file_system(file->f_inode));
	subject->manifests = manifests_under(subject->coverage);
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

/*
 * Whether this inode's digest was found among the verdicts already. Enabled once, a digest stays
 * with the inode for as long as that is in memory, and so does this.
 */
static __always_inline bool is_vetted(struct inode *inode, enum sbomlock_coverage coverage)
{
	__u32 *file = bpf_inode_storage_get(&vetted, inode, 0, 0);

	if (!file || !settings.bound)
		return file;
	return is_of(manifests_under(coverage), *file);
}

static __always_inline void vet(struct inode *inode, const struct sbomlock_digest *digest)
{
	const struct sbomlock_allowed *allowed = 0;
	__u32 file;

	if (digest && digest->size)
		allowed = verdict_on(digest);
	if (!allowed)
		return;
	file = allowed->file;
	bpf_inode_storage_get(&vetted, inode, &file, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* Whether the kernel may know a digest of it, or of what lies below. */
static __always_inline bool may_have_digest(struct file *file)
{
	return (file->f_inode->i_flags & S_VERITY) || is_overlay(file);
}

static __noinline int judge_file(enum sbomlock_hook hook, enum sbomlock_action action,
				 struct file *file, enum sbomlock_coverage coverage)
{
	struct subject subject = {};

	describe(&subject, file, coverage);
	if (subject.coverage || is_recalling())
		subject.digest = measure_scratch(file);
	/* It may be what was recalled. */
	subject.unknown = is_recalling() && !subject.digest && may_have_digest(file);
	if (subject.coverage)
		vet(file->f_inode, subject.digest);
	return decide(hook, action, &subject);
}

/*
 * Reads and mappings are many: outside the gates, and of what was judged before, they pay next to
 * nothing.
 */
static __always_inline bool is_beyond_doubt(struct file *file, enum sbomlock_coverage coverage)
{
	enum sbomlock_coverage covered = stricter(coverage, cover_by_file_system(file->f_inode));

	return !is_revoking() && (!covered || is_vetted(file->f_inode, covered));
}

/* There is no memory to know more of it. */
static __always_inline int decide_on_unknown(enum sbomlock_hook hook, struct file *file,
					     enum sbomlock_coverage coverage)
{
	struct subject subject = {.unknown = true};

	describe(&subject, file, coverage);
	return decide(hook, SBOMLOCK_EXECUTE, &subject);
}

static __always_inline int let_pass(enum sbomlock_hook hook)
{
	count(hook * SBOMLOCK_VERDICTS + SBOMLOCK_ALLOWED);
	return 0;
}

static __always_inline int decide_on_file(enum sbomlock_hook hook, enum sbomlock_action action,
					  struct file *file, enum sbomlock_coverage coverage)
{
	return is_beyond_doubt(file, coverage) ? let_pass(hook)
					       : judge_file(hook, action, file, coverage);
}

/* What a kernel shows of itself is no program. */
static __always_inline bool is_file_of_kernel(struct inode *inode)
{
	switch (inode->i_sb->s_magic) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
	case CGROUP2_SUPER_MAGIC:
		return true;
	default:
		return false;
	}
}

/*
 * Whatever a gated interpreter reads it may run. An overlay's file is only a way to the file below,
 * which is asked about next.
 */
static __always_inline int decide_on_reading(enum sbomlock_hook hook, struct file *file)
{
	struct inode *inode = file->f_inode;
	enum sbomlock_coverage coverage;
	struct task_state *state;

	if (!settings.interpreters)
		return 0;
	state = state_of(bpf_get_current_task_btf());
	if (!state || !(state->grants & SBOMLOCK_GRANT_INTERPRETER))
		return 0;
	coverage = stricter(scope(), cover_by_program(state));
	if (!coverage || (inode->i_mode & S_IFMT) != S_IFREG)
		return 0;
	if (is_overlay(file) || is_file_of_kernel(inode))
		return 0;
	return decide_on_file(hook, SBOMLOCK_INTERPRET, file, coverage);
}

/*
 * Once its program was judged, a task reads what says how that is to be loaded, and the same of its
 * ld.so. Nothing of it need be mapped for code to come of it; and a program of an overlay may be
 * another file by now.
 */
static __always_inline int decide_on_loading(struct file *file, const struct task_state *state)
{
	return decide_on_file(SBOMLOCK_FILE_PERMISSION, SBOMLOCK_EXECUTE, file,
			      stricter(scope(), cover_by_trust(state->next_grants)));
}

/* What opening it for writing did not tell. */
static __always_inline int decide_on_write(struct file *file)
{
	/* Blocks that are shared with another file (FIDEDUPERANGE), which was not opened for it. */
	if (!(file->f_mode & FMODE_WRITE))
		return decide_on_inode(SBOMLOCK_FILE_PERMISSION, SBOMLOCK_CHANGE_CONTENT,
				       file->f_inode, file->f_path.dentry);
	if (adds_nvme_paths(file)) {
		struct sbomlock_device fabrics = {.dev = SBOMLOCK_NVME_FABRICS, .type = S_IFCHR};

		return decide_on_device(SBOMLOCK_FILE_PERMISSION, SBOMLOCK_WRITE_DEVICE, fabrics,
					file->f_inode, file->f_path.dentry);
	}
	return 0;
}

/*
 * An overlay's file has no digest of its own. exec reads the first page of a program immediately
 * before it asks us, so the file that this task read from last is the one below.
 */
SEC("lsm/file_permission")
int BPF_PROG(sbomlock_file_permission, struct file *file, int mask)
{
	struct task_struct *task = bpf_get_current_task_btf();
	enum sbomlock_coverage from;
	struct task_state *state;

	if (mask & MAY_WRITE) {
		int denied = decide_on_write(file);

		if (denied)
			return denied;
	}
	if (!(mask & MAY_READ))
		return 0;
	if (!BPF_CORE_READ_BITFIELD(task, in_execve))
		return decide_on_reading(SBOMLOCK_FILE_PERMISSION, file);
	from = cover_by_file_system(file->f_inode);
	state = scope() || from ? make_state() : state_of(task);
	if (!state)
		return scope() || from ? decide_on_unknown(SBOMLOCK_FILE_PERMISSION, file, scope())
				       : 0;
	measure(file, &state->below);
	state->below_from = from;
	return is_overlay(file) || !(state->flags & TASK_JUDGED) ? 0
								 : decide_on_loading(file, state);
}

/* What the manifest grants to a program. */
static __always_inline __u32 grants_of(const struct sbomlock_digest *digest,
				       const struct sbomlock_inode *inode)
{
	const struct sbomlock_allowed *verdict = 0;
	const struct sbomlock_blessed *record;

	if (digest->size)
		verdict = verdict_on(digest);
	if (verdict)
		return verdict->grants;
	record = bpf_map_lookup_elem(&blessed, inode);
	return record && (record->flags & SBOMLOCK_BY_RECORD) ? record->grants : 0;
}

/* Whether it may turn out to have a grant for bpf(2), or to be recalled. */
static __always_inline bool is_special(struct file *file, const struct sbomlock_inode *inode)
{
	const struct sbomlock_blessed *record;

	if (!settings.bpf && !is_recalling())
		return false;
	if (may_have_digest(file))
		return true;
	record = bpf_map_lookup_elem(&blessed, inode);
	return record && (record->grants & SBOMLOCK_GRANT_BPF);
}

/* The program, its script, and each interpreter in turn; never ld.so. */
SEC("lsm/bprm_check_security")
int BPF_PROG(sbomlock_bprm_check_security, struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	/* A direct load: BPF_CORE_READ would lose the trust that the digest kfunc asks for. */
	struct file *file = bprm->file;
	struct subject subject = {};
	struct task_state *state = state_of(task);
	enum sbomlock_coverage from;
	int denied;

	from = is_overlay(file) && state ? state->below_from : cover_by_file_system(file->f_inode);
	describe(&subject, file, stricter(scope(), from));
	if (subject.coverage || settings.bpf || is_recalling())
		state = make_state();
	/* Without memory to know what it runs, it is not run: see task_alloc. */
	subject.unknown = !state && (subject.coverage || is_special(file, &subject.inode));
	if (state) {
		state->next_from = from;
		if (is_overlay(file))
			state->next = state->below;
		else
			measure(file, &state->next);
		subject.digest = &state->next;
	}
	denied = decide(SBOMLOCK_BPRM_CHECK_SECURITY, SBOMLOCK_EXECUTE, &subject);
	if (denied)
		return denied;
	if (state) {
		state->next_grants = grants_of(&state->next, &subject.inode);
		state->flags |= TASK_JUDGED;
	}
	/* A 32 bit program keeps what its maker chose. */
	if (task->personality & READ_IMPLIES_EXEC) {
		if (state)
			subject.grants = state->next_grants;
		denied = decide(SBOMLOCK_BPRM_CHECK_SECURITY, SBOMLOCK_EXECUTE_ANONYMOUS, &subject);
		if (denied)
			return denied;
	}
	/* Who traces it already will own it. */
	if (!task->ptrace)
		return 0;
	if (state)
		subject.coverage = stricter(subject.coverage, cover_by_trust(state->next_grants));
	return decide(SBOMLOCK_BPRM_CHECK_SECURITY, SBOMLOCK_CONTROL_TASK, &subject);
}

/* From here on the task is the new program: after scripts and interpreters, and without return. */
SEC("lsm/bprm_committed_creds")
int BPF_PROG(sbomlock_bprm_committed_creds, struct linux_binprm *bprm)
{
	struct task_state *state = state_of(bpf_get_current_task_btf());
	struct file *file = bprm->file;
	enum sbomlock_coverage by_task = scope();
	struct subject subject = {};

	describe(&subject, file, by_task);
	if (!subject.coverage && !settings.bpf && !state)
		return 0;
	state = make_state();
	if (!state)
		return 0;
	state->flags = TASK_KNOWN;
	state->manifests = manifests_under(by_task);
	state->scope = by_task;
	state->from = is_overlay(file) ? state->next_from : cover_by_file_system(file->f_inode);
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
 * Where an exec begins, of which nothing is judged yet. AT_EXECVE_CHECK (6.14) only asks whether a
 * file would run, and ends here. Nothing of the file has been read then, so an overlay's has no
 * digest, and the answer is no.
 */
SEC("lsm/bprm_creds_for_exec")
int BPF_PROG(sbomlock_bprm_creds_for_exec, struct linux_binprm *bprm)
{
	if (!bpf_core_field_exists(bprm->is_check) || !BPF_CORE_READ_BITFIELD(bprm, is_check)) {
		struct task_state *state = state_of(bpf_get_current_task_btf());

		if (state)
			state->flags &= ~TASK_JUDGED;
		return 0;
	}
	return decide_on_file(SBOMLOCK_BPRM_CREDS_FOR_EXEC, SBOMLOCK_EXECUTE, bprm->file, scope());
}

/*
 * The current task with the program that it runs. One that is older than the guard was never seen
 * to execute anything; its exe_file is good enough here: since the guard stands nobody gated can
 * change that, and who was root before is trusted.
 */
static __noinline struct task_state *known_task(void)
{
	struct task_state *state = make_state();
	struct sbomlock_inode inode;
	struct file *program;

	if (!state || (state->flags & TASK_KNOWN) || !bpf_get_task_exe_file || !bpf_put_file)
		return state;
	program = bpf_get_task_exe_file(bpf_get_current_task_btf());
	if (!program)
		return state;
	identify(program->f_inode, &inode);
	measure(program, &state->program);
	state->grants |= grants_of(&state->program, &inode);
	state->flags |= TASK_KNOWN;
	bpf_put_file(program);
	return state;
}

static __always_inline int decide_on_memory(enum sbomlock_hook hook, enum sbomlock_action action,
					    struct file *file)
{
	struct subject subject = {.coverage = cover_by_task()};
	struct task_state *state;

	if (file)
		describe(&subject, file, subject.coverage);
	if (!subject.coverage)
		return 0;
	state = known_task();
	if (state)
		subject.grants = state->grants;
	return decide(hook, action, &subject);
}

/*
 * Whoever maps an interpreter is one, as ld.so when it is told to run it: from then on it reads
 * what is blessed. A hook of mappings is asked before the mapping is there.
 */
static __always_inline int adopt_interpreter(enum sbomlock_hook hook, struct file *file,
					     enum sbomlock_coverage coverage)
{
	struct sbomlock_inode identity;
	enum sbomlock_coverage from;
	struct task_state *state;

	if (!settings.interpreters)
		return 0;
	from = cover_by_file_system(file->f_inode);
	if (!stricter(coverage, from))
		return 0;
	state = make_state();
	if (!state)
		return decide_on_unknown(hook, file, coverage);
	if (state->grants & SBOMLOCK_GRANT_INTERPRETER)
		return 0;
	measure(file, &state->scratch);
	identify(file->f_inode, &identity);
	if (grants_of(&state->scratch, &identity) & SBOMLOCK_GRANT_INTERPRETER) {
		state->grants |= SBOMLOCK_GRANT_INTERPRETER;
		state->from = stricter(state->from, from);
	}
	return 0;
}

/* ld.so, libraries, whatever `ld.so ./program` or dlopen(3) bring in, and memory of no file. */
SEC("lsm/mmap_file")
int BPF_PROG(sbomlock_mmap_file, struct file *file, unsigned long reqprot, unsigned long prot)
{
	enum sbomlock_coverage coverage;
	int denied = 0;

	if (!(prot & PROT_EXEC))
		return !settings.interpreters || is_no_file(file)
			       ? 0
			       : decide_on_reading(SBOMLOCK_MMAP_FILE, file);
	if (is_no_file(file))
		return decide_on_memory(SBOMLOCK_MMAP_FILE, SBOMLOCK_EXECUTE_ANONYMOUS, 0);
	coverage = cover_mappings();
	/* Instead of an overlay's file the kernel maps the one below, and asks about that. */
	if (is_beyond_doubt(file, coverage))
		let_pass(SBOMLOCK_MMAP_FILE);
	else if (!is_overlay(file))
		denied = judge_file(SBOMLOCK_MMAP_FILE, SBOMLOCK_EXECUTE, file, coverage);
	if (settings.interpreters && !denied && !is_overlay(file))
		denied = adopt_interpreter(SBOMLOCK_MMAP_FILE, file, coverage);
	if (denied || !(prot & PROT_WRITE))
		return denied;
	return decide_on_memory(SBOMLOCK_MMAP_FILE, SBOMLOCK_EXECUTE_WRITTEN, file);
}

/* The file below an overlay's. */
SEC("lsm/mmap_backing_file")
int BPF_PROG(sbomlock_mmap_backing_file, struct vm_area_struct *vma, struct file *backing_file)
{
	enum sbomlock_coverage coverage;
	int denied;

	if (!(vma->vm_flags & VM_EXEC))
		return decide_on_reading(SBOMLOCK_MMAP_BACKING_FILE, backing_file);
	coverage = cover_mappings();
	denied = decide_on_file(SBOMLOCK_MMAP_BACKING_FILE, SBOMLOCK_EXECUTE, backing_file,
				coverage);
	return denied ? denied
		      : adopt_interpreter(SBOMLOCK_MMAP_BACKING_FILE, backing_file, coverage);
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

	identify(file->f_inode, &inode);
	record = bpf_map_lookup_elem(&blessed, &inode);
	return record && (record->flags & SBOMLOCK_FILE) && !is_revoked(&record->file) &&
	       keeps_content(record, file->f_inode->i_flags & S_VERITY) &&
	       !is_recalled(0, &inode) && !vma->anon_vma &&
	       is_of(manifests_under(cover_by_task()), record->file);
}

SEC("lsm/file_mprotect")
int BPF_PROG(sbomlock_file_mprotect, struct vm_area_struct *vma, unsigned long reqprot,
	     unsigned long prot)
{
	struct file *file = vma->vm_file;
	bool writable = prot & PROT_WRITE;

	if (!(prot & PROT_EXEC))
		return 0;
	if (!writable && (vma->vm_flags & VM_EXEC))
		return 0;
	if (!file)
		return decide_on_memory(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE_ANONYMOUS, 0);
	if (!writable && holds_blessed_bytes(vma, file))
		return 0;
	if (is_revoking()) {
		int denied = decide_on_inode(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE,
					     file->f_inode, file->f_path.dentry);

		if (denied)
			return denied;
	}
	return decide_on_memory(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE_WRITTEN, file);
}

/*
 * By a userfaultfd pages of one's choice come into a private mapping of a file in memory, and run
 * where that mapping may: no other hook sees them. Whoever holds it writes, so it is not made.
 */
SEC("lsm/inode_init_security_anon")
int BPF_PROG(sbomlock_inode_init_security_anon, struct inode *inode, const struct qstr *name)
{
	static const char userfaultfd[] = "[userfaultfd]";
	char found[sizeof(userfaultfd)] = {};

	bpf_probe_read_kernel_str(found, sizeof(found), BPF_CORE_READ(name, name));
	for (__u32 i = 0; i < sizeof(userfaultfd); i++)
		if (found[i] != userfaultfd[i])
			return 0;
	return decide_on_memory(SBOMLOCK_INODE_INIT_SECURITY_ANON, SBOMLOCK_EXECUTE_ANONYMOUS, 0);
}

/*
 * Makes executable whatever brk(2) adds, and no LSM hook sees either. Nor can anything refuse it
 * here, so who must not is killed before it returns. No program is measured outside LSM hooks:
 * one that is older than the guard has the grants that earlier decisions found.
 */
static __always_inline int decide_on_personality(enum sbomlock_hook hook, __u32 personality)
{
	struct subject subject = {.coverage = cover_by_task()};
	struct task_state *state = state_of(bpf_get_current_task_btf());

	if (personality == PERSONALITY_QUERY || !(personality & READ_IMPLIES_EXEC))
		return 0;
	if (state)
		subject.grants = state->grants;
	if (decide(hook, SBOMLOCK_EXECUTE_ANONYMOUS, &subject))
		bpf_send_signal(SIGKILL);
	return 0;
}

SEC("fentry/__x64_sys_personality")
int BPF_PROG(sbomlock_personality, const struct pt_regs *regs)
{
	return decide_on_personality(SBOMLOCK_PERSONALITY, regs->di);
}

SEC("fentry/__ia32_sys_personality")
int BPF_PROG(sbomlock_personality_compat, const struct pt_regs *regs)
{
	return decide_on_personality(SBOMLOCK_PERSONALITY_COMPAT, regs->bx);
}

#endif
