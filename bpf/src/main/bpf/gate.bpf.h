/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What becomes code: programs, libraries, memory.
 */
#ifndef SBOMLOCK_GATE_BPF_H
#define SBOMLOCK_GATE_BPF_H

#define PROT_EXEC 0x4
#define VM_EXEC	  0x4

/* Since 6.8; the loader refuses a kernel without it. */
extern int bpf_get_fsverity_digest(struct file *file, struct bpf_dynptr *digest_p) __ksym __weak;

/* The file's digest, size 0 when it has none; NULL when there is no memory to know it. */
static __noinline struct sbomlock_digest *measure(struct file *file)
{
	struct sbomlock_digest *digest;
	struct bpf_dynptr target;

	digest = bpf_task_storage_get(&scratch, bpf_get_current_task_btf(), 0,
				      BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!digest)
		return 0;
	__builtin_memset(digest, 0, sizeof(*digest));
	if (!bpf_get_fsverity_digest || bpf_dynptr_from_mem(digest, sizeof(*digest), 0, &target) ||
	    bpf_get_fsverity_digest(file, &target) < 0)
		digest->size = 0;
	return digest;
}

static __always_inline int decide_on_execution(enum sbomlock_hook hook, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct subject subject = {.dentry = BPF_CORE_READ(file, f_path.dentry)};

	identify(inode, &subject.inode);
	/* Outside the gates no digest is asked for: most executions pay one lookup. */
	if (bpf_map_lookup_elem(&gates, &subject.inode.dev))
		subject.digest = measure(file);
	return decide(hook, SBOMLOCK_EXECUTE, &subject);
}

/* The program, its script, and each interpreter in turn; never ld.so. */
SEC("lsm/bprm_check_security")
int BPF_PROG(sbomlock_bprm_check_security, struct linux_binprm *bprm)
{
	/* A direct load: BPF_CORE_READ would lose the trust that the digest kfunc asks for. */
	return decide_on_execution(SBOMLOCK_BPRM_CHECK_SECURITY, bprm->file);
}

/* ld.so, libraries, and whatever `ld.so ./program` or dlopen(3) bring in. */
SEC("lsm/mmap_file")
int BPF_PROG(sbomlock_mmap_file, struct file *file, unsigned long reqprot, unsigned long prot)
{
	if (!file || !(prot & PROT_EXEC))
		return 0;
	return decide_on_execution(SBOMLOCK_MMAP_FILE, file);
}

/* The gated file below an overlay: the overlay's own file is in no gate and has no digest. */
SEC("lsm/mmap_backing_file")
int BPF_PROG(sbomlock_mmap_backing_file, struct vm_area_struct *vma, struct file *backing_file)
{
	if (!(BPF_CORE_READ(vma, vm_flags) & VM_EXEC))
		return 0;
	return decide_on_execution(SBOMLOCK_MMAP_BACKING_FILE, backing_file);
}

/*
 * Mapped first, made executable later. vma->vm_file is no trusted pointer on 6.12, so there is no
 * digest here and only files the loader enrolled pass; a private mapping that was already written
 * to does not hold the blessed bytes any more.
 */
SEC("lsm/file_mprotect")
int BPF_PROG(sbomlock_file_mprotect, struct vm_area_struct *vma, unsigned long reqprot,
	     unsigned long prot)
{
	struct file *file = BPF_CORE_READ(vma, vm_file);
	struct subject subject = {};
	struct sbomlock_blessed *record;

	if (!file || !(prot & PROT_EXEC) || (BPF_CORE_READ(vma, vm_flags) & VM_EXEC))
		return 0;
	subject.dentry = BPF_CORE_READ(file, f_path.dentry);
	identify(BPF_CORE_READ(file, f_inode), &subject.inode);
	record = bpf_map_lookup_elem(&blessed, &subject.inode);
	if (record && (record->flags & SBOMLOCK_FILE) && !BPF_CORE_READ(vma, anon_vma))
		return 0;
	return decide(SBOMLOCK_FILE_MPROTECT, SBOMLOCK_EXECUTE_WRITTEN, &subject);
}

#endif
