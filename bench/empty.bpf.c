// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * The least that a BPF LSM can cost at two hooks: programs that decide nothing.
 */
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

SEC("lsm/file_open")
int empty_file_open(void *context)
{
	return 0;
}

SEC("lsm/mmap_file")
int empty_mmap_file(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
