// SPDX-License-Identifier: Apache-2.0
/* A file whose pages are still written to when the kernel has computed its digest. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/fsverity.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The whole file, with every page in memory and writable. */
static char *map_whole(int fd, size_t size)
{
	char *map = NEED(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));

	for (size_t at = 0; at < size; at += 4096) {
		volatile char *byte = map + at;
		*byte = *byte;
	}
	return map;
}

/* DEVICE is suspended, so the read begins and takes hold of the pages, and no more. */
static aio_context_t begin_read(const char *device, char *map, size_t size)
{
	static struct iocb request;
	struct iocb *requests[] = {&request};
	aio_context_t context = 0;

	request.aio_lio_opcode = IOCB_CMD_PREAD;
	request.aio_fildes = NEED(open(device, O_RDONLY | O_DIRECT));
	request.aio_buf = (unsigned long)map;
	request.aio_nbytes = size;
	NEED(syscall(SYS_io_setup, 1, &context));
	NEED(syscall(SYS_io_submit, context, 1, requests));
	return context;
}

static void end_read(aio_context_t context, char **resume, size_t size)
{
	struct io_event event;
	int status;
	pid_t child = NEED(fork());

	if (child == 0) {
		execvp(resume[0], resume);
		_exit(127);
	}
	NEED(waitpid(child, &status, 0));
	NEED(syscall(SYS_io_getevents, context, 1, 1, &event, NULL));
	if (status == 0 && event.res == (long)size)
		return;
	errno = EPROTO;
	cannot("the read from the device");
}

/* Copies GOOD to FILE and enables fs-verity there while a direct read from DEVICE into the copy's
 * pages is under way; then the command has the device answer. */
static int enable_verity_pinned(char **a)
{
	struct fsverity_enable_arg verity = {
		.version = 1,
		.hash_algorithm = FS_VERITY_HASH_ALG_SHA256,
		.block_size = 4096,
	};
	struct stat status;
	int fd = NEED(open(a[1], O_RDWR | O_CREAT | O_TRUNC, 0755));

	copy_into(fd, a[0]);
	NEED(fsync(fd));
	NEED(fstat(fd, &status));
	size_t size = (status.st_size + 4095) & ~4095ul;
	char *map = map_whole(fd, size);
	aio_context_t context = begin_read(a[2], map, size);

	/* Whoever could write lets go of the file, except the kernel. */
	NEED(munmap(map, size));
	NEED(close(fd));
	fd = NEED(open(a[1], O_RDONLY));
	TRY(ioctl(fd, FS_IOC_ENABLE_VERITY, &verity));
	end_read(context, a + 3, size);
	return 0;
}

const struct operation pinned_operations[] = {
	{"enable-verity-pinned", "GOOD FILE DEVICE RESUME...", enable_verity_pinned},
	{NULL, NULL, NULL},
};
