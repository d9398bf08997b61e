/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What the kernel itself is given to run.
 */
#ifndef SBOMLOCK_KERNEL_BPF_H
#define SBOMLOCK_KERNEL_BPF_H

#define READS(id, what) ((id) == bpf_core_enum_value(enum kernel_read_file_id, what))

/*
 * What is read with words beside it that no hook sees. A kernel's say whether it has this guard. A
 * module's may name a program that the kernel starts, which only the gate around the node judges.
 */
static __always_inline bool comes_with_words(enum kernel_read_file_id id)
{
	if (READS(id, READING_KEXEC_IMAGE) || READS(id, READING_KEXEC_INITRAMFS))
		return true;
	if (settings.node == SBOMLOCK_GATED)
		return false;
	return READS(id, READING_MODULE) ||
	       (bpf_core_enum_value_exists(enum kernel_read_file_id, READING_MODULE_COMPRESSED) &&
		READS(id, READING_MODULE_COMPRESSED));
}

/*
 * Modules, firmware, another kernel: all but IMA policies and certificates, which are no code. What
 * comes with words is judged as if nothing were known of it.
 */
SEC("lsm/kernel_read_file")
int BPF_PROG(sbomlock_kernel_read_file, struct file *file, enum kernel_read_file_id id)
{
	struct subject subject = {};

	if (READS(id, READING_POLICY) || READS(id, READING_X509_CERTIFICATE))
		return 0;
	subject.coverage = scope();
	if (subject.coverage && !is_no_file(file) && !comes_with_words(id)) {
		describe(&subject, file, subject.coverage);
		subject.digest = measure_scratch(file);
	}
	return decide(SBOMLOCK_KERNEL_READ_FILE, SBOMLOCK_LOAD_KERNEL_CODE, &subject);
}

/* The same from memory: nothing vouches for that. */
SEC("lsm/kernel_load_data")
int BPF_PROG(sbomlock_kernel_load_data, enum kernel_load_data_id id)
{
	struct subject subject = {};

	if (id == bpf_core_enum_value(enum kernel_load_data_id, LOADING_POLICY) ||
	    id == bpf_core_enum_value(enum kernel_load_data_id, LOADING_X509_CERTIFICATE))
		return 0;
	subject.coverage = scope();
	return decide(SBOMLOCK_KERNEL_LOAD_DATA, SBOMLOCK_LOAD_KERNEL_CODE, &subject);
}

#endif
