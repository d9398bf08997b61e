// SPDX-License-Identifier: Apache-2.0
/*
 * probe ERRNO OPERATION ARGUMENT...
 *
 * Tries one operation and answers by its exit status:
 *   0  it was allowed
 *   1  it was refused with ERRNO
 *   2  it could not be tried
 *   3  it was refused with another errno, which is printed
 * ERRNO "-" expects success, so that every refusal answers 3.
 */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum answer { ALLOWED, REFUSED, UNTRIED, REFUSED_OTHERWISE };

static const struct operation *const tables[] = {
	bytes_operations,    device_operations, identity_operations, names_operations,
	metadata_operations, guard_operations,	program_operations,  reading_operations,
	storm_operations,    pinned_operations, forged_operations,
};

void cannot(const char *step)
{
	fprintf(stderr, "probe: could not be tried: %s: %s\n", step,
		strerrorname_np(errno) ?: "no errno");
	exit(UNTRIED);
}

long number(const char *word)
{
	char *end;
	errno = 0;
	long value = strtol(word, &end, 0);
	if (errno || end == word || *end) {
		errno = EINVAL;
		cannot(word);
	}
	return value;
}

int execute(int fd, const char *path, char **arguments, int flags)
{
	int channel[2], error = 0;

	NEED(pipe2(channel, O_CLOEXEC));
	pid_t child = NEED(fork());
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		syscall(SYS_execveat, fd, path, arguments, environ, flags);
		error = errno;
		_exit(write(channel[1], &error, sizeof(error)) < 0);
	}
	close(channel[1]);
	if (read(channel[0], &error, sizeof(error)) != sizeof(error))
		error = 0;
	close(channel[0]);
	int status;
	NEED(waitpid(child, &status, 0));
	/* The kernel kills when a refusal comes after the point of no return, as for an
	 * interpreter. */
	if (!error && WIFSIGNALED(status))
		error = ECANCELED;
	return -error;
}

void copy_into(int fd, const char *path)
{
	char buffer[65536];
	ssize_t length;

	int source = NEED(open(path, O_RDONLY | O_CLOEXEC));
	while ((length = NEED(read(source, buffer, sizeof(buffer)))) > 0)
		NEED(write(fd, buffer, length));
	close(source);
}

static int errno_named(const char *name)
{
	for (int number = 1; number < 134; number++) {
		const char *known = strerrorname_np(number);
		if (known && strcmp(known, name) == 0)
			return number;
	}
	return strcmp(name, "-") == 0 ? 0 : -1;
}

static int words(const char *text)
{
	int count = *text ? 1 : 0;
	for (; *text; text++)
		count += *text == ' ';
	return count;
}

static int usable(const struct operation *operation, int given)
{
	size_t length = strlen(operation->arguments);
	int wanted = words(operation->arguments);

	if (length > 3 && strcmp(operation->arguments + length - 3, "...") == 0)
		return given >= wanted;
	return given == wanted;
}

static void list(FILE *out)
{
	fprintf(out, "usage: probe ERRNO|- OPERATION ARGUMENT...\n");
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct operation *o = tables[i]; o->name; o++)
			fprintf(out, "  %-20s %s\n", o->name, o->arguments);
}

static const struct operation *find(const char *name)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct operation *o = tables[i]; o->name; o++)
			if (strcmp(o->name, name) == 0)
				return o;
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list(stdout);
		return 0;
	}
	const struct operation *operation = argc > 2 ? find(argv[2]) : NULL;
	int expected = argc > 2 ? errno_named(argv[1]) : -1;
	if (!operation || expected < 0 || !usable(operation, argc - 3)) {
		list(stderr);
		return UNTRIED;
	}
	int error = -operation->attempt(argv + 3);
	if (error == 0)
		return ALLOWED;
	if (error == expected)
		return REFUSED;
	printf("%s\n", strerrorname_np(error) ?: "an unknown errno");
	return REFUSED_OTHERWISE;
}
