// SPDX-License-Identifier: Apache-2.0
/*
 * Attaches all programs of an object and keeps them until its standard input
 * ends: attach OBJECT. Prints a line once they are attached.
 */
#include <bpf/libbpf.h>
#include <err.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_program *program;
	char byte;

	if (argc != 2)
		errx(2, "usage: attach OBJECT");
	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		err(1, "load %s", argv[1]);
	bpf_object__for_each_program(program, object) if (!bpf_program__attach(program))
		err(1, "attach %s", bpf_program__name(program));
	puts("attached");
	fflush(stdout);
	return read(0, &byte, 1) < 0;
}
