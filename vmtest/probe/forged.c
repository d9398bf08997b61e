// SPDX-License-Identifier: Apache-2.0
/* Blessed programs that the kernel starts by what nobody blessed. Code of ours there ends with 42.
 */
#define _GNU_SOURCE
#include "probe.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define OURS   42
#define FAILED 64
/* Where the kernel puts a program of no fixed address, when it does not randomize. */
#define BASE 0x555555554000
/* And where a stack ends. */
#define STACK_END 0x7ffffffff000
/* xor %eax, %eax; mov $231, %al; xor %edi, %edi; mov $42, %dil; syscall */
#define CODE_OF_STRING "\x31\xc0\xb0\xe7\x31\xff\x40\xb7\x2a\x0f\x05"

struct image {
	char *bytes;
	size_t size;
	Elf64_Ehdr header;
	Elf64_Phdr *segments;
};

static struct image read_image(const char *file)
{
	struct image image = {0};
	struct stat status;
	int fd = NEED(open(file, O_RDONLY | O_CLOEXEC));

	NEED(fstat(fd, &status));
	image.size = status.st_size;
	image.bytes = malloc(image.size);
	if (NEED(read(fd, image.bytes, image.size)) != status.st_size)
		cannot("read the whole program");
	close(fd);
	memcpy(&image.header, image.bytes, sizeof(image.header));
	image.segments = (Elf64_Phdr *)(image.bytes + image.header.e_phoff);
	return image;
}

/* The address of an instruction and the return after it, or 0. */
static uint64_t address_of(const struct image *image, const char *code)
{
	for (int i = 0; i < image->header.e_phnum; i++) {
		const Elf64_Phdr *segment = image->segments + i;
		if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
			continue;
		const char *start = image->bytes + segment->p_offset;
		const char *found = memmem(start, segment->p_filesz, code, 2);
		if (found)
			return (image->header.e_type == ET_DYN ? BASE : 0) + segment->p_vaddr +
			       (found - start);
	}
	return 0;
}

static uint64_t need_address_of(const struct image *image, const char *code)
{
	uint64_t address = address_of(image, code);

	if (address)
		return address;
	errno = ENOENT;
	cannot("find an instruction in the program");
}

/* mov $231, %eax; mov $42, %edi; syscall: exit_group(2) */
static const unsigned char only_end[] = {0xb8, 0xe7, 0, 0, 0, 0xbf, OURS, 0, 0, 0, 0x0f, 0x05};

/* The same after bpf(BPF_MAP_CREATE), whose attributes are at 0x13200; with errno above 64 if that
 * fails. */
static const unsigned char make_a_map[] = {
	0xb8, 0x41, 0x01,   0,	  0, /* mov $321, %eax */
	0x31, 0xff,		     /* xor %edi, %edi */
	0xbe, 0x00, 0x32,   0x01, 0, /* mov $0x13200, %esi */
	0xba, 0x48, 0,	    0,	  0, /* mov $72, %edx */
	0x0f, 0x05,		     /* syscall */
	0xbf, OURS, 0,	    0,	  0, /* mov $42, %edi */
	0x85, 0xc0,		     /* test %eax, %eax */
	0x79, 0x05,		     /* jns over the next two */
	0xf7, 0xd8,		     /* neg %eax */
	0x8d, 0x78, FAILED,	     /* lea 64(%rax), %edi */
	0xb8, 0xe7, 0,	    0,	  0, /* mov $231, %eax */
	0x0f, 0x05,		     /* syscall */
};

/* The forged interpreter's memory: its stack at an address that is the number of arguments, our
 * code, and where that is copied to, executable and of no file. */
enum place {
	DATA = 0x10000,
	STACK = 0x10800,
	CODE = 0x13000,
	ATTRIBUTES = 0x13200,
	DATA_END = 0x14000,
	RUN = 0x20000,
	HEADERS = 0x1000,
};

struct interpreter {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	char rest[HEADERS - sizeof(Elf64_Ehdr) - 2 * sizeof(Elf64_Phdr)];
	char data[DATA_END - DATA];
};

static void *at(struct interpreter *forged, enum place place)
{
	return forged->data + place - DATA;
}

