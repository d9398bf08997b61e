// SPDX-License-Identifier: Apache-2.0
/* BPF programs of one's own, by which root has a say in what the kernel decides and in what tasks
 * hold. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

#define SET(register, value)                                                                       \
	((struct bpf_insn){                                                                        \
		.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = (register), .imm = (value)})
#define COPY(to, from)                                                                             \
	((struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = (to), .src_reg = (from)})
#define ADD(register, value)                                                                       \
	((struct bpf_insn){                                                                        \
		.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = (register), .imm = (value)})
#define CALL(helper) ((struct bpf_insn){.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_##helper})
#define EXIT	     ((struct bpf_insn){.code = BPF_JMP | BPF_EXIT})
#define VALUE_OR_LEAVE(distance)                                                                   \
	((struct bpf_insn){                                                                        \
		.code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = BPF_REG_0, .off = (distance)})
/* Two instructions, the second of which only holds an offset within a value. */
#define MAP(register, kind, map)                                                                   \
	((struct bpf_insn){.code = BPF_LD | BPF_DW | BPF_IMM,                                      \
			   .dst_reg = (register),                                                  \
			   .src_reg = BPF_PSEUDO_MAP_##kind,                                       \
			   .imm = (map)}),                                                         \
		((struct bpf_insn){0})
/* bpf_snprintf(value, 2, "7"), whose first argument is in register 1 */
#define PRINT(format)                                                                              \
	SET(BPF_REG_2, 2), MAP(BPF_REG_3, VALUE, format), SET(BPF_REG_4, 0), SET(BPF_REG_5, 0),    \
		CALL(snprintf)

static int bpf(int command, union bpf_attr *attributes)
{
	return (int)syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

static int load(union bpf_attr *attributes, const struct bpf_insn *code, uint32_t length)
{
	attributes->insns = (uintptr_t)code;
	attributes->insn_cnt = length;
	attributes->license = (uintptr_t) "GPL";
	return bpf(BPF_PROG_LOAD, attributes);
}

/* The size of what follows a type's description. */
static size_t rest_of(const struct btf_type *type)
{
	uint32_t count = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
		return sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return count * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return count * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return count * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return count * sizeof(struct btf_param);
	case BTF_KIND_VAR:
		return sizeof(struct btf_var);
	case BTF_KIND_DATASEC:
		return count * sizeof(struct btf_var_secinfo);
	case BTF_KIND_DECL_TAG:
		return sizeof(struct btf_decl_tag);
	default:
		return 0;
	}
}

/* What the kernel's own description calls the function. */
static uint32_t function_id(const char *name)
{
	int fd = NEED(open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC));
	struct stat status;
	NEED(fstat(fd, &status));
	char *whole = malloc(status.st_size);
	for (off_t used = 0; used < status.st_size;)
		used += NEED(read(fd, whole + used, status.st_size - used));
	close(fd);
	const struct btf_header *header = (const void *)whole;
	const char *types = whole + header->hdr_len + header->type_off;
	const char *names = whole + header->hdr_len + header->str_off;
	uint32_t id = 1;
	for (size_t at = 0; at < header->type_len; id++) {
		const struct btf_type *type = (const void *)(types + at);
		if (BTF_INFO_KIND(type->info) == BTF_KIND_FUNC &&
		    strcmp(names + type->name_off, name) == 0)
			return id;
		at += sizeof(*type) + rest_of(type);
	}
	errno = ENOENT;
	cannot(name);
}

/* Whether the command succeeds; what it says is of no interest. */
static int succeeds(char **command)
{
	pid_t child = NEED(fork());
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 1);
		dup2(null, 2);
		execvp(command[0], command);
		_exit(127);
	}
	int status;
	NEED(waitpid(child, &status, 0));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int overruled(int link, char **command)
{
	(void)link;
	if (succeeds(command))
		return 0;
	errno = EPROTO;
	cannot(command[0]);
}

/* Does the command while FUNCTION of the kernel answers 1 without having been run: no error, says
 * whoever only asks whether it is negative. */
