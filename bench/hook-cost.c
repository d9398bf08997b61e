// SPDX-License-Identifier: Apache-2.0
/*
 * What one operation costs, in instructions. In a machine whose clock counts
 * instructions (QEMU -icount shift=1: two nanoseconds each), elapsed time is
 * that count; two runs agree within a tenth of a percent.
 *
 *   hook-cost open|exec|mmap FILE ITERATIONS    prints instructions an operation
 *   hook-cost exit                              ends at once: what exec runs
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS_AN_INSTRUCTION 2

static void open_close(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err(1, "open %s", file);
	close(fd);
}

static void execute(const char *file)
{
	char *const arguments[] = {"hook-cost", "exit", NULL};
	char *const environment[] = {NULL};
	int status;
	pid_t child = vfork();

	if (child == 0) {
		execve(file, arguments, environment);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
		errx(1, "exec %s failed", file);
}

static void map(const char *file)
{
	static int fd = -1;
	void *mapping;

	if (fd < 0)
		fd = open(file, O_RDONLY | O_CLOEXEC);
	mapping = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if (mapping == MAP_FAILED)
		err(1, "mmap %s", file);
	munmap(mapping, 4096);
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv)
{
	void (*operation)(const char *);
	long long start;
	long iterations;

	if (argc == 2 && !strcmp(argv[1], "exit"))
		return 0;
	if (argc != 4)
		errx(2, "usage: hook-cost open|exec|mmap FILE ITERATIONS");
	operation = !strcmp(argv[1], "open")   ? open_close
		    : !strcmp(argv[1], "exec") ? execute
		    : !strcmp(argv[1], "mmap") ? map
					       : NULL;
	iterations = strtol(argv[3], NULL, 10);
	if (!operation || iterations <= 0)
		errx(2, "usage: hook-cost open|exec|mmap FILE ITERATIONS");
	for (long i = 0; i < iterations / 10; i++)
		operation(argv[2]);
	start = now();
	for (long i = 0; i < iterations; i++)
		operation(argv[2]);
	printf("%.1f\n", (double)(now() - start) / NANOSECONDS_AN_INSTRUCTION / iterations);
	return 0;
}
