// SPDX-License-Identifier: Apache-2.0
/* Ways to change the bytes of a file in place. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/loop.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/quota.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096

static int open_as(const char *path, int flags)
{
	TRY(open(path, flags | O_CLOEXEC));
	return 0;
}

/* As if the memory were broken: the kernel throws the file's first page away, written back or not.
 */
static int poison(char **a)
{
	int fd = NEED(open(a[0], O_RDONLY | O_CLOEXEC));
	volatile char *page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);

	if (page == MAP_FAILED)
		cannot("mmap");
	(void)page[0];
	TRY(madvise((void *)page, PAGE, MADV_HWPOISON));
	return 0;
}

static int open_write(char **a)
{
	return open_as(a[0], O_WRONLY);
}

static int open_append(char **a)
{
	return open_as(a[0], O_WRONLY | O_APPEND);
}

static int open_read_write(char **a)
{
	return open_as(a[0], O_RDWR);
}

static int open_truncate(char **a)
{
	return open_as(a[0], O_WRONLY | O_TRUNC);
}

/* O_TRUNC is honoured even without the right to write through the fd. */
static int open_read_truncate(char **a)
{
	return open_as(a[0], O_RDONLY | O_TRUNC);
}

static int write_text(char **a)
{
	int fd = TRY(open(a[0], O_WRONLY));
	TRY(write(fd, a[1], strlen(a[1])));
	return 0;
}

static int write_at(char **a)
{
	int fd = TRY(open(a[0], O_WRONLY | O_SYNC));
	TRY(pwrite(fd, a[2], strlen(a[2]), number(a[1])));
	return 0;
}

static int truncate_it(char **a)
{
	TRY(truncate(a[0], 1));
	return 0;
}

static int punch_hole(char **a)
{
	int fd = TRY(open(a[0], O_RDWR));
	TRY(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
	return 0;
}

static int extend(char **a)
{
	int fd = TRY(open(a[0], O_RDWR));
	TRY(fallocate(fd, 0, 0, 1 << 20));
	return 0;
}

static int map_shared_write(char **a)
{
	int fd = TRY(open(a[0], O_RDWR));
	char *map = TRY(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	map[0] ^= 1;
	TRY(msync(map, 4096, MS_SYNC));
	return 0;
}

/* A mapping opened for reading only must not become writable. */
static int map_shared_upgrade(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	char *map = TRY(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0));
	TRY(mprotect(map, 4096, PROT_READ | PROT_WRITE));
	return 0;
}

static int splice_into(char **a)
{
	int channel[2];
	NEED(pipe(channel));
	NEED(write(channel[1], "spliced", 7));
	int fd = TRY(open(a[0], O_WRONLY));
	TRY(splice(channel[0], NULL, fd, NULL, 7, 0));
	return 0;
}

static int copy_range(char **a)
{
	int source = NEED(open(a[0], O_RDONLY));
	int fd = TRY(open(a[1], O_WRONLY));
	TRY(copy_file_range(source, NULL, fd, NULL, 4096, 0));
	return 0;
}

static int send_file(char **a)
{
	int source = NEED(open(a[0], O_RDONLY));
	int fd = TRY(open(a[1], O_WRONLY));
	TRY(sendfile(fd, source, NULL, 4096));
	return 0;
}

static int reflink(char **a)
{
	int source = NEED(open(a[0], O_RDONLY));
	int fd = TRY(open(a[1], O_WRONLY));
	TRY(ioctl(fd, FICLONE, source));
	return 0;
}

/* Deduplication is allowed on files that are only open for reading. */
static int dedupe(char **a)
{
	struct file_dedupe_range *range =
		NEED((void *)calloc(1, sizeof(*range) + sizeof(*range->info)) ?: (void *)-1);
	struct stat status;
	int source = NEED(open(a[0], O_RDONLY));
	int fd = TRY(open(a[1], O_RDONLY));
	NEED(fstat(source, &status));
	range->src_length = status.st_size;
	range->dest_count = 1;
	range->info[0].dest_fd = fd;
	TRY(ioctl(source, FIDEDUPERANGE, range));
	return range->info[0].status < 0 ? range->info[0].status : 0;
}

/* ext4's defragmentation swaps the extents of two files; see fs/ext4/ext4.h. */
struct move_extent {
	uint32_t reserved;
	uint32_t donor_fd;
	uint64_t orig_start;
	uint64_t donor_start;
	uint64_t length;
	uint64_t moved_length;
};
#define EXT4_IOC_MOVE_EXT _IOWR('f', 15, struct move_extent)

static int swap_extents(char **a)
{
	int donor = NEED(open(a[0], O_RDWR));
	int fd = TRY(open(a[1], O_RDWR));
	/* What has no place on the disk yet has no extents either. */
	NEED(fsync(donor));
	NEED(fsync(fd));
	struct move_extent move = {.donor_fd = donor, .length = 1};
	TRY(ioctl(fd, EXT4_IOC_MOVE_EXT, &move));
	return 0;
}

static int reopen_by_proc(char **a)
{
	char link[64];
	int fd = TRY(open(a[0], O_RDONLY));
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return open_as(link, O_RDWR);
}

static int open_by_handle(char **a)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[MAX_HANDLE_SZ];
	} named = {.handle.handle_bytes = MAX_HANDLE_SZ};
	int mount_id;

	NEED(name_to_handle_at(AT_FDCWD, a[0], &named.handle, &mount_id, 0));
	int mount = NEED(open(a[1], O_RDONLY | O_DIRECTORY));
	int fd = TRY(open_by_handle_at(mount, &named.handle, O_RDWR));
	TRY(pwrite(fd, "h", 1, 0));
	return 0;
}

