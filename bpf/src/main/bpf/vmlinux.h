/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * The kernel types that the guard reads, and of each only the fields it reads.
 *
 * Kept by hand: libbpf relocates every access to the running kernel's own layout (CO-RE), so
 * neither order nor size matter here, and a field that a kernel lacks makes the load fail instead
 * of reading a wrong offset. Checked against 6.12 and 7.2.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
typedef __u64 size_t;
typedef unsigned short umode_t;
typedef unsigned int fmode_t;
typedef __u32 dev_t;

enum {
	false = 0,
	true = 1,
};

/* include/uapi/linux/bpf.h: never renumbered. */
enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_CGROUP_ARRAY = 8,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_INODE_STORAGE = 28,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};

enum {
	BPF_F_NO_PREALLOC = 1U << 0,
	BPF_F_RDONLY_PROG = 1U << 7,
	BPF_LOCAL_STORAGE_GET_F_CREATE = 1U << 0,
};

enum bpf_prog_type {
	BPF_PROG_TYPE_CGROUP_SOCK = 9,
	BPF_PROG_TYPE_CGROUP_SOCK_ADDR = 18,
	BPF_PROG_TYPE_CGROUP_SYSCTL = 23,
	BPF_PROG_TYPE_CGROUP_SOCKOPT = 25,
};

enum bpf_attach_type {
	BPF_MODIFY_RETURN = 26,
	BPF_TRACE_ITER = 28,
	BPF_TRACE_UPROBE_MULTI = 48,
	BPF_TRACE_UPROBE_SESSION = 57,
};

enum {
	BPF_JMP = 0x05,
	BPF_CALL = 0x80,
};

enum {
	BPF_FUNC_probe_write_user = 36,
	BPF_FUNC_set_retval = 187,
};

struct bpf_insn {
	__u8 code;
	__u8 dst_reg : 4;
	__u8 src_reg : 4;
	__s16 off;
	__s32 imm;
};

enum {
	BPF_DEVCG_ACC_WRITE = 1 << 2,
};

enum {
	BPF_DEVCG_DEV_BLOCK = 1,
};

/* include/uapi/linux/bpf.h: (access << 16) | type of device */
struct bpf_cgroup_dev_ctx {
	__u32 access_type;
	__u32 major;
	__u32 minor;
};

enum bpf_cmd {
	BPF_MAP_LOOKUP_ELEM = 1,
	BPF_MAP_UPDATE_ELEM = 2,
	BPF_MAP_DELETE_ELEM = 3,
	BPF_MAP_GET_NEXT_KEY = 4,
	BPF_OBJ_GET = 7,
	BPF_PROG_GET_NEXT_ID = 11,
	BPF_MAP_GET_NEXT_ID = 12,
	BPF_OBJ_GET_INFO_BY_FD = 15,
	BPF_PROG_QUERY = 16,
	BPF_TASK_FD_QUERY = 20,
	BPF_MAP_LOOKUP_AND_DELETE_ELEM = 21,
	BPF_MAP_FREEZE = 22,
	BPF_BTF_GET_NEXT_ID = 23,
	BPF_MAP_LOOKUP_BATCH = 24,
	BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25,
	BPF_MAP_UPDATE_BATCH = 26,
	BPF_MAP_DELETE_BATCH = 27,
	BPF_LINK_GET_NEXT_ID = 31,
};

/* Their numbers are the running kernel's own. */
enum kernel_read_file_id {
	READING_MODULE = 2,
	READING_KEXEC_IMAGE = 3,
	READING_KEXEC_INITRAMFS = 4,
	READING_POLICY = 5,
	READING_X509_CERTIFICATE = 6,
	/* Not of every kernel. */
	READING_MODULE_COMPRESSED = 7,
};

enum kernel_load_data_id {
	LOADING_POLICY = 5,
	LOADING_X509_CERTIFICATE = 6,
};

enum key_need_perm {
	KEY_NEED_VIEW = 1,
	KEY_NEED_SEARCH = 4,
	KEY_DEFER_PERM_CHECK = 10,
};

struct bpf_dynptr {
	__u64 __opaque[2];
} __attribute__((aligned(8)));

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file {
};

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct qstr {
	__u32 len;
	const unsigned char *name;
};

struct super_block {
	dev_t s_dev;
	unsigned long s_magic;
};

struct kobject {
	const char *name;
	struct kobject *parent;
};

struct cdev {
	struct kobject kobj;
};

struct inode {
	umode_t i_mode;
	dev_t i_rdev;
	unsigned int i_flags;
	unsigned long i_ino;
	__u32 i_generation;
	struct super_block *i_sb;
	struct cdev *i_cdev;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct list_head {
	struct list_head *next;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct list_head mnt_mounts;
	struct list_head mnt_child;
	int mnt_group_id;
	__u64 mnt_id_unique;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct module {
	char name[56];
};

struct file_operations {
	struct module *owner;
};

struct file {
	fmode_t f_mode;
	const struct file_operations *f_op;
	unsigned int f_flags;
	struct inode *f_inode;
	struct path f_path;
};

struct fs_context {
	struct dentry *root;
};

struct fs_parameter {
	const char *key;
};

struct io_uring_cmd {
	struct file *file;
};

struct vm_area_struct {
	unsigned long vm_flags;
	struct anon_vma *anon_vma;
	struct file *vm_file;
};

struct linux_binprm {
	unsigned int is_check : 1;
	struct file *file;
};

struct iattr {
	unsigned int ia_valid;
};

struct ns_common {
	unsigned int inum;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

struct fs_struct {
	struct path root;
};

struct mm_struct {
	struct file *exe_file;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct pt_regs {
	unsigned long bx;
	unsigned long cx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
};

struct io_uring_task;

/* Of the module nvme_core. */
struct nvme_subsystem {
	int instance;
};

struct nvme_ctrl {
	struct nvme_subsystem *subsys;
	struct cdev cdev;
};

struct thread_info {
	__u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	unsigned int ptrace;
	unsigned int personality;
	unsigned in_execve : 1;
	int tgid;
	char comm[16];
	struct task_struct *real_parent;
	struct mm_struct *mm;
	struct css_set *cgroups;
	struct fs_struct *fs;
	struct nsproxy *nsproxy;
	struct io_uring_task *io_uring;
};

struct trace_event_class {
	const void *reg;
};

enum trace_reg { TRACE_REG_REGISTER };

struct trace_event_call {
	struct trace_event_class *class;
};

struct perf_event {
	struct trace_event_call *tp_event;
};

struct bpf_map {
	struct bpf_map *inner_map_meta;
	__u32 map_flags;
	__u32 value_size;
};

struct bpf_array {
	char value[0];
};

struct bpf_prog_aux {
	char name[16];
	__u32 max_rdwr_access;
	__u32 used_map_cnt;
	struct bpf_map **used_maps;
	bool kprobe_write_ctx;
};

struct bpf_prog {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	__u32 len;
	struct bpf_prog_aux *aux;
	struct bpf_insn insnsi[];
};

union bpf_attr {
	__u64 value;
};

struct bpf_key {
	bool has_ref;
};

struct key {
	__s32 serial;
};

struct mnt_idmap;
struct posix_acl;
struct file_kattr;

#pragma clang attribute pop

#endif