/* It begins in the program, whose own instructions then do the copying: the stack first. */
static void forge(struct interpreter *forged, const struct image *program,
		  const unsigned char *code, size_t length)
{
	uint64_t *stack = at(forged, STACK), copy = address_of(program, "\xa5\xc3"); /* movsl */
	size_t width = copy ? 4 : 1;

	forged->header = (Elf64_Ehdr){
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = need_address_of(program, "\x5c\xc3"), /* pop %rsp */
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 2,
	};
	forged->segments[0] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W,
		.p_offset = HEADERS,
		.p_vaddr = DATA,
		.p_filesz = sizeof(forged->data),
		.p_memsz = sizeof(forged->data),
		.p_align = 4096,
	};
	forged->segments[1] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W | PF_X,
		.p_vaddr = RUN,
		.p_memsz = 8192,
		.p_align = 4096,
	};
	*stack++ = need_address_of(program, "\x5f\xc3"); /* pop %rdi */
	*stack++ = RUN;
	*stack++ = need_address_of(program, "\x5e\xc3"); /* pop %rsi */
	*stack++ = CODE;
	for (size_t copied = 0; copied < length; copied += width)
		*stack++ = copy ?: need_address_of(program, "\xa4\xc3"); /* movsb */
	*stack = RUN;
	memcpy(at(forged, CODE), code, length);
	/* A map: type, size of keys, size of values, entries. */
	memcpy(at(forged, ATTRIBUTES), (uint32_t[]){BPF_MAP_TYPE_ARRAY, 4, 4, 1}, 16);
}

static void write_file(const char *file, const void *bytes, size_t size)
{
	int fd = NEED(open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755));

	if (NEED(write(fd, bytes, size)) != (ssize_t)size)
		cannot(file);
	close(fd);
}

struct start {
	const char *cgroup_procs; /* or "-" */
	const char *program;
	const char *first;
	size_t count; /* of arguments, of which all but the first are empty */
};

static void join(const char *cgroup_procs)
{
	if (strcmp(cgroup_procs, "-") == 0)
		return;
	int tasks = NEED(open(cgroup_procs, O_WRONLY | O_CLOEXEC));
	NEED(write(tasks, "0", 1));
}

/* Executes, and tells errno on the channel when that fails. */
static void start(const struct start *start, int channel)
{
	char **arguments = calloc(start->count + 1, sizeof(*arguments));
	char *nothing[] = {NULL};

	arguments[0] = (char *)start->first;
	for (size_t i = 1; i < start->count; i++)
		arguments[i] = "";
	join(start->cgroup_procs);
	execve(start->program, arguments, nothing);
	int error = errno;
	_exit(write(channel, &error, sizeof(error)) < 0 ? 2 : 3);
}

/* How the child ended: by our code, which may end with an errno, or refused. */
static int outcome(pid_t child, int channel)
{
	int error = 0, status;

	if (read(channel, &error, sizeof(error)) != sizeof(error))
		error = 0;
	NEED(waitpid(child, &status, 0));
	if (error)
		return -error;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return -ECANCELED;
	if (WIFEXITED(status) && WEXITSTATUS(status) == OURS)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) > FAILED)
		return FAILED - WEXITSTATUS(status);
	fprintf(stderr, "the program ended with status 0x%x\n", status);
	errno = EPROTO;
	cannot("run our code");
}

static int exec_forged(char **a, const unsigned char *code, size_t length)
{
	static struct interpreter forged;
	const struct image program = read_image(a[1]);
	const struct start with = {a[0], a[1], "", STACK};
	int channel[2];

	forge(&forged, &program, code, length);
	write_file(a[3], &forged, sizeof(forged));
	NEED(pipe2(channel, O_CLOEXEC));
	pid_t child = NEED(fork());
	if (child == 0) {
		NEED(unshare(CLONE_NEWNS));
		NEED(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
		NEED(mount(a[3], a[2], NULL, MS_BIND, NULL));
		NEED(personality(ADDR_NO_RANDOMIZE));
		start(&with, channel[1]);
	}
	close(channel[1]);
	return outcome(child, channel[0]);
}

/* Runs PROGRAM with FILE, which is made for that, in place of its INTERPRETER. */
static int exec_forged_interpreter(char **a)
{
	return exec_forged(a, only_end, sizeof(only_end));
}

/* The same, and makes a BPF map there. */
static int make_map_by_interpreter(char **a)
{
	return exec_forged(a, make_a_map, sizeof(make_a_map));
}

/* A page of the program with a return where it begins within a page. */
static size_t page_with_return(const struct image *program)
{
	size_t within = program->header.e_entry % 4096;

	for (size_t page = 0; page + 4096 <= program->size; page += 4096)
		if ((unsigned char)program->bytes[page + within] == 0xc3)
			return page;
	errno = ENOENT;
	cannot("find a return in the program");
}

/* Headers by which it begins with a return to the number of its arguments, where there is another,
 * to the first argument, which lies on an executable stack. */
static size_t forge_headers(const struct image *program, Elf64_Phdr *headers)
{
	size_t count = 0x10000 + program->header.e_entry % 4096;
	Elf64_Phdr page = {
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_offset = page_with_return(program),
		.p_filesz = 4096,
		.p_memsz = 4096,
		.p_align = 4096,
	};

	headers[0] = headers[1] = page;
	headers[0].p_vaddr = count & ~4095ul;
	headers[1].p_vaddr = program->header.e_entry & ~4095ul;
	headers[2] = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W | PF_X};
	return count;
}

