// SPDX-License-Identifier: Apache-2.0
/* Ways to run code, and to run other code under another program's identity. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int exec_it(char **a)
{
	return execute(AT_FDCWD, a[0], a, 0);
}

static int exec_memfd(char **a)
{
	int fd = NEED(memfd_create("probe", MFD_CLOEXEC));
	copy_into(fd, a[0]);
	return execute(fd, "", a, AT_EMPTY_PATH);
}

/* A file without a name, in DIRECTORY. It must not be open for writing when it is executed. */
static int exec_tmpfile(char **a)
{
	char link[64];
	int fd = TRY(open(a[1], O_TMPFILE | O_RDWR, 0700));
	copy_into(fd, a[0]);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	int again = TRY(open(link, O_RDONLY | O_CLOEXEC));
	close(fd);
	return execute(again, "", a, AT_EMPTY_PATH);
}

static int map_exec(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
	return 0;
}

static int map_then_exec(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	void *map = TRY(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0));
	TRY(mprotect(map, 4096, PROT_READ | PROT_EXEC));
	return 0;
}

/* Starts from a file's private copy, changes it in memory, then makes that executable. */
static int write_then_exec(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	char *map = TRY(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
	map[0] ^= 1;
	TRY(mprotect(map, 4096, PROT_READ | PROT_EXEC));
	return 0;
}

static int exec_then_write(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	char *map = TRY(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
	TRY(mprotect(map, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
	map[0] ^= 1;
	return 0;
}

static int map_write_exec(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	TRY(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE, fd, 0));
	return 0;
}

static int map_memfd_exec(char **a)
{
	int fd = NEED(memfd_create("probe", MFD_CLOEXEC));
	copy_into(fd, a[0]);
	TRY(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
	return 0;
}

static int map_anonymous_exec(char **a)
{
	(void)a;
	TRY(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		 0));
	return 0;
}

static int anonymous_then_exec(char **a)
{
	(void)a;
	char *map =
		NEED(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	map[0] = 0;
	TRY(mprotect(map, 4096, PROT_READ | PROT_EXEC));
	return 0;
}

/* Pages that we give the kernel, in a private mapping of FILE, which lies in memory. */
static int exec_by_userfaultfd(char **a)
{
	/* mov $42, %eax; ret */
	static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};
	struct uffdio_api version = {.api = UFFD_API};
	struct uffdio_register range = {.mode = UFFDIO_REGISTER_MODE_MISSING};
	struct uffdio_copy copy = {.len = 4096};
	int faults = TRY(syscall(SYS_userfaultfd, O_CLOEXEC));
	int fd = NEED(open(a[0], O_RDONLY));
	char *map = NEED(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
	char *page =
		NEED(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));

	memcpy(page, code, sizeof(code));
	range.range.start = copy.dst = (unsigned long)map;
	range.range.len = 4096;
	copy.src = (unsigned long)page;
	NEED(ioctl(faults, UFFDIO_API, &version));
	TRY(ioctl(faults, UFFDIO_REGISTER, &range));
	TRY(ioctl(faults, UFFDIO_COPY, &copy));
	return ((int (*)(void))map)() == 42 ? 0 : -ECANCELED;
}

static int run_heap(void)
{
	char *heap = sbrk(8192);
	if (heap == (void *)-1)
		cannot("sbrk");
	/* ret, in a page of its own */
	heap[4096] = '\xc3';
	((void (*)(void))(heap + 4096))();
	return 0;
}

/* The kernel then makes executable whatever brk(2) adds, and asks no LSM. */
static int heap_exec(char **a)
{
	(void)a;
	TRY(personality(READ_IMPLIES_EXEC));
	return run_heap();
}

/* By the system call of 32 bit programs, which any program may use. */
static int heap_exec_compat(char **a)
{
	const long personality_of_i386 = 136;
	long result;

	(void)a;
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(personality_of_i386), "b"((long)READ_IMPLIES_EXEC)
		     : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? result : run_heap();
}

static void run_first_on_processor_0(int priority)
{
	const struct sched_param parameters = {.sched_priority = priority};
	cpu_set_t processors;

	CPU_ZERO(&processors);
	CPU_SET(0, &processors);
	NEED(sched_setaffinity(0, sizeof(processors), &processors));
	if (priority)
		NEED(sched_setscheduler(0, SCHED_FIFO, &parameters));
}

/* The same while the kernel is interrupted within what watches personality(2), for another task
 * that only asks: a program at a function is not run twice on a processor at a time. */
static int heap_exec_meanwhile(char **a)
{
	int status = 0;
	pid_t asking = NEED(fork());

	(void)a;
	if (asking == 0) {
		run_first_on_processor_0(0);
		for (;;)
			personality(0xffffffff);
	}
	for (int tries = 0; tries < 1000; tries++) {
		pid_t child = NEED(fork());
		if (child == 0) {
			run_first_on_processor_0(1);
			usleep(100 + tries % 50);
			_exit(heap_exec(a) ? 2 : 0);
		}
		NEED(waitpid(child, &status, 0));
		if (WIFEXITED(status))
			break;
	}
	kill(asking, SIGKILL);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return -ECANCELED;
}

/* From outside of a cgroup, with what a 32 bit program would inherit. */
static int exec_read_implies_exec(char **a)
{
	int tasks = NEED(open(a[0], O_WRONLY));
	NEED(personality(READ_IMPLIES_EXEC));
	NEED(write(tasks, "0", 1));
	return execute(AT_FDCWD, a[1], a + 1, 0);
}

/* Ends with 9 when its memory was changed until SIGUSR1; FILE says that it was written. */
static int remember(char **a)
{
	const size_t size = 4096;
	char *memory =
		NEED(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	sigset_t signals;
	int signal;

	/* Put together here, so that no other page holds it. */
	snprintf(memory, size, "%s remembers", a[1]);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	NEED(sigprocmask(SIG_BLOCK, &signals, NULL));
	NEED(open(a[0], O_WRONLY | O_CREAT, 0600));
	sigwait(&signals, &signal);
	exit(strstr(memory, "remembers") ? 0 : 9);
}

static int shared_memory_exec(char **a)
{
	(void)a;
	int id = NEED(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0700));
	void *map = shmat(id, NULL, SHM_EXEC);
	int error = map == (void *)-1 ? -errno : 0;
	NEED(shmctl(id, IPC_RMID, NULL));
	return error;
}

/* Asks, as interpreters do before they read a script, whether it would be executed. */
static int check_execution(char **a)
{
	if (syscall(SYS_execveat, AT_FDCWD, a[0], a, environ, 0x10000) == 0)
		return 0;
	if (errno == EINVAL)
		cannot("AT_EXECVE_CHECK");
	return -errno;
}

static int write_own_code(char **a)
{
	(void)a;
	int fd = TRY(open("/proc/self/mem", O_RDWR));
	unsigned char *code = (unsigned char *)write_own_code;
	if (pwrite(fd, code, 1, (off_t)(long)code) == 1)
		return 0;
	if (errno == EIO)
		cannot("/proc/self/mem");
	return -errno;
}

static int take_descriptor(char **a)
{
	int pidfd = NEED(syscall(SYS_pidfd_open, number(a[0]), 0));
	TRY(syscall(SYS_pidfd_getfd, pidfd, 0, 0));
	return 0;
}

static int trace_attach(char **a)
{
	pid_t pid = number(a[0]);
	int status;
	TRY(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
	NEED(waitpid(pid, &status, 0));
	NEED(ptrace(PTRACE_DETACH, pid, NULL, NULL));
	return 0;
}

/* Where the instruction pointer stands in x86-64's struct user_regs_struct. */
#define REG_RIP_INDEX 16

/* The victim asks to be traced, executes the program, and its tracer changes it at the first stop.
 */
static int trace_me(char **a)
{
	int channel[2], error = 0, status;

	NEED(pipe2(channel, O_CLOEXEC));
	pid_t child = NEED(fork());
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
			execv(a[0], a);
		error = errno;
		_exit(write(channel[1], &error, sizeof(error)) < 0);
	}
	close(channel[1]);
	if (read(channel[0], &error, sizeof(error)) == sizeof(error)) {
		NEED(waitpid(child, &status, 0));
		return -error;
	}
	NEED(waitpid(child, &status, 0));
	if (!WIFSTOPPED(status)) {
		errno = ECHILD;
		cannot("the traced program did not stop");
	}
	long counter =
		NEED(ptrace(PTRACE_PEEKUSER, child, (void *)(REG_RIP_INDEX * sizeof(long)), NULL));
	error = ptrace(PTRACE_POKETEXT, child, (void *)counter, (void *)0xccccccccL) ? -errno : 0;
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return error;
}

static int open_proc_mem(char **a)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%ld/mem", number(a[0]));
	TRY(open(path, O_RDWR));
	return 0;
}

/* Writes the byte at ADDRESS of another process back to where it stands. */
static int write_process(char **a)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {(void *)number(a[1]), 1};
	TRY(process_vm_readv(number(a[0]), &here, 1, &there, 1, 0));
	TRY(process_vm_writev(number(a[0]), &here, 1, &there, 1, 0));
	return 0;
}

/*
 * Borrowing another file's identity: prctl(PR_SET_MM_EXE_FILE) succeeds only when nothing of the
 * old executable is mapped any more, so the last steps run from a copy of this function in
 * anonymous memory, with nothing but system calls.
 */
struct borrower {
	int fd, channel, count;
	unsigned long field;
	struct {
		long start, length;
	} mappings[16];
};

static inline __attribute__((always_inline)) long call(long n, long a, long b, long c, long d)
{
	long result;
	register long fourth __asm__("r10") = d, fifth __asm__("r8") = 0;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
			 : "rcx", "r11", "memory");
	return result;
}