/* Each begins when the one before it has succeeded; returns 0 or -errno of the last one. */
static int uring_requests(const struct io_uring_sqe *chain, unsigned count, void (*meanwhile)(void))
{
	struct io_uring_params parameters = {0};
	int ring = NEED((int)syscall(SYS_io_uring_setup, 4, &parameters));
	size_t size = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
	size_t completed =
		parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe);
	size = completed > size ? completed : size;
	char *rings = NEED(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
				IORING_OFF_SQ_RING));
	struct io_uring_sqe *requests =
		NEED(mmap(NULL, parameters.sq_entries * sizeof(*requests), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES));

	for (unsigned i = 0; i < count; i++) {
		requests[i] = chain[i];
		requests[i].flags |= i + 1 < count ? IOSQE_IO_LINK : 0;
		((unsigned *)(rings + parameters.sq_off.array))[i] = i;
	}
	__atomic_store_n((unsigned *)(rings + parameters.sq_off.tail), count, __ATOMIC_RELEASE);
	NEED((int)syscall(SYS_io_uring_enter, ring, count, 0, 0, NULL, 0));
	if (meanwhile)
		meanwhile();
	NEED((int)syscall(SYS_io_uring_enter, ring, 0, count, IORING_ENTER_GETEVENTS, NULL, 0));
	struct io_uring_cqe *answers = (void *)(rings + parameters.cq_off.cqes);
	return answers[count - 1].res < 0 ? answers[count - 1].res : 0;
}

int uring_request(const struct io_uring_sqe *request)
{
	return uring_requests(request, 1, NULL);
}

static int uring_open_write(char **a)
{
	struct io_uring_sqe request = {
		.opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = (uintptr_t)a[0],
		.open_flags = O_WRONLY,
	};
	return uring_request(&request);
}

/* A 32 bit program's poll(2) has the number of a 64 bit program's swapoff(2). */
static void poll_for_a_second(void)
{
	const long poll_of_i386 = 168;
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(poll_of_i386), "b"(0L), "c"(0L), "d"(1000L)
		     : "memory", "r8", "r9", "r10", "r11");
	(void)result;
}

/* What io_uring does when something else has ended, it does within whichever system call the task
 * is in then, or in a thread that takes over the number of that call. */
static int uring_open_within(char **a)
{
	const struct __kernel_timespec soon = {.tv_nsec = 200000000};
	const struct io_uring_sqe chain[] = {
		{
			.opcode = IORING_OP_TIMEOUT,
			.addr = (uintptr_t)&soon,
			.len = 1,
			.timeout_flags = IORING_TIMEOUT_ETIME_SUCCESS,
		},
		{
			.opcode = IORING_OP_OPENAT,
			.flags = strcmp(a[1], "thread") == 0 ? IOSQE_ASYNC : 0,
			.fd = AT_FDCWD,
			.addr = (uintptr_t)a[0],
			.open_flags = O_WRONLY,
		},
	};
	return uring_requests(chain, 2, poll_for_a_second);
}

