/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was said to be in the outbox is there, whoever is killed. */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outbox-fixture.h"
#include "support/test-repeat.h"

#define TARGET "mqtt://broker"

/* Adds until it is killed, and says what is there. */
static void
run_child (OutboxFixture *self, guint child, gint out)
{
  g_autoptr (AoiOutbox) outbox = outbox_open (self, AOI_OUTBOX_ADDS);

  for (guint i = 0; i < 100000; i++) {
    const guint number = child * 100000 + i;

    outbox_add (outbox, TARGET, number);
    if (write (out, &number, sizeof number) != sizeof number)
      _exit (1);
  }
  _exit (0);
}

static pid_t
start_child (OutboxFixture *self, guint child, gint *in)
{
  gint ends[2];
  pid_t pid;

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    close (ends[0]);
    run_child (self, child, ends[1]);
  }
  close (ends[1]);
  *in = ends[0];
  return pid;
}

/* Reads this many numbers, kills the child, and reads what it had said besides. */
static void
take_and_kill (pid_t pid, gint in, guint n, GHashTable *said)
{
  guint number;
  gint status;

  for (guint i = 0; read (in, &number, sizeof number) == sizeof number; i++) {
    g_hash_table_add (said, g_strdup_printf ("id-%06u", number));
    if (i == n)
      kill (pid, SIGKILL);
  }
  close (in);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

/* Two processes add, and both are killed at a random moment, again and again: what they said is there. */
static void
test_killed (OutboxFixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (16);
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) found = NULL;
  guint n_found = 0;

  g_clear_pointer (&self->outbox, aoi_outbox_close);
  for (guint i = 0; i < test_repeat (5, 50); i++) {
    gint in[2];
    pid_t pids[2];

    for (guint k = 0; k < 2; k++)
      pids[k] = start_child (self, 2 * i + k, &in[k]);
    for (guint k = 0; k < 2; k++)
      take_and_kill (pids[k], in[k], (guint) g_rand_int_range (rand, 0, 40), said);
  }
  self->outbox = outbox_open (self, AOI_OUTBOX_ADDS);
  found = outbox_peek (self->outbox, TARGET, G_MAXINT);
  for (guint i = 0; i < found->len; i++)
    n_found += g_hash_table_contains (said, outbox_get (found, i)->id);
  g_assert_cmpuint (n_found, ==, g_hash_table_size (said));
  g_assert_cmpuint (outbox_get_state (self->outbox, TARGET).waiting, ==, found->len);
  g_assert_cmpstr (self->told->str, ==, "");
  g_assert_true (aoi_outbox_claim (self->outbox, TARGET));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add (
      "/outbox-kill/two", OutboxFixture, NULL, outbox_set_up, test_killed, outbox_tear_down);
  return g_test_run ();
}
