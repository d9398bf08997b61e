// SPDX-License-Identifier: Apache-2.0
/*
 * The same again and again, to see what a great many of them leave behind.
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include "probe.h"

/* Refused as the last one, if all were. */
static int unlink_often(char **a)
{
	long count = number(a[1]);
	int answer = 0;

	for (long i = 0; i < count; i++) {
		if (unlink(a[0]) == 0)
			return 0;
		answer = -errno;
	}
	return answer;
}

static int run_often(char **a)
{
	char *arguments[] = {a[0], "-", "nothing", NULL};
	char *environment[] = {NULL};
	long count = number(a[1]);

	for (long i = 0; i < count; i++) {
		pid_t child;
		int status, error = posix_spawn(&child, a[0], NULL, NULL, arguments, environment);

		if (error)
			return -error;
		NEED(waitpid(child, &status, 0));
		if (status)
			return -ECHILD;
	}
	return 0;
}

static int nothing(char **a)
{
	(void)a;
	return 0;
}

const struct operation storm_operations[] = {
	{"unlink-often", "FILE COUNT", unlink_often},
	{"run-often", "PROBE COUNT", run_often},
	{"nothing", "", nothing},
	{NULL, NULL, NULL},
};
