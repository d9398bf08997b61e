// SPDX-License-Identifier: Apache-2.0
/*
 * Ways to the content of a file, for a program that might run what it reads.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "probe.h"

static int read_it(char **a)
{
	char byte;
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(read(fd, &byte, 1));
	return 0;
}

static int read_vector(char **a)
{
	char byte;
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(preadv2(fd, &part, 1, 0, 0));
	return 0;
}

static int read_by_map(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0));
	return 0;
}

/* First without any right, then made readable. */
static int read_by_map_upgrade(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	void *at = TRY(mmap(NULL, 1, PROT_NONE, MAP_PRIVATE, fd, 0));
	TRY(mprotect(at, 1, PROT_READ));
	return 0;
}

static int read_by_splice(char **a)
{
	int ends[2];
	int fd = TRY(open(a[0], O_RDONLY));
	NEED(pipe(ends));
	TRY(splice(fd, NULL, ends[1], NULL, 1, 0));
	return 0;
}

static int read_by_sendfile(char **a)
{
	int target = NEED(memfd_create("copy", 0));
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(sendfile(target, fd, NULL, 1));
	return 0;
}

static int read_by_copy_range(char **a)
{
	int target = NEED(open(a[1], O_RDWR | O_CREAT, 0600));
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(copy_file_range(fd, NULL, target, NULL, 1, 0));
	return 0;
}

static int read_by_uring(char **a)
{
	char byte;
	int fd = TRY(open(a[0], O_RDONLY));
	struct io_uring_sqe request = {
		.opcode = IORING_OP_READ,
		.fd = fd,
		.addr = (uintptr_t)&byte,
		.len = 1,
	};
	return uring_request(&request);
}

static int read_by_aio(char **a)
{
	char byte;
	aio_context_t context = 0;
	struct io_event event;
	int fd = TRY(open(a[0], O_RDONLY));
	struct iocb block = {
		.aio_lio_opcode = IOCB_CMD_PREAD,
		.aio_fildes = fd,
		.aio_buf = (uintptr_t)&byte,
		.aio_nbytes = 1,
	};
	struct iocb *blocks[] = {&block};

	NEED((int)syscall(SYS_io_setup, 1, &context));
	TRY((int)syscall(SYS_io_submit, context, 1, blocks));
	NEED((int)syscall(SYS_io_getevents, context, 1, 1, &event, NULL));
	return event.res < 0 ? (int)event.res : 0;
}

/* What somebody else opened. */
static int read_input(char **a)
{
	char byte;

	(void)a;
	TRY(read(0, &byte, 1));
	return 0;
}

const struct operation reading_operations[] = {
	{"read", "FILE", read_it},
	{"read-vector", "FILE", read_vector},
	{"read-by-map", "FILE", read_by_map},
	{"read-by-map-upgrade", "FILE", read_by_map_upgrade},
	{"read-by-splice", "FILE", read_by_splice},
	{"read-by-sendfile", "FILE", read_by_sendfile},
	{"read-by-copy-range", "FILE TARGET", read_by_copy_range},
	{"read-by-uring", "FILE", read_by_uring},
	{"read-by-aio", "FILE", read_by_aio},
	{"read-input", "", read_input},
	{NULL, NULL, NULL},
};
