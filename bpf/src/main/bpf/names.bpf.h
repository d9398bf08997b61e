/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What is done to names: of files, of the directories on their paths, of the mounts that show them.
 */
#ifndef SBOMLOCK_NAMES_BPF_H
#define SBOMLOCK_NAMES_BPF_H

#define MS_REMOUNT (1 << 5)
#define MS_BIND	   (1 << 12)
#define MS_MOVE	   (1 << 13)
/* MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED */
#define MS_PROPAGATION (0xf << 17)

SEC("lsm/inode_link")
int BPF_PROG(sbomlock_inode_link, struct dentry *old_dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_LINK, SBOMLOCK_CHANGE_NAME, old_dentry);
}

SEC("lsm/inode_unlink")
int BPF_PROG(sbomlock_inode_unlink, struct inode *dir, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_UNLINK, SBOMLOCK_CHANGE_NAME, dentry);
}

SEC("lsm/inode_rmdir")
int BPF_PROG(sbomlock_inode_rmdir, struct inode *dir, struct dentry *dentry)
{
	return decide_on_dentry(SBOMLOCK_INODE_RMDIR, SBOMLOCK_CHANGE_NAME, dentry);
}

/* RENAME_EXCHANGE calls this twice, the second time with the two swapped. */
SEC("lsm/inode_rename")
int BPF_PROG(sbomlock_inode_rename, struct inode *old_dir, struct dentry *old_dentry,
	     struct inode *new_dir, struct dentry *new_dentry)
{
	int denied = decide_on_dentry(SBOMLOCK_INODE_RENAME, SBOMLOCK_CHANGE_NAME, old_dentry);

	if (denied)
		return denied;
	return decide_on_dentry(SBOMLOCK_INODE_RENAME, SBOMLOCK_CHANGE_NAME, new_dentry);
}

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

static __always_inline bool is_at_home(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return task->nsproxy->mnt_ns->ns.inum == settings.mount_namespace;
}

/*
 * Whether a change to this mount is seen where names are guarded: in that mount namespace itself,
 * or through a peer group from any other. A container's own private mounts are nobody's business.
 */
static __always_inline bool is_seen(struct vfsmount *mnt)
{
	return is_at_home() || BPF_CORE_READ(mount_of(mnt), mnt_group_id) != 0;
}

static __always_inline int decide_on_target(enum sbomlock_hook hook, enum sbomlock_action action,
					    const struct path *target)
{
	if (!is_seen(target->mnt))
		return 0;
	return decide_on_dentry(hook, action, target->dentry);
}

static __always_inline int decide_on_uncover(enum sbomlock_hook hook, struct vfsmount *mnt)
{
	struct dentry *root = mnt->mnt_root;
	struct subject subject = {
		.dentry = root,
		.mount = BPF_CORE_READ(mount_of(mnt), mnt_id_unique),
	};

	if (root->d_inode)
		identify(root->d_inode, &subject.inode);
	return decide(hook, SBOMLOCK_UNCOVER, &subject);
}

SEC("lsm/sb_mount")
int BPF_PROG(sbomlock_sb_mount, const char *dev_name, const struct path *path, const char *type,
	     unsigned long flags)
{
	/* Neither attaches anything: other options; other propagation, unless it binds as well, for
	 * then the kernel does only that. */
	if ((flags & MS_REMOUNT) || ((flags & MS_PROPAGATION) && !(flags & MS_BIND)))
		return 0;
	/*
	 * move_mount(2) is the same with a source that can be judged. Elsewhere only mounts of that
	 * other namespace can be moved.
	 */
	if ((flags & MS_MOVE) && !(flags & MS_BIND) && is_at_home())
		return decide_on_target(SBOMLOCK_SB_MOUNT, SBOMLOCK_MOVE_BY_NAME, path);
	return decide_on_target(SBOMLOCK_SB_MOUNT, SBOMLOCK_COVER, path);
}