static int aio_write(char **a)
{
	aio_context_t context = 0;
	struct io_event event;
	int fd = TRY(open(a[0], O_WRONLY));
	struct iocb block = {
		.aio_lio_opcode = IOCB_CMD_PWRITE,
		.aio_fildes = fd,
		.aio_buf = (uintptr_t) "a",
		.aio_nbytes = 1,
	};
	struct iocb *blocks[] = {&block};

	NEED((int)syscall(SYS_io_setup, 1, &context));
	TRY((int)syscall(SYS_io_submit, context, 1, blocks));
	NEED((int)syscall(SYS_io_getevents, context, 1, 1, &event, NULL));
	return event.res < 0 ? (int)event.res : 0;
}

static int loop_write(char **a)
{
	char device[32];
	int control = NEED(open("/dev/loop-control", O_RDWR));
	int index = NEED(ioctl(control, LOOP_CTL_GET_FREE));
	snprintf(device, sizeof(device), "/dev/loop%d", index);
	int loop = NEED(open(device, O_RDWR));
	int fd = TRY(open(a[0], O_RDWR));
	TRY(ioctl(loop, LOOP_SET_FD, fd));
	int error = pwrite(loop, "l", 1, 0) == 1 && fsync(loop) == 0 ? 0 : -errno;
	ioctl(loop, LOOP_CLR_FD, 0);
	return error;
}

static int swap_on(char **a)
{
	TRY(swapon(a[0], 0));
	swapoff(a[0]);
	return 0;
}

/* The same by a number of which the kernel takes the lower half. */
static int swap_on_wide(char **a)
{
	TRY((int)syscall(SYS_swapon | 1l << 32, a[0], 0));
	swapoff(a[0]);
	return 0;
}

/*
 * FIDEDUPERANGE compares what is in memory and then shares what is on the disk. SCRATCH, on the
 * same file system, gets other bytes to the disk than stay in memory: its page is pinned to be
 * written from another process' view (process_vm_writev), which waits for a page of its own
 * (userfaultfd), and meanwhile it is synced.
 */
struct stale {
	char *from, *to;
	int faults;
};

static void *write_pinned(void *argument)
{
	struct stale *stale = argument;
	struct iovec from = {stale->from, 2 * PAGE}, to = {stale->to, 2 * PAGE};
	process_vm_writev(getpid(), &from, 1, &to, 1, 0);
	return NULL;
}

static void await_fault(int faults)
{
	struct uffd_msg message;
	NEED(read(faults, &message, sizeof(message)));
}

static void serve_fault(int faults, const char *to, const char *page)
{
	struct uffdio_copy copy = {.dst = (uintptr_t)to, .src = (uintptr_t)page, .len = PAGE};
	NEED(ioctl(faults, UFFDIO_COPY, &copy));
}

static int share_range(int source, int target)
{
	struct {
		struct file_dedupe_range range;
		struct file_dedupe_range_info info;
	} dedupe = {
		.range = {.src_length = PAGE, .dest_count = 1},
		.info = {.dest_fd = target},
	};
	if (ioctl(source, FIDEDUPERANGE, &dedupe) < 0)
		return -errno;
	return dedupe.info.status > 0 ? -EBADE : dedupe.info.status;
}