static __attribute__((noinline)) void borrow_unmapped(struct borrower *b)
{
	for (int i = 0; i < b->count; i++)
		call(SYS_munmap, b->mappings[i].start, b->mappings[i].length, 0, 0);
	long result = call(SYS_prctl, PR_SET_MM, b->field, b->fd, 0);
	call(SYS_write, b->channel, (long)&result, sizeof(result), 0);
	call(SYS_exit_group, 0, 0, 0, 0);
}

static void own_mappings(struct borrower *b)
{
	char self[4096], line[8192];
	unsigned long start, end;
	ssize_t length = NEED(readlink("/proc/self/exe", self, sizeof(self) - 1));
	FILE *maps = fopen("/proc/self/maps", "r");

	self[length] = 0;
	while (maps && fgets(line, sizeof(line), maps) && b->count < 16)
		if (strstr(line, self) && sscanf(line, "%lx-%lx", &start, &end) == 2) {
			b->mappings[b->count].start = start;
			b->mappings[b->count++].length = end - start;
		}
}

static int borrow(const char *file, unsigned long field)
{
	struct borrower borrower = {.field = field};
	int channel[2];
	long result;

	NEED(pipe(channel));
	if (NEED(fork()) == 0) {
		borrower.fd = NEED(open(file, O_RDONLY));
		borrower.channel = channel[1];
		own_mappings(&borrower);
		void *code = NEED(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
		memcpy(code, (void *)borrow_unmapped, 1024);
		((void (*)(struct borrower *))code)(&borrower);
	}
	close(channel[1]);
	if (read(channel[0], &result, sizeof(result)) != sizeof(result)) {
		errno = ECHILD;
		cannot("the borrower died before its answer");
	}
	return (int)result;
}

static int borrow_exe_file(char **a)
{
	return borrow(a[0], PR_SET_MM_EXE_FILE);
}

/* The kernel takes the lower half of what says which. */
static int borrow_exe_file_wide(char **a)
{
	return borrow(a[0], PR_SET_MM_EXE_FILE | 1ul << 32);
}

/* Shared memory of a zero device: executable in one place, to be written in another. */
static int zero_exec(char **a)
{
	int fd = TRY(open(a[0], O_RDWR));
	char *run = TRY(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0));
	char *same = TRY(mremap(run, 0, 4096, MREMAP_MAYMOVE));
	TRY(mprotect(same, 4096, PROT_READ | PROT_WRITE));
	same[0] = (char)0xc3;
	((void (*)(void))run)();
	return 0;
}

