/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the probe share: the shape of an operation and how its steps answer.
 *
 * An operation returns 0 when every step of the attack was allowed, or -errno of the step that was
 * refused. What merely prepares the attack and has nothing to do with its target uses NEED, which
 * ends the probe with "could not be tried".
 */
#ifndef PROBE_H
#define PROBE_H

#include <errno.h>
#include <stddef.h>

struct operation {
	const char *name;
	const char *arguments; /* one word each; the last may end in "..." for any number */
	int (*attempt)(char **arguments);
};

/* Sorted by what they attack; each table ends with a name of NULL. */
extern const struct operation bytes_operations[];
extern const struct operation device_operations[];
extern const struct operation identity_operations[];
extern const struct operation names_operations[];
extern const struct operation metadata_operations[];
extern const struct operation guard_operations[];
extern const struct operation program_operations[];
extern const struct operation reading_operations[];
extern const struct operation storm_operations[];
extern const struct operation pinned_operations[];
extern const struct operation forged_operations[];

/* Ends the probe with "could not be tried", naming the step and errno. */
void cannot(const char *step) __attribute__((noreturn));

/* The number that a word such as "0644" or "12" stands for; ends the probe when it is none. */
long number(const char *word);

/* Forks and executes; returns 0 when the new program runs, else -errno of execveat(). fd may be
 * AT_FDCWD. */
int execute(int fd, const char *path, char **arguments, int flags);

/* Has io_uring carry out one request, which is no ordinary system call; returns 0 or -errno. */
struct io_uring_sqe;
int uring_request(const struct io_uring_sqe *request);

/* Copies the whole file into the fd; ends the probe when that fails. */
void copy_into(int fd, const char *path);

/* A step of the attack: its refusal is the answer. */
#define TRY(call)                                                                                  \
	({                                                                                         \
		__typeof__(call) _r = (call);                                                      \
		if (_r == (__typeof__(_r))-1)                                                      \
			return -errno;                                                             \
		_r;                                                                                \
	})

/* A step that only prepares. */
#define NEED(call)                                                                                 \
	({                                                                                         \
		__typeof__(call) _r = (call);                                                      \
		if (_r == (__typeof__(_r))-1)                                                      \
			cannot(#call);                                                             \
		_r;                                                                                \
	})

#endif