static int overrule(char **a)
{
	const struct bpf_insn code[] = {SET(BPF_REG_0, 1), EXIT};
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_TRACING,
		.expected_attach_type = BPF_MODIFY_RETURN,
		.attach_btf_id = function_id(a[0]),
	};
	union bpf_attr link = {
		.raw_tracepoint.prog_fd = TRY(load(&attributes, code, LENGTH(code))),
	};
	return overruled(TRY(bpf(BPF_RAW_TRACEPOINT_OPEN, &link)), a + 1);
}

/* Attaches a program to a cgroup by a link; its descriptor, or -1. */
static int link_to_cgroup(int program, const char *cgroup, int type)
{
	union bpf_attr link = {
		.link_create =
			{
				.prog_fd = program,
				.target_fd = NEED(open(cgroup, O_RDONLY | O_DIRECTORY)),
				.attach_type = type,
			},
	};
	return bpf(BPF_LINK_CREATE, &link);
}

/* The same by a program at the hook itself, for tasks in CGROUP: the last one attached is asked
 * first. */
static int overrule_in_cgroup(char **a)
{
	const struct bpf_insn code[] = {
		SET(BPF_REG_1, 1),
		CALL(set_retval),
		SET(BPF_REG_0, 1),
		EXIT,
	};
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_LSM,
		.expected_attach_type = BPF_LSM_CGROUP,
		.attach_btf_id = function_id(a[1]),
	};
	int program = load(&attributes, code, LENGTH(code));
	if (program < 0 && errno == EINVAL)
		cannot("programs at hooks give no positive answers on this kernel");
	TRY(program);
	return overruled(TRY(link_to_cgroup(program, a[0], BPF_LSM_CGROUP)), a + 2);
}

/* A program at CGROUP that allows all devices, whatever other programs say; PIN keeps it. */
static int allow_devices(char **a)
{
	const struct bpf_insn code[] = {
		SET(BPF_REG_1, 0),
		CALL(set_retval),
		SET(BPF_REG_0, 1),
		EXIT,
	};
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.expected_attach_type = BPF_CGROUP_DEVICE,
	};
	int program = TRY(load(&attributes, code, LENGTH(code)));
	union bpf_attr pin = {
		.bpf_fd = TRY(link_to_cgroup(program, a[0], BPF_CGROUP_DEVICE)),
		.pathname = (uintptr_t)a[1],
	};
	TRY(bpf(BPF_OBJ_PIN, &pin));
	return 0;
}

/* Has another task's memory written to by a program that runs in its system calls. */
static int write_from_kernel(char **a)
{
	static volatile uint32_t word;
	(void)a;
	pid_t victim = NEED(fork());
	if (victim == 0) {
		/* A page of its own. */
		word = 0;
		for (int tries = 0; !word && tries < 1000; tries++)
			usleep(1000);
		_exit(word != 1);
	}
	const struct bpf_insn code[] = {
		CALL(get_current_pid_tgid),
		{.code = BPF_ALU64 | BPF_RSH | BPF_K, .dst_reg = BPF_REG_0, .imm = 32},
		{.code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = BPF_REG_0, .imm = victim, .off = 7},
		{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = BPF_REG_10, .off = -4, .imm = 1},
		{.code = BPF_LD | BPF_DW | BPF_IMM,
		 .dst_reg = BPF_REG_1,
		 .imm = (uint32_t)(uintptr_t)&word},
		{.imm = (uint64_t)(uintptr_t)&word >> 32},
		COPY(BPF_REG_2, BPF_REG_10),
		ADD(BPF_REG_2, -4),
		SET(BPF_REG_3, 4),
		CALL(probe_write_user),
		SET(BPF_REG_0, 0),
		EXIT,
	};
	union bpf_attr attributes = {.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT};
	int program = load(&attributes, code, LENGTH(code));
	if (program < 0) {
		int error = errno;
		kill(victim, SIGKILL);
		return -error;
	}
	union bpf_attr link = {
		.raw_tracepoint = {.name = (uintptr_t) "sys_enter", .prog_fd = program},
	};
	TRY(bpf(BPF_RAW_TRACEPOINT_OPEN, &link));
	int status;
	NEED(waitpid(victim, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	errno = EPROTO;
	cannot("write to the victim's memory");
}

__attribute__((noinline)) static int given(int value)
{
	asm volatile("" : "+r"(value));
	return value;
}

static size_t offset_in_own_file(uintptr_t address)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start, end, offset;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 &&
		    start <= address && address < end) {
			fclose(maps);
			return address - start + offset;
		}
	errno = ENOENT;
	cannot("/proc/self/maps");
}

