// SPDX-License-Identifier: Apache-2.0
/* Ways to change what a name means. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* <sys/mount.h> and <linux/mount.h> exclude each other in Debian 12. */
int mount(const char *source, const char *target, const char *type, unsigned long flags,
	  const void *data);
int umount2(const char *target, int flags);
#define BIND	4096
#define REMOUNT 32
#define DETACH	2

static int rename_it(char **a)
{
	TRY(rename(a[0], a[1]));
	return 0;
}

static int exchange(char **a)
{
	TRY((int)syscall(SYS_renameat2, AT_FDCWD, a[0], AT_FDCWD, a[1], RENAME_EXCHANGE));
	return 0;
}

static int unlink_it(char **a)
{
	TRY(unlink(a[0]));
	return 0;
}

static int link_it(char **a)
{
	TRY(link(a[0], a[1]));
	return 0;
}

/* Links an open file, without naming where it lies. */
static int link_by_fd(char **a)
{
	char path[64];
	int fd = TRY(open(a[0], O_RDONLY));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	TRY(linkat(AT_FDCWD, path, AT_FDCWD, a[1], AT_SYMLINK_FOLLOW));
	return 0;
}

static int bind(char **a)
{
	TRY(mount(a[0], a[1], NULL, BIND, NULL));
	return 0;
}

/* The kernel only binds then, and leaves the propagation as it was. */
static int bind_and_propagate(char **a)
{
	TRY(mount(a[0], a[1], NULL, BIND | MS_PRIVATE, NULL));
	return 0;
}

static int mount_over(char **a)
{
	TRY(mount("tmpfs", a[0], "tmpfs", 0, NULL));
	return 0;
}

static int mount_with(char **a)
{
	TRY(mount("none", a[1], a[0], 0, a[2]));
	return 0;
}

/* An option of a file system that is not mounted yet. */
static int configure(char **a)
{
	int context = TRY((int)syscall(SYS_fsopen, a[0], FSOPEN_CLOEXEC));
	TRY((int)syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, a[1], a[2], 0));
	return 0;
}

static int remount_read_write(char **a)
{
	TRY(mount(NULL, a[0], NULL, REMOUNT, NULL));
	return 0;
}

static int remount_with(char **a)
{
	TRY(mount(NULL, a[0], NULL, REMOUNT, a[1]));
	return 0;
}

static int unmount(char **a)
{
	TRY(umount2(a[0], 0));
	return 0;
}

static int unmount_lazily(char **a)
{
	TRY(umount2(a[0], DETACH));
	return 0;
}

/* The new mount API: a detached copy of SOURCE, attached at TARGET. */
static int move_mount(char **a)
{
	int tree = TRY(
		(int)syscall(SYS_open_tree, AT_FDCWD, a[0], OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
	TRY((int)syscall(SYS_move_mount, tree, "", AT_FDCWD, a[1], MOVE_MOUNT_F_EMPTY_PATH));
	return 0;
}

static int move_whole_mount(char **a)
{
	TRY((int)syscall(SYS_move_mount, AT_FDCWD, a[0], AT_FDCWD, a[1], 0));
	return 0;
}

/* The source is text here, where move_mount(2) takes what it leads to. */
static int move_by_name(char **a)
{
	TRY(mount(a[0], a[1], NULL, MS_MOVE, NULL));
	return 0;
}

static int pivot_root(char **a)
{
	TRY((int)syscall(SYS_pivot_root, a[0], a[1]));
	return 0;
}

/* As root of its own mount, in which the directory "new" is. */
static int pivot_inside(char **a)
{
	NEED(chroot(a[0]));
	NEED(chdir("/"));
	NEED(mount("tmpfs", "/new", "tmpfs", 0, NULL));
	NEED(mkdir("/new/old", 0700));
	TRY((int)syscall(SYS_pivot_root, "/new", "/new/old"));
	return 0;
}

/* Through a copy of the mount that lies nowhere. */
static int unlink_by_clone(char **a)
{
	int tree = TRY(
		(int)syscall(SYS_open_tree, AT_FDCWD, a[0], OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
	TRY(unlinkat(tree, a[1], 0));
	return 0;
}

const struct operation names_operations[] = {
	{"rename", "OLD NEW", rename_it},
	{"exchange", "ONE OTHER", exchange},
	{"unlink", "FILE", unlink_it},
	{"link", "FILE NEW", link_it},
	{"link-by-fd", "FILE NEW", link_by_fd},
	{"bind", "SOURCE TARGET", bind},
	{"bind-and-propagate", "SOURCE TARGET", bind_and_propagate},
	{"mount-over", "DIRECTORY", mount_over},
	{"mount-with", "TYPE DIRECTORY OPTIONS", mount_with},
	{"configure", "TYPE OPTION VALUE", configure},
	{"remount", "DIRECTORY", remount_read_write},
	{"remount-with", "DIRECTORY OPTIONS", remount_with},
	{"umount", "DIRECTORY", unmount},
	{"umount-lazily", "DIRECTORY", unmount_lazily},
	{"move-mount", "SOURCE TARGET", move_mount},
	{"move-whole-mount", "MOUNT TARGET", move_whole_mount},
	{"move-by-name", "MOUNT TARGET", move_by_name},
	{"pivot-root", "NEW OLD", pivot_root},
	{"pivot-inside", "MOUNT", pivot_inside},
	{"unlink-by-clone", "MOUNT NAME", unlink_by_clone},
	{NULL, NULL, NULL},
};
