// SPDX-License-Identifier: Apache-2.0
/* Ways to change what stands beside the bytes: xattrs, mode, owner, flags, fs-verity. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/fscrypt.h>
#include <linux/fsverity.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static int set_xattr(char **a)
{
	TRY(setxattr(a[0], a[1], a[2], strlen(a[2]), 0));
	return 0;
}

static int set_xattr_by_fd(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(fsetxattr(fd, a[1], a[2], strlen(a[2]), 0));
	return 0;
}

/* setxattrat(2) came with Linux 6.13; the headers of Debian 12 do not know it. */
struct xattr_arguments {
	uint64_t value;
	uint32_t size, flags;
};
#define SETXATTRAT 463

static int set_xattr_at(char **a)
{
	struct xattr_arguments value = {.value = (uintptr_t)a[2], .size = strlen(a[2])};
	int result = (int)syscall(SETXATTRAT, AT_FDCWD, a[0], 0, a[1], &value, sizeof(value));
	if (result && errno == ENOSYS)
		cannot("setxattrat");
	return result ? -errno : 0;
}

/* XFS finds a file by its handle, and sets its attributes without asking any hook; see
 * fs/xfs/libxfs/xfs_fs.h. */
struct handle_request {
	uint32_t fd;
	const char *path;
	uint32_t oflags;
	void *ihandle;
	uint32_t ihandlen;
	void *ohandle;
	uint32_t *ohandlen;
};
struct attribute_operation {
	uint32_t opcode;
	int32_t error;
	const char *name;
	const char *value;
	uint32_t length, flags;
};
struct attributes_by_handle {
	struct handle_request request;
	uint32_t count;
	struct attribute_operation *operations;
};
#define PATH_TO_HANDLE	    _IOWR('X', 105, struct handle_request)
#define OPEN_BY_HANDLE	    _IOWR('X', 107, struct handle_request)
#define ATTRMULTI_BY_HANDLE _IOW('X', 123, struct attributes_by_handle)
#define ATTR_SET	    2
#define ATTR_SECURE	    8

static struct handle_request xfs_handle(const char *path, int mount)
{
	static char handle[64];
	uint32_t length = sizeof(handle);
	struct handle_request request = {.path = path, .ohandle = handle, .ohandlen = &length};

	NEED(ioctl(mount, PATH_TO_HANDLE, &request));
	return (struct handle_request){.oflags = O_RDWR, .ihandle = handle, .ihandlen = length};
}

static int xfs_set_xattr_by_handle(char **a)
{
	int mount = NEED(open(a[1], O_RDONLY | O_DIRECTORY));
	struct attribute_operation set = {
		.opcode = ATTR_SET, .name = "ima", .value = "x", .length = 1, .flags = ATTR_SECURE};
	struct attributes_by_handle request = {
		.request = xfs_handle(a[0], mount), .count = 1, .operations = &set};

	TRY(ioctl(mount, ATTRMULTI_BY_HANDLE, &request));
	return set.error;
}

static int xfs_open_by_handle(char **a)
{
	int mount = NEED(open(a[1], O_RDONLY | O_DIRECTORY));
	struct handle_request request = xfs_handle(a[0], mount);

	TRY(ioctl(mount, OPEN_BY_HANDLE, &request));
	return 0;
}

static int remove_xattr(char **a)
{
	TRY(removexattr(a[0], a[1]));
	return 0;
}

static int change_mode(char **a)
{
	TRY(chmod(a[0], number(a[1])));
	return 0;
}

static int change_mode_by_fd(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(fchmod(fd, number(a[1])));
	return 0;
}

static int change_owner(char **a)
{
	TRY(chown(a[0], number(a[1]), -1));
	return 0;
}

static int set_label(char **a)
{
	char label[FSLABEL_MAX] = "";
	int fd = TRY(open(a[0], O_RDONLY));

	strncpy(label, a[1], sizeof(label) - 1);
	TRY(ioctl(fd, FS_IOC_SETFSLABEL, label));
	return 0;
}