static uint32_t uprobe_type(void)
{
	FILE *file = fopen("/sys/bus/event_source/devices/uprobe/type", "re");
	uint32_t type;

	if (!file || fscanf(file, "%u", &type) != 1)
		cannot("the number of the uprobe events");
	fclose(file);
	return type;
}

static int open_uprobe(const char *file, size_t offset)
{
	struct perf_event_attr event = {
		.type = uprobe_type(),
		.size = sizeof(event),
		.uprobe_path = (uintptr_t)file,
		.probe_offset = offset,
	};
	return (int)syscall(SYS_perf_event_open, &event, -1, 0, -1, 0);
}

/* Has another task's registers written to by a program at a function of the file it runs. */
static int change_registers(char **a)
{
	(void)a;
	const struct bpf_insn code[] = {
		{.code = BPF_ST | BPF_MEM | BPF_DW,
		 .dst_reg = BPF_REG_1,
		 .off = offsetof(struct user_regs_struct, rdi),
		 .imm = 1},
		SET(BPF_REG_0, 0),
		EXIT,
	};
	union bpf_attr attributes = {.prog_type = BPF_PROG_TYPE_KPROBE};
	int program = load(&attributes, code, LENGTH(code));
	if (program < 0 && errno == EACCES)
		cannot("programs do not write to registers on this kernel");
	TRY(program);
	int probe = TRY(open_uprobe("/proc/self/exe", offset_in_own_file((uintptr_t)given)));
	TRY(ioctl(probe, PERF_EVENT_IOC_SET_BPF, program));
	TRY(ioctl(probe, PERF_EVENT_IOC_ENABLE, 0));
	pid_t victim = NEED(fork());
	if (victim == 0)
		_exit(given(0) != 1);
	int status;
	NEED(waitpid(victim, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	errno = EPROTO;
	cannot("change the victim's registers");
}

/* mov $1, %eax; ret */
asm(".globl constant; .type constant, @function; constant: .byte 0xb8, 1, 0, 0, 0, 0xc3");
int constant(void);

/* From its first operand on there is another instruction, add %eax, (%rax), and so the kernel puts
 * a breakpoint there, which makes 0xcc of the 1. */
static size_t operand(void)
{
	return offset_in_own_file((uintptr_t)constant + 1);
}

static int print_operand(char **a)
{
	(void)a;
	printf("0x%zx\n", operand());
	return 0;
}

/* Ends with 9 when its code is not what it was; after MILLISECONDS at the latest. */
static int watch_code(char **a)
{
	for (long left = number(a[0]);; left--) {
		if (constant() != 1)
			exit(9);
		if (left <= 0)
			exit(0);
		usleep(1000);
	}
}

static pid_t start_watching(char *file, char *milliseconds)
{
	char *arguments[] = {file, "-", "watch-code", milliseconds, NULL};
	pid_t child = NEED(fork());

	if (child == 0) {
		execv(file, arguments);
		_exit(127);
	}
	return child;
}

/* -errno of making the breakpoint, or how whoever made it was ended. */
static int break_it(const char *file)
{
	int channel[2];
	int answer = ECANCELED;

	NEED(pipe2(channel, O_CLOEXEC));
	/* It shares the descriptors: what it opened stays when it is killed. */
	pid_t child = NEED((pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
	if (child == 0) {
		answer = open_uprobe(file, operand()) < 0 ? errno : 0;
		_exit(write(channel[1], &answer, sizeof(answer)) < 0);
	}
	int status;
	NEED(waitpid(child, &status, 0));
	if (WIFEXITED(status))
		NEED(read(channel[0], &answer, sizeof(answer)));
	return -answer;
}

/* Changes the code of FILE, a copy of the probe, in a task that runs it already or will; WHEN is
 * "before" or "after". */
static int break_code(char **a)
{
	int early = strcmp(a[1], "before") == 0, status;
	pid_t victim = early ? start_watching(a[0], "2000") : 0;

	if (early)
		usleep(500000);
	int answer = break_it(a[0]);
	if (!early)
		victim = start_watching(a[0], "0");
	NEED(waitpid(victim, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 9)
		return 0;
	if (answer)
		return answer;
	errno = EPROTO;
	cannot("change the victim's code");
}

/* What attaches to many uprobes at once. */
static int load_multi_probe(char **a)
{
	(void)a;
	const struct bpf_insn code[] = {SET(BPF_REG_0, 0), EXIT};
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_KPROBE,
		.expected_attach_type = 48 /* BPF_TRACE_UPROBE_MULTI, since 6.6 */,
	};
	TRY(load(&attributes, code, LENGTH(code)));
	return 0;
}

/* The value under key 0 of the map at a pin. */
static int first_value(int map, uint64_t *value)
{
	uint32_t key = 0;
	union bpf_attr attributes = {
		.map_fd = map,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)value,
	};
	return bpf(BPF_MAP_LOOKUP_ELEM, &attributes);
}

/* An iterator over the elements of a map is given a pointer to each, and may write through it. */
static int write_by_iterator(char **a)
{
	const struct bpf_insn code[] = {
		{.code = BPF_LDX | BPF_MEM | BPF_DW,
		 .dst_reg = BPF_REG_1,
		 .src_reg = BPF_REG_1,
		 .off = 24 /* bpf_iter__bpf_map_elem.value */},
		{.code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = BPF_REG_1, .imm = 0, .off = 1},
		{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = BPF_REG_1, .imm = 7},
		SET(BPF_REG_0, 0),
		EXIT,
	};
	union bpf_attr pin = {.pathname = (uintptr_t)a[0]};
	int map = TRY(bpf(BPF_OBJ_GET, &pin));
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_TRACING,
		.expected_attach_type = BPF_TRACE_ITER,
		.attach_btf_id = function_id("bpf_iter_bpf_map_elem"),
	};
	union bpf_iter_link_info over = {.map.map_fd = map};
	union bpf_attr link = {
		.link_create =
			{
				.prog_fd = TRY(load(&attributes, code, LENGTH(code))),
				.attach_type = BPF_TRACE_ITER,
				.iter_info = (uintptr_t)&over,
				.iter_info_len = sizeof(over),
			},
	};
	union bpf_attr iterator = {.iter_create.link_fd = TRY(bpf(BPF_LINK_CREATE, &link))};
	int fd = TRY(bpf(BPF_ITER_CREATE, &iterator));
	char nothing;
	uint64_t value = 0;

	NEED(read(fd, &nothing, 1));
	NEED(first_value(map, &value));
	if ((uint32_t)value == 7)
		return 0;
	errno = EPROTO;
	cannot("the value is what it was");
}

/* What bpf_snprintf() takes its format from. */
static int format_map(void)
{
	uint32_t key = 0;
	char format[8] = "7";
	union bpf_attr map = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = sizeof(key),
		.value_size = sizeof(format),
		.max_entries = 1,
		.map_flags = BPF_F_RDONLY_PROG,
	};
	int fd = NEED(bpf(BPF_MAP_CREATE, &map));
	union bpf_attr element = {
		.map_fd = fd,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)format,
	};
	NEED(bpf(BPF_MAP_UPDATE_ELEM, &element));
	union bpf_attr freeze = {.map_fd = fd};
	NEED(bpf(BPF_MAP_FREEZE, &freeze));
	return fd;
}

