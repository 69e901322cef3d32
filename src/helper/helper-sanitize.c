/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How sanitizers behave in a jail: what ends the process ends it by its signal, as it would without them; nothing is
 * started for a report. */

const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
         "handle_sigtrap=0:detect_leaks=0:symbolize=0:abort_on_error=1:allocator_may_return_null=1";
}