/* Adds a key that nothing is encrypted with, and removes it. */
static int remove_key(char **a)
{
	static struct {
		struct fscrypt_add_key_arg key;
		unsigned char raw[FSCRYPT_MAX_KEY_SIZE];
	} added = {
		.key = {.key_spec.type = FSCRYPT_KEY_SPEC_TYPE_IDENTIFIER,
			.raw_size = FSCRYPT_MAX_KEY_SIZE},
	};
	int fd = NEED(open(a[0], O_RDONLY | O_DIRECTORY));

	NEED(ioctl(fd, FS_IOC_ADD_ENCRYPTION_KEY, &added));
	struct fscrypt_remove_key_arg removed = {.key_spec = added.key.key_spec};
	TRY(ioctl(fd, FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS, &removed));
	return 0;
}

static int change_times(char **a)
{
	struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 1}};
	TRY(utimensat(AT_FDCWD, a[0], times, 0));
	return 0;
}

/* chattr, by way of FS_IOC_SETFLAGS; FLAGS replace those that may be changed. */
static int set_flags(char **a)
{
	int flags, fd = TRY(open(a[0], O_RDONLY));
	NEED(ioctl(fd, FS_IOC_GETFLAGS, &flags));
	flags |= number(a[1]);
	TRY(ioctl(fd, FS_IOC_SETFLAGS, &flags));
	return 0;
}

static int set_project(char **a)
{
	struct fsxattr attributes;
	int fd = TRY(open(a[0], O_RDONLY));
	NEED(ioctl(fd, FS_IOC_FSGETXATTR, &attributes));
	attributes.fsx_xflags |= FS_XFLAG_NODUMP;
	TRY(ioctl(fd, FS_IOC_FSSETXATTR, &attributes));
	return 0;
}

/* file_getattr(2) and file_setattr(2) came with Linux 6.17; the headers of Debian 12 do not know
 * them. */
struct file_attributes {
	uint64_t flags;
	uint32_t extent_size, extents, project, copy_extent_size;
};
#define FILE_GETATTR 468
#define FILE_SETATTR 469

static int file_setattr(char **a)
{
	struct file_attributes attributes = {0};
	NEED((int)syscall(FILE_GETATTR, AT_FDCWD, a[0], &attributes, sizeof(attributes), 0));
	attributes.flags |= FS_XFLAG_NODUMP;
	TRY((int)syscall(FILE_SETATTR, AT_FDCWD, a[0], &attributes, sizeof(attributes), 0));
	return 0;
}

static int set_generation(char **a)
{
	long generation;
	int fd = TRY(open(a[0], O_RDONLY));
	NEED(ioctl(fd, FS_IOC_GETVERSION, &generation));
	int other = (int)generation + 1;
	TRY(ioctl(fd, FS_IOC_SETVERSION, &other));
	return 0;
}

/* Takes the whole file system away until it is mounted again. */
static int shut_down(char **a)
{
	uint32_t how = 0;
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(ioctl(fd, _IOR('X', 125, uint32_t), &how));
	return 0;
}

static int enable_verity(char **a)
{
	struct fsverity_enable_arg options = {
		.version = 1,
		.hash_algorithm = FS_VERITY_HASH_ALG_SHA256,
		.block_size = 4096,
	};
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(ioctl(fd, FS_IOC_ENABLE_VERITY, &options));
	return 0;
}

const struct operation metadata_operations[] = {
	{"set-xattr", "FILE NAME TEXT", set_xattr},
	{"set-xattr-by-fd", "FILE NAME TEXT", set_xattr_by_fd},
	{"set-xattr-at", "FILE NAME TEXT", set_xattr_at},
	{"xfs-set-xattr-by-handle", "FILE MOUNT", xfs_set_xattr_by_handle},
	{"xfs-open-by-handle", "FILE MOUNT", xfs_open_by_handle},
	{"remove-xattr", "FILE NAME", remove_xattr},
	{"chmod", "FILE MODE", change_mode},
	{"chmod-by-fd", "FILE MODE", change_mode_by_fd},
	{"chown", "FILE UID", change_owner},
	{"set-label", "FILE LABEL", set_label},
	{"remove-key", "DIRECTORY", remove_key},
	{"utimes", "FILE", change_times},
	{"set-flags", "FILE FLAGS", set_flags},
	{"set-fsxattr", "FILE", set_project},
	{"file-setattr", "FILE", file_setattr},
	{"set-generation", "FILE", set_generation},
	{"shut-down", "FILE", shut_down},
	{"enable-verity", "FILE", enable_verity},
	{NULL, NULL, NULL},
};