/* Runs what should print to the map's first value. */
static int print_to(int map, const struct bpf_insn *code, uint32_t length)
{
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_SYSCALL,
		.prog_flags = BPF_F_SLEEPABLE,
	};
	int program = load(&attributes, code, length);
	if (program < 0 && errno == EACCES)
		cannot("this kernel's verifier knows that the helper writes");
	union bpf_attr run = {.test.prog_fd = TRY(program)};
	TRY(bpf(BPF_PROG_TEST_RUN, &run));
	uint64_t value = 0;
	NEED(first_value(map, &value));
	if ((value & 0xff) == '7')
		return 0;
	errno = EPROTO;
	cannot("the value is what it was");
}

/* A helper of which the verifier may not know that it writes to where its argument points. */
static int write_by_snprintf(char **a)
{
	union bpf_attr pin = {.pathname = (uintptr_t)a[0]};
	int map = TRY(bpf(BPF_OBJ_GET, &pin)), format = format_map();
	const struct bpf_insn code[] = {
		{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = BPF_REG_10, .off = -4},
		MAP(BPF_REG_1, FD, map),
		COPY(BPF_REG_2, BPF_REG_10),
		ADD(BPF_REG_2, -4),
		CALL(map_lookup_elem),
		VALUE_OR_LEAVE(7),
		COPY(BPF_REG_1, BPF_REG_0),
		PRINT(format),
		SET(BPF_REG_0, 0),
		EXIT,
	};
	return print_to(map, code, LENGTH(code));
}

