// SPDX-License-Identifier: Apache-2.0

/* The application of the demo: a program whose bytes an in-toto link vouches for. */
#include <stdio.h>

int main(void)
{
	puts("hello from a measured program");
	return 0;
}
