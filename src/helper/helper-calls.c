/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which calls of the system a helper may make: those that computing needs. */
#include "helper/helper-limits.h"

#include "jail/aoi-wire.h"

#ifdef HAVE_SECCOMP
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

/* What computing, memory, threads that are there, and the end need. */
static const gchar *const allowed[] = { "read", "write", "writev", "close", "lseek", "fstat",
  "munmap", "mremap", "madvise", "brk", "futex", "poll", "ppoll", "clock_gettime", "clock_getres",
  "clock_nanosleep", "nanosleep", "gettimeofday", "time", "sched_yield", "sched_getaffinity",
  "getcpu", "getpid", "gettid", "getppid", "exit", "exit_group", "rt_sigaction", "rt_sigprocmask",
  "rt_sigreturn", "sigaltstack", "restart_syscall", "membarrier", "rseq", "set_robust_list",
  "getrandom", "getrusage", "eventfd2" };

/* Libraries look for files that need not be there: as if these were forbidden by their owner. */
static const gchar *const denied[] = { "open", "openat", "openat2", "creat", "access", "faccessat",
  "faccessat2", "stat", "lstat", "statx", "readlink", "readlinkat", "unlink", "unlinkat", "rename",
  "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat", "symlink", "symlinkat",
  "chmod", "fchmodat", "chown", "fchownat", "truncate", "chdir", "getcwd", "getdents64" };

/* No decoder has a reason for these: who makes one is ended. */
static const gchar *const deadly[] = { "socket", "socketpair", "connect", "bind", "listen",
  "accept", "accept4", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "fork",
  "vfork", "clone", "clone3", "execve", "execveat", "ptrace", "process_vm_readv",
  "process_vm_writev", "kill", "tkill", "rt_sigqueueinfo", "pidfd_open", "pidfd_send_signal",
  "pidfd_getfd", "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "bpf",
  "perf_event_open", "keyctl", "add_key", "request_key", "io_uring_setup", "userfaultfd",
  "memfd_create", "init_module", "finit_module", "kexec_load", "setuid", "setgid", "setresuid",
  "setresgid", "capset" };

static gboolean
add_all (scmp_filter_ctx filter, guint32 action, const gchar *const *names, guint n_names)
{
  for (guint i = 0; i < n_names; i++) {
    const gint number = seccomp_syscall_resolve_name (names[i]);

    if (number != __NR_SCMP_ERROR && seccomp_rule_add (filter, action, number, 0) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Memory that holds code, limits, and signals to others stay forbidden. */
static gboolean
add_conditions (scmp_filter_ctx filter)
{
  const guint64 pid = (guint64) getpid ();

  return seccomp_rule_add (
             filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
      == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
             SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
      == 0
      && seccomp_rule_add (
             filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 1, SCMP_A2 (SCMP_CMP_EQ, 0))
      == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (newfstatat), 1,
             SCMP_A3 (SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH))
      == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 2, SCMP_A0 (SCMP_CMP_EQ, pid),
             SCMP_A2 (SCMP_CMP_NE, SIGKILL))
      == 0;
}

static scmp_filter_ctx
filter_new (void)
{
#ifdef AOI_SANITIZED
  return seccomp_init (SCMP_ACT_ALLOW);
#else
  return seccomp_init (SCMP_ACT_ERRNO (ENOSYS));
#endif
}

static gboolean
fill (scmp_filter_ctx filter)
{
  gboolean good = seccomp_attr_set (filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0
      && add_all (filter, SCMP_ACT_ERRNO (EACCES), denied, G_N_ELEMENTS (denied))
      && add_all (filter, SCMP_ACT_KILL_PROCESS, deadly, G_N_ELEMENTS (deadly));

#ifndef AOI_SANITIZED
  good = good && add_all (filter, SCMP_ACT_ALLOW, allowed, G_N_ELEMENTS (allowed))
      && add_conditions (filter);
#endif
  return good;
}

/**
 * helper_calls_limit:
 *
 * To be called last of all, for all threads.
 *
 * Returns: %AOI_WIRE_LACKS_SECCOMP, or 0
 */
guint
helper_calls_limit (void)
{
  scmp_filter_ctx filter = filter_new ();
  const gboolean good = filter != NULL && fill (filter) && seccomp_load (filter) == 0;

  if (filter != NULL)
    seccomp_release (filter);
  return good ? 0 : AOI_WIRE_LACKS_SECCOMP;
}
#else
guint
helper_calls_limit (void)
{
  return AOI_WIRE_LACKS_SECCOMP;
}
#endif