static int map_of(int map)
{
	uint32_t key = 0;
	union bpf_attr outer = {
		.map_type = BPF_MAP_TYPE_ARRAY_OF_MAPS,
		.key_size = sizeof(key),
		.value_size = sizeof(map),
		.max_entries = 1,
		.inner_map_fd = map,
	};
	int fd = bpf(BPF_MAP_CREATE, &outer);
	union bpf_attr element = {
		.map_fd = fd,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)&map,
	};
	if (fd < 0 || bpf(BPF_MAP_UPDATE_ELEM, &element))
		return -1;
	return fd;
}

/* The same through a map of maps, so that the program itself names no other. */
static int write_by_snprintf_within(char **a)
{
	union bpf_attr pin = {.pathname = (uintptr_t)a[0]};
	int map = TRY(bpf(BPF_OBJ_GET, &pin)), outer = TRY(map_of(map)), format = format_map();
	const struct bpf_insn code[] = {
		{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = BPF_REG_10, .off = -4},
		MAP(BPF_REG_1, FD, outer),
		COPY(BPF_REG_2, BPF_REG_10),
		ADD(BPF_REG_2, -4),
		CALL(map_lookup_elem),
		VALUE_OR_LEAVE(12),
		COPY(BPF_REG_1, BPF_REG_0),
		COPY(BPF_REG_2, BPF_REG_10),
		ADD(BPF_REG_2, -4),
		CALL(map_lookup_elem),
		VALUE_OR_LEAVE(7),
		COPY(BPF_REG_1, BPF_REG_0),
		PRINT(format),
		SET(BPF_REG_0, 0),
		EXIT,
	};
	return print_to(map, code, LENGTH(code));
}

const struct operation program_operations[] = {
	{"overrule", "FUNCTION COMMAND...", overrule},
	{"overrule-in-cgroup", "CGROUP FUNCTION COMMAND...", overrule_in_cgroup},
	{"allow-devices", "CGROUP PIN", allow_devices},
	{"write-from-kernel", "", write_from_kernel},
	{"change-registers", "", change_registers},
	{"break-code", "FILE WHEN", break_code},
	{"watch-code", "MILLISECONDS", watch_code},
	{"print-operand", "", print_operand},
	{"load-multi-probe", "", load_multi_probe},
	{"write-by-iterator", "PIN", write_by_iterator},
	{"write-by-snprintf", "PIN", write_by_snprintf},
	{"write-by-snprintf-within", "PIN", write_by_snprintf_within},
	{NULL, NULL, NULL},
};
