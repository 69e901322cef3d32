/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What GLib allocates in its constructor is no leak of ours, and its stack has no names to know it by: GLib loses its
 * table of quarks when that grows. To be included by one file of a program or of a library that is linked into it. */
#ifdef __SANITIZE_ADDRESS__

#include <sanitizer/lsan_interface.h>

/* Before all constructors of libraries, when the sanitizer itself has not begun. */
__attribute__ ((no_sanitize ("address", "undefined"))) static void
test_start_ignore (int argc, char **argv, char **environment)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used)) static void (*const test_start_first) (
    int argc, char **argv, char **environment) = test_start_ignore;

/* Behind them. */
__attribute__ ((constructor)) static void
test_start_heed (void)
{
  __lsan_enable ();
}

#endif
