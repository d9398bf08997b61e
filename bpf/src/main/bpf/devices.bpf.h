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
 * The device that adds paths to NVMe disks. It has any number, and the kernel asks about an open
 * before it looks whose that is, and loads the module meanwhile: only what is open tells.
 */
static __always_inline bool adds_nvme_paths(struct file *file)
{
	static const char module[] = "nvme_fabrics";
	struct inode *inode = file->f_inode;
	char found[sizeof(module)] = {};

	if ((inode->i_mode & S_IFMT) != S_IFCHR || inode->i_rdev >> DEVICE_MINOR_BITS != MISC_MAJOR)
		return false;
	BPF_CORE_READ_STR_INTO(&found, file, f_op, owner, name);
	for (__u32 i = 0; i < sizeof(module); i++)
		if (found[i] != module[i])
			return false;
	return true;
}

/*
 * Some numbers stand for a disk only until their module goes: they are all taken for that of a
 * guarded one.
 */
static __always_inline __u32 number_of(struct inode *inode)
{
	if ((inode->i_mode & S_IFMT) == S_IFCHR &&
	    inode->i_rdev >> DEVICE_MINOR_BITS == SCSI_GENERIC_MAJOR)
		return SBOMLOCK_ANY_SCSI;
	return inode->i_rdev;
}

static __always_inline struct sbomlock_device device_of(struct inode *inode)
{
	struct sbomlock_device device = {.dev = number_of(inode), .type = inode->i_mode & S_IFMT};

	return device;
}

/*
 * Whom a controller takes commands for: its subsystem, which outlives it while a disk of it is in
 * use. One that is still being set up has none.
 */
static __always_inline struct sbomlock_device nvme_subsystem_of(const struct cdev *cdev)
{
	struct sbomlock_device device = {.dev = SBOMLOCK_ANY_NVME, .type = S_IFCHR};
	const struct nvme_ctrl *controller;
	const struct nvme_subsystem *subsystem;

	if (!bpf_core_type_exists(struct nvme_ctrl))
		return device;
	controller = (void *)cdev - bpf_core_field_offset(struct nvme_ctrl, cdev);
	subsystem = BPF_CORE_READ(controller, subsys);
	if (!subsystem)
		return device;
	device.dev = BPF_CORE_READ(subsystem, instance);
	device.type = SBOMLOCK_NVME_SUBSYSTEM;
	return device;
}

/*
 * Which device a command to this open one reaches. Character devices of NVMe get other numbers
 * whenever their controller is bound to its driver anew.
 */
static __always_inline struct sbomlock_device commanded(struct inode *inode)
{
	struct sbomlock_device any_nvme = {.dev = SBOMLOCK_ANY_NVME, .type = S_IFCHR};
	const struct cdev *cdev = BPF_CORE_READ(inode, i_cdev);
	char name[sizeof("nvme")] = {};

	if ((inode->i_mode & S_IFMT) != S_IFCHR)
		return device_of(inode);
	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(cdev, kobj.parent, name));
	if (name[0] == 'n' && name[1] == 'v' && name[2] == 'm' && name[3] == 'e')
		return nvme_subsystem_of(cdev);
	/* Its generic devices, which say only by their name whose they are. */
	if (name[0] == 'n' && name[1] == 'g')
		return any_nvme;
	return device_of(inode);
}

static __always_inline int decide_on_device(enum sbomlock_hook hook, enum sbomlock_action action,
					    struct sbomlock_device device, struct inode *inode,
					    struct dentry *dentry)
{
	struct subject subject = {.dentry = dentry, .device = device};

	identify(inode, &subject.inode);
	return decide(hook, action, &subject);
}

#endif
