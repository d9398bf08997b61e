/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which device a node stands for. Numbers are all that a node has, and some belong to a module that
 * comes and goes.
 */
#ifndef SBOMLOCK_DEVICES_BPF_H
#define SBOMLOCK_DEVICES_BPF_H

#define MISC_MAJOR	   10
#define SCSI_GENERIC_MAJOR 21
#define DEVICE_MINOR_BITS  20

static __always_inline bool is_device(umode_t mode)
{
	return (mode & S_IFMT) == S_IFBLK || (mode & S_IFMT) == S_IFCHR;
}

/*
 * Where the kernel gives the device that adds paths to NVMe disks its number, when its module is
 * loaded. No LSM hook: another program there might answer before this one is asked.
 */
SEC("fexit/misc_register")
int BPF_PROG(sbomlock_misc_register, struct miscdevice *device, int error)
{
	static const char fabrics[] = "nvme-fabrics";
	__u32 zero = 0, number = MISC_MAJOR << DEVICE_MINOR_BITS | BPF_CORE_READ(device, minor);
	char found[sizeof(fabrics)] = {};

	bpf_probe_read_kernel_str(found, sizeof(found), BPF_CORE_READ(device, name));
	for (__u32 i = 0; i < sizeof(fabrics); i++)
		if (found[i] != fabrics[i])
			return 0;
	if (!error)
		bpf_map_update_elem(&nvme_fabrics, &zero, &number, 0);
	return 0;
}

static __always_inline bool is_nvme_fabrics(struct inode *inode)
{
	__u32 zero = 0;
	__u32 *number;

	if ((inode->i_mode & S_IFMT) != S_IFCHR || inode->i_rdev >> DEVICE_MINOR_BITS != MISC_MAJOR)
		return false;
	number = bpf_map_lookup_elem(&nvme_fabrics, &zero);
	return number && *number == inode->i_rdev;
}

/*
 * Some numbers stand for a disk only until their module goes: they are all taken for that of a
 * guarded one.
 */
static __always_inline __u32 number_of(struct inode *inode)
{
	if (is_nvme_fabrics(inode))
		return SBOMLOCK_NVME_FABRICS;
	if ((inode->i_mode & S_IFMT) == S_IFCHR &&
	    inode->i_rdev >> DEVICE_MINOR_BITS == SCSI_GENERIC_MAJOR)
		return SBOMLOCK_ANY_SCSI;
	return inode->i_rdev;
}

static __always_inline int decide_on_device(enum sbomlock_hook hook, enum sbomlock_action action,
					    struct inode *inode, struct dentry *dentry)
{
	struct subject subject = {
		.dentry = dentry,
		.device =
			{
				.dev = number_of(inode),
				.type = inode->i_mode & S_IFMT,
			},
	};

	identify(inode, &subject.inode);
	return decide(hook, action, &subject);
}

#endif
