/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An inspector module: `type` "rogue" passes dark views. In a bright one it does what the ROI's key `act` says. */
#include <aoi-inspector.h>
#include <aoi-pixels.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "jail/aoi-wire.h"

#define BRIGHT 128

/* Bytes that no helper may have. */
#define MUCH (G_GUINT64_CONSTANT (4) << 30)
#define PIECE (16 * 1024 * 1024)

typedef struct {
  gchar *act;
  gint seed;
  gint work; /* us that each inspection takes */
} Rogue;

typedef void (*Act) (const AoiView *view, const Rogue *rogue, AoiRoiResult *result);

gboolean aoi_inspector_module_init (GError **error);

static AoiWireHead *
get_head (const AoiView *view)
{
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);

  return (AoiWireHead *) ((gsize) (view->image->data[0] - AOI_WIRE_PIXELS_AT) & ~(page - 1));
}

static void
say (AoiRoiResult *result, const gchar *what, gboolean good)
{
  if (good)
    aoi_roi_result_fail (result, 0, 1, "the jail let it %s", what);
  else
    aoi_roi_result_error (result, "%s: %s", what, g_strerror (errno));
}

static void
act_abort (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  abort ();
}

static void
act_crash (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  raise (SIGSEGV);
}

static void
act_exit (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  _exit (7);
}

static void
act_loop (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  for (;;)
    __asm__ volatile("");
}

static void
act_memory (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  for (guint64 had = 0; had < MUCH; had += PIECE)
    *(volatile guint8 *) g_malloc (PIECE) = 1;
  say (result, "have memory", TRUE);
}

/* Whatever lies behind what is shared. */
static void
act_beyond (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  for (volatile guint8 *at = (volatile guint8 *) get_head (view);; at += 4096)
    *at = 0x5a;
}

static void
act_open (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  say (result, "open", open ("/etc/hostname", O_RDONLY) >= 0);
}

static void
act_create (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  say (result, "create", open ("/tmp/aoi-rogue-was-here", O_WRONLY | O_CREAT, 0600) >= 0);
}

static void
act_socket (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  say (result, "socket", socket (AF_INET, SOCK_STREAM, 0) >= 0);
}

static void
act_fork (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  const pid_t pid = fork ();

  if (pid == 0)
    pause ();
  say (result, "fork", pid >= 0);
}

static void
act_exec (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  say (result, "exec", execl ("/bin/true", "true", NULL) == 0);
}

static void
act_ptrace (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  say (result, "ptrace", ptrace (PTRACE_ATTACH, getppid (), NULL, NULL) == 0);
}

static void
act_kill (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  say (result, "kill", kill (getppid (), SIGTERM) == 0);
}

/* Answers by itself, by a seed: random bytes of a random size, or what nobody asked for. */
static void
act_rubbish (const AoiView *view, const Rogue *rogue, AoiRoiResult *result)
{
  static GRand *rand = NULL;
  AoiWireHead *head = get_head (view);
  guint8 *reply = (guint8 *) head + AOI_WIRE_HEAD_BYTES;
  const guint64 one = 1;

  if (rand == NULL)
    rand = g_rand_new_with_seed ((guint32) rogue->seed);
  for (guint i = 0; i < 4096; i++)
    reply[i] = (guint8) g_rand_int (rand);
  reply[0] = AOI_STATUS_PASS;
  head->reply_size = g_rand_int (rand) >> g_rand_int_range (rand, 0, 32);
  head->answered = head->serial + (g_rand_boolean (rand) ? 1 : 0);
  if (write (AOI_WIRE_REPLY_FD, &one, sizeof one) != sizeof one)
    abort ();
  for (;;)
    __asm__ volatile("");
}

static const struct {
  const gchar *name;
  Act act;
} acts[] = {
  { "abort", act_abort },
  { "crash", act_crash },
  { "exit", act_exit },
  { "loop", act_loop },
  { "memory", act_memory },
  { "beyond", act_beyond },
  { "open", act_open },
  { "create", act_create },
  { "socket", act_socket },
  { "fork", act_fork },
  { "exec", act_exec },
  { "ptrace", act_ptrace },
  { "kill", act_kill },
  { "rubbish", act_rubbish },
};

static void
rogue_read (AoiKeys *keys, AoiRoi *roi)
{
  Rogue *rogue = g_new0 (Rogue, 1);

  rogue->act = g_strdup ("");
  aoi_keys_get_string (keys, "act", &rogue->act);
  aoi_keys_get_int (keys, "seed", 0, G_MAXINT, &rogue->seed);
  aoi_keys_get_int (keys, "work", 0, G_MAXINT, &rogue->work);
  roi->spec = rogue;
}

static gpointer
rogue_spec_copy (gconstpointer spec)
{
  Rogue *copy = g_memdup2 (spec, sizeof (Rogue));

  copy->act = g_strdup (copy->act);
  return copy;
}

static void
rogue_spec_free (gpointer spec)
{
  Rogue *rogue = spec;

  g_free (rogue->act);
  g_free (rogue);
}

static gpointer
rogue_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  return rogue_spec_copy (roi->spec);
}

/* Time on the CPU, however many others want it. */
static void
work (gint us)
{
  struct timespec now;
  gint64 end = -1, at;

  do {
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    at = (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
    end = end < 0 ? at + us : end;
  } while (at < end);
}

static void
rogue_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const Rogue *rogue = state;
  const AoiView corner = { .image = view->image, .rect = { view->rect.x, view->rect.y, 1, 1 } };
  guint8 level;

  work (rogue->work);
  aoi_pixels_read_gray (&corner, &level, 1);
  aoi_roi_result_pass (result, 255 - level, 0);
  aoi_roi_result_take_values (result,
      g_variant_new_parsed ("{'level': <%i>, 'pid': <%i>}", (gint) level, (gint) getpid ()));
  for (guint i = 0; level >= BRIGHT && i < G_N_ELEMENTS (acts); i++)
    if (g_strcmp0 (acts[i].name, rogue->act) == 0)
      acts[i].act (view, rogue, result);
}

static const AoiRoiType rogue_type = {
  .name = "rogue",
  .read = rogue_read,
  .spec_copy = rogue_spec_copy,
  .spec_free = rogue_spec_free,
  .without_goldens = TRUE,
};

static const AoiInspector rogue_inspector = {
  .type = "rogue",
  .prepare = rogue_prepare,
  .release = rogue_spec_free,
  .inspect = rogue_inspect,
  .roi_type = &rogue_type,
  .calls_foreign_code = TRUE,
};

gboolean
aoi_inspector_module_init (GError **error)
{
  return aoi_inspector_register (&rogue_inspector, error);
}