static int dedupe_stale(char **a)
{
	static char good[PAGE], evil[2 * PAGE];
	struct uffdio_api api = {.api = UFFD_API};
	struct stale stale;
	pthread_t writer;
	int target = NEED(open(a[0], O_RDONLY)), answer;
	int source = NEED(open(a[1], O_RDWR | O_CREAT | O_TRUNC, 0600));

	NEED(pread(target, good, PAGE, 0));
	memcpy(evil, good, PAGE);
	evil[PAGE - 1] ^= 1;
	NEED(pwrite(source, evil, sizeof(evil), 0));
	NEED(fsync(source));
	stale.faults = NEED((int)syscall(SYS_userfaultfd, O_CLOEXEC));
	NEED(ioctl(stale.faults, UFFDIO_API, &api));
	stale.from = NEED(
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	struct uffdio_register range = {
		.range = {(uintptr_t)stale.from, 2 * PAGE},
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	NEED(ioctl(stale.faults, UFFDIO_REGISTER, &range));
	stale.to = NEED(mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, source, 0));
	pthread_create(&writer, NULL, write_pinned, &stale);
	await_fault(stale.faults);
	/* From here on the kernel holds the page to be clean. */
	NEED(fsync(source));
	serve_fault(stale.faults, stale.from, good);
	await_fault(stale.faults);
	answer = share_range(source, target);
	serve_fault(stale.faults, stale.from + PAGE, good);
	pthread_join(writer, NULL);
	return answer;
}

/* The kernel writes a record of every process that ends. */
static int account(char **a)
{
	TRY(acct(a[0]));
	acct(NULL);
	return 0;
}

/* As quotaon(8) does, with the format that quota_v2 knows first. */
static int quota_on(char **a)
{
	TRY(quotactl(QCMD(Q_QUOTAON, USRQUOTA), a[1], QFMT_VFS_V0, a[0]));
	quotactl(QCMD(Q_QUOTAOFF, USRQUOTA), a[1], 0, NULL);
	return 0;
}

/* Waits up to ten minutes for the file to appear; the case creates it when the guard is up. */
static void wait_for(const char *path)
{
	for (int tenth = 0; access(path, F_OK) != 0; tenth++) {
		if (tenth == 6000)
			cannot(path);
		usleep(100 * 1000);
	}
}

/* An fd from before: opens, creates READY, waits for GO, then writes. */
static int held_fd_write(char **a)
{
	int fd = NEED(open(a[0], O_RDWR));
	NEED(creat(a[1], 0600));
	wait_for(a[2]);
	TRY(pwrite(fd, "f", 1, 0));
	return 0;
}

/* A shared writable mapping from before; the fd is closed in between. */
static int held_map_write(char **a)
{
	int fd = NEED(open(a[0], O_RDWR));
	char *map = NEED(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	close(fd);
	NEED(creat(a[1], 0600));
	wait_for(a[2]);
	map[0] ^= 1;
	TRY(msync(map, 4096, MS_SYNC));
	return 0;
}

const struct operation bytes_operations[] = {
	{"poison", "FILE", poison},
	{"open-write", "FILE", open_write},
	{"open-append", "FILE", open_append},
	{"open-read-write", "FILE", open_read_write},
	{"open-truncate", "FILE", open_truncate},
	{"open-read-truncate", "FILE", open_read_truncate},
	{"write", "FILE TEXT", write_text},
	{"write-at", "FILE OFFSET TEXT", write_at},
	{"truncate", "FILE", truncate_it},
	{"punch-hole", "FILE", punch_hole},
	{"extend", "FILE", extend},
	{"map-shared-write", "FILE", map_shared_write},
	{"map-shared-upgrade", "FILE", map_shared_upgrade},
	{"splice", "FILE", splice_into},
	{"copy-range", "SOURCE FILE", copy_range},
	{"sendfile", "SOURCE FILE", send_file},
	{"reflink", "SOURCE FILE", reflink},
	{"dedupe", "SOURCE FILE", dedupe},
	{"swap-extents", "DONOR FILE", swap_extents},
	{"reopen-by-proc", "FILE", reopen_by_proc},
	{"open-by-handle", "FILE MOUNT", open_by_handle},
	{"uring-open-write", "FILE", uring_open_write},
	{"uring-open-within", "FILE WHERE", uring_open_within},
	{"aio-write", "FILE", aio_write},
	{"loop-write", "FILE", loop_write},
	{"swapon", "FILE", swap_on},
	{"swapon-wide", "FILE", swap_on_wide},
	{"dedupe-stale", "FILE SCRATCH", dedupe_stale},
	{"acct", "FILE", account},
	{"quota-on", "FILE DISK", quota_on},
	{"held-fd-write", "FILE READY GO", held_fd_write},
	{"held-map-write", "FILE READY GO", held_map_write},
	{NULL, NULL, NULL},
};