/* Waits to be ended with memory that it would share with its children, whose range it tells in
 * FILE. */
static int hold_shared(char **a)
{
	bool huge = strcmp(a[1], "huge") == 0;
	size_t size = huge ? 2 << 20 : 4096;
	char *memory = NEED(mmap(NULL, size, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS | (huge ? MAP_HUGETLB : 0), -1, 0));
	FILE *file = fopen(a[0], "w");

	if (!file)
		cannot("open the file for the range");
	fprintf(file, "%lx-%lx\n", (long)memory, (long)(memory + size));
	fclose(file);
	for (;;)
		pause();
}

/* Runs a tool and finds its errno in what it says on stderr. */
static int run_tool(char **a)
{
	char text[8192] = "";
	size_t length = 0;
	int channel[2], status;
	ssize_t got;

	NEED(pipe(channel));
	pid_t child = NEED(fork());
	if (child == 0) {
		setenv("LC_ALL", "C", 1);
		dup2(channel[1], 2);
		close(channel[0]);
		close(channel[1]);
		execvp(a[0], a);
		dprintf(2, "%s\n", strerror(errno));
		_exit(127);
	}
	close(channel[1]);
	while (length < sizeof(text) - 1 &&
	       (got = read(channel[0], text + length, sizeof(text) - 1 - length)) > 0)
		length += got;
	NEED(waitpid(child, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	fputs(text, stderr);
	for (int error = 1; error < 134; error++)
		if (strerrorname_np(error) && strstr(text, strerror(error)))
			return -error;
	errno = 0;
	cannot("the tool failed without naming an errno");
}

const struct operation identity_operations[] = {
	{"run", "COMMAND...", run_tool},
	{"exec", "PROGRAM...", exec_it},
	{"exec-memfd", "PROGRAM", exec_memfd},
	{"exec-tmpfile", "PROGRAM DIRECTORY", exec_tmpfile},
	{"map-exec", "FILE", map_exec},
	{"map-then-exec", "FILE", map_then_exec},
	{"map-write-exec", "FILE", map_write_exec},
	{"map-memfd-exec", "FILE", map_memfd_exec},
	{"map-anonymous-exec", "", map_anonymous_exec},
	{"anonymous-then-exec", "", anonymous_then_exec},
	{"remember", "FILE WORD", remember},
	{"exec-by-userfaultfd", "FILE", exec_by_userfaultfd},
	{"heap-exec", "", heap_exec},
	{"heap-exec-compat", "", heap_exec_compat},
	{"heap-exec-meanwhile", "", heap_exec_meanwhile},
	{"exec-read-implies-exec", "CGROUP.PROCS PROGRAM...", exec_read_implies_exec},
	{"shared-memory-exec", "", shared_memory_exec},
	{"write-own-code", "", write_own_code},
	{"check-execution", "FILE", check_execution},
	{"take-descriptor", "PID", take_descriptor},
	{"write-then-exec", "FILE", write_then_exec},
	{"exec-then-write", "FILE", exec_then_write},
	{"ptrace-attach", "PID", trace_attach},
	{"ptrace-traceme", "PROGRAM", trace_me},
	{"open-proc-mem", "PID", open_proc_mem},
	{"process-vm-write", "PID ADDRESS", write_process},
	{"borrow-exe-file", "FILE", borrow_exe_file},
	{"borrow-exe-file-wide", "FILE", borrow_exe_file_wide},
	{"zero-exec", "FILE", zero_exec},
	{"hold-shared", "FILE small|huge", hold_shared},
	{NULL, NULL, NULL},
};