static void copy_up(char **a, const struct image *program, const Elf64_Phdr *headers)
{
	NEED(chmod(a[1], 0711));
	int upper = NEED(open(a[2], O_WRONLY | O_CLOEXEC));
	NEED(pwrite(upper, headers, program->header.e_phnum * sizeof(*headers),
		    program->header.e_phoff));
	close(upper);
}

/* Allows what the kernel reads of the file until the child is past that; the second time it wants
 * the program's headers. */
static void read_meanwhile(int reads, int channel, char **a, const struct image *program,
			   const Elf64_Phdr *headers)
{
	struct pollfd events[] = {{.fd = reads, .events = POLLIN},
				  {.fd = channel, .events = POLLIN}};

	for (int seen = 0;;) {
		struct fanotify_event_metadata event;
		NEED(poll(events, 2, -1));
		if (!events[0].revents)
			break;
		NEED(read(reads, &event, sizeof(event)));
		if (++seen == 2)
			copy_up(a, program, headers);
		struct fanotify_response response = {.fd = event.fd, .response = FAN_ALLOW};
		NEED(write(reads, &response, sizeof(response)));
		close(event.fd);
	}
	close(reads);
}

/* Runs MERGED, a program without interpreter in an overlay, and has it copied up to UPPER and
 * changed there between the kernel's first look at it and its second. */
static int exec_copied_up(char **a)
{
	const struct image program = read_image(a[1]);
	Elf64_Phdr headers[64] = {0};
	int channel[2];

	if (program.header.e_type != ET_EXEC || program.header.e_phnum > 64) {
		errno = ENOEXEC;
		cannot(a[1]);
	}
	const struct start with = {a[0], a[1], CODE_OF_STRING, forge_headers(&program, headers)};
	int reads = NEED(fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC));
	NEED(fanotify_mark(reads, FAN_MARK_ADD, FAN_ACCESS_PERM, AT_FDCWD, a[1]));
	NEED(pipe2(channel, O_CLOEXEC));
	pid_t child = NEED(fork());
	if (child == 0) {
		close(reads);
		start(&with, channel[1]);
	}
	close(channel[1]);
	read_meanwhile(reads, channel[0], a, &program, headers);
	return outcome(child, channel[0]);
}

/* Makes FILE a program that maps nothing executable but its stack, and begins in its only argument
 * there when it is run as PATH. */
static int exec_from_stack(char **a)
{
	static struct {
		Elf64_Ehdr header;
		Elf64_Phdr segments[2];
		char rest[4096 - sizeof(Elf64_Ehdr) - 2 * sizeof(Elf64_Phdr)];
	} program;
	const struct start with = {"-", a[1], CODE_OF_STRING, 1};
	int channel[2];

	program.header = (Elf64_Ehdr){
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		/* Above it lie the program's name and a word of zeros. */
		.e_entry = STACK_END - 8 - (strlen(a[1]) + 1) - sizeof(CODE_OF_STRING),
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 2,
	};
	program.segments[0] = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R,
		.p_vaddr = RUN,
		.p_filesz = sizeof(program),
		.p_memsz = sizeof(program),
		.p_align = 4096,
	};
	program.segments[1] = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W | PF_X};
	write_file(a[0], &program, sizeof(program));
	NEED(pipe2(channel, O_CLOEXEC));
	pid_t child = NEED(fork());
	if (child == 0) {
		NEED(personality(ADDR_NO_RANDOMIZE));
		start(&with, channel[1]);
	}
	close(channel[1]);
	return outcome(child, channel[0]);
}

const struct operation forged_operations[] = {
	{"exec-forged-interpreter", "CGROUP.PROCS|- PROGRAM INTERPRETER FILE",
	 exec_forged_interpreter},
	{"make-map-by-interpreter", "CGROUP.PROCS|- PROGRAM INTERPRETER FILE",
	 make_map_by_interpreter},
	{"exec-copied-up", "CGROUP.PROCS MERGED UPPER", exec_copied_up},
	{"exec-from-stack", "FILE PATH", exec_from_stack},
	{NULL, NULL, NULL},
};
