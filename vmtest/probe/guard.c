// SPDX-License-Identifier: Apache-2.0
/* Ways to reach the guard itself. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/io.h>
#include <sys/syscall.h>
#include <unistd.h>

static int by_id(int command, const char *word)
{
	union bpf_attr attributes = {0};
	attributes.map_id = number(word);
	TRY((int)syscall(SYS_bpf, command, &attributes, sizeof(attributes)));
	return 0;
}

static int map_by_id(char **a)
{
	return by_id(BPF_MAP_GET_FD_BY_ID, a[0]);
}

static int program_by_id(char **a)
{
	return by_id(BPF_PROG_GET_FD_BY_ID, a[0]);
}

static int link_by_id(char **a)
{
	return by_id(BPF_LINK_GET_FD_BY_ID, a[0]);
}

static int open_pin(char **a)
{
	union bpf_attr attributes = {0};
	attributes.pathname = (uintptr_t)a[0];
	TRY((int)syscall(SYS_bpf, BPF_OBJ_GET, &attributes, sizeof(attributes)));
	return 0;
}

static int make_map(char **a)
{
	(void)a;
	union bpf_attr attributes = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 1,
	};
	TRY((int)syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)));
	return 0;
}

/* return 0; */
static int tiny_program(void)
{
	struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (uintptr_t)code,
		.insn_cnt = 2,
		.license = (uintptr_t) "GPL",
	};
	return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes));
}

static int load_program(char **a)
{
	(void)a;
	TRY(tiny_program());
	return 0;
}

static int pin_program(char **a)
{
	union bpf_attr attributes = {.pathname = (uintptr_t)a[0], .bpf_fd = NEED(tiny_program())};
	TRY((int)syscall(SYS_bpf, BPF_OBJ_PIN, &attributes, sizeof(attributes)));
	return 0;
}

static int open_pin_to_read(char **a)
{
	union bpf_attr attributes = {.pathname = (uintptr_t)a[0], .file_flags = BPF_F_RDONLY};
	TRY((int)syscall(SYS_bpf, BPF_OBJ_GET, &attributes, sizeof(attributes)));
	return 0;
}

static int load_module(char **a)
{
	int fd = TRY(open(a[0], O_RDONLY));
	TRY((int)syscall(SYS_finit_module, fd, "", 0));
	return 0;
}

static int use_ports(char **a)
{
	(void)a;
	/* Where POST codes go. */
	TRY(ioperm(0x80, 1, 1));
	return 0;
}

static uint32_t read_whole(const char *path, char *buffer, size_t room)
{
	int fd = NEED(open(path, O_RDONLY));
	size_t used = 0;
	ssize_t length;

	while ((length = NEED(read(fd, buffer + used, room - used))) > 0)
		used += length;
	close(fd);
	return used;
}

/* What the guard takes for an update, written to any map. */
static int send_update(char **a)
{
	static struct {
		char magic[8];
		uint32_t update_size;
		uint32_t signature_size;
		char bytes[1 << 20];
	} parcel = {.magic = {'s', 'b', 'o', 'm', 'l', 'o', 'c', 'k'}};
	uint32_t zero = 0;
	union bpf_attr pin = {.pathname = (uintptr_t)a[0]};
	union bpf_attr attributes = {.key = (uintptr_t)&zero, .value = (uintptr_t)&parcel};

	parcel.update_size = read_whole(a[1], parcel.bytes, sizeof(parcel.bytes));
	parcel.signature_size = read_whole(a[2], parcel.bytes + parcel.update_size,
					   sizeof(parcel.bytes) - parcel.update_size);
	attributes.map_fd = NEED((int)syscall(SYS_bpf, BPF_OBJ_GET, &pin, sizeof(pin)));
	TRY((int)syscall(SYS_bpf, BPF_MAP_UPDATE_ELEM, &attributes, sizeof(attributes)));
	return 0;
}

const struct operation guard_operations[] = {
	{"map-by-id", "ID", map_by_id},
	{"program-by-id", "ID", program_by_id},
	{"link-by-id", "ID", link_by_id},
	{"open-pin", "PIN", open_pin},
	{"open-pin-to-read", "PIN", open_pin_to_read},
	{"send-update", "PIN UPDATE SIGNATURE", send_update},
	{"make-map", "", make_map},
	{"load-program", "", load_program},
	{"pin-program", "PIN", pin_program},
	{"load-module", "FILE", load_module},
	{"use-ports", "", use_ports},
	{NULL, NULL, NULL},
};