SEC("lsm/move_mount")
int BPF_PROG(sbomlock_move_mount, const struct path *from, const struct path *to)
{
	int denied = decide_on_uncover(SBOMLOCK_MOVE_MOUNT, from->mnt);

	if (denied)
		return denied;
	return decide_on_target(SBOMLOCK_MOVE_MOUNT, SBOMLOCK_COVER, to);
}

/* A mount with all that lies on it, on the way through it; struct mount as numbers. */
struct unmounting {
	__u64 top;
	__u64 at;
	/* What lies on it was looked at. */
	bool is_done;
	bool spreads;
	struct sbomlock_inode mountpoint;
};

static __always_inline struct mount *as_child(struct list_head *entry)
{
	return (void *)entry - bpf_core_field_offset(struct mount, mnt_child);
}

static __always_inline struct list_head *children_of(struct mount *mount)
{
	return (void *)mount + bpf_core_field_offset(struct mount, mnt_mounts);
}

/*
 * Whether a guarded mount goes with it: it is one, or the kernel repeats what is done to it in the
 * peers of the mount it lies on, and in one of these a guarded one lies in the same place.
 */
static __always_inline bool takes_guarded(struct unmounting *unmounting, struct mount *mount)
{
	struct mount *parent = BPF_CORE_READ(mount, mnt_parent);
	__u64 id = BPF_CORE_READ(mount, mnt_id_unique);
	struct sbomlock_blessed *record;

	identify(BPF_CORE_READ(mount, mnt_mountpoint, d_inode), &unmounting->mountpoint);
	if (bpf_map_lookup_elem(&guarded_mounts, &id))
		return true;
	if (parent == mount || !BPF_CORE_READ(parent, mnt_group_id))
		return false;
	record = bpf_map_lookup_elem(&blessed, &unmounting->mountpoint);
	return record && (record->flags & SBOMLOCK_MOUNTPOINT);
}

static int look_at_mount(__u32 step, struct unmounting *unmounting)
{
	struct mount *mount = (void *)unmounting->at;
	struct mount *parent = BPF_CORE_READ(mount, mnt_parent);
	struct list_head *next = BPF_CORE_READ(mount, mnt_mounts.next);

	if (!unmounting->is_done && takes_guarded(unmounting, mount))
		return 1;
	if (!unmounting->is_done && next != children_of(mount)) {
		unmounting->at = (__u64)as_child(next);
		return 0;
	}
	if (unmounting->at == unmounting->top) {
		unmounting->spreads = false;
		return 1;
	}
	next = BPF_CORE_READ(mount, mnt_child.next);
	unmounting->is_done = next == children_of(parent);
	unmounting->at = unmounting->is_done ? (__u64)parent : (__u64)as_child(next);
	return 0;
}

/* Two for each mount. */
#define STEPS_MAX (1 << 18)

SEC("lsm/sb_umount")
int BPF_PROG(sbomlock_sb_umount, struct vfsmount *mnt)
{
	struct mount *mount = mount_of(mnt);
	struct unmounting unmounting = {
		.top = (__u64)mount,
		.at = (__u64)mount,
		.spreads = true,
	};
	struct subject subject = {
		.dentry = mnt->mnt_root,
		.mount = BPF_CORE_READ(mount, mnt_id_unique),
	};

	bpf_loop(STEPS_MAX, look_at_mount, &unmounting, 0);
	subject.spreads = unmounting.spreads;
	subject.inode = unmounting.mountpoint;
	return decide(SBOMLOCK_SB_UMOUNT, SBOMLOCK_UNCOVER, &subject);
}

/* It takes the caller's root mount away from its place; containers pivot a root of their own. */
SEC("lsm/sb_pivotroot")
int BPF_PROG(sbomlock_sb_pivotroot)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return decide_on_uncover(SBOMLOCK_SB_PIVOTROOT, task->fs->root.mnt);
}

#endif
