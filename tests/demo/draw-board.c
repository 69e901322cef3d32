/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Draws a product, frames of it and their truth from a seed: the recording that pipelines/demo.sh
 * inspects. Frames depend on the seed and their number only. */
#include <glib/gstdio.h>

#include "demo-board.h"

/* Seeds of the board and of its goldens; frame n has that of FRAMES + n. */
#define BOARD 1
#define GOLDENS 2
#define FRAMES 1000

/* One frame in two is good; of the others, one in four has a second defect. */
#define BAD_SHARE 0.5
#define SECOND_SHARE 0.25

/* Frames drawn at once: each takes 170 MB. */
#define MAX_THREADS 4

typedef struct {
  const FixtureCanvas *board;
  const gchar *folder;
  guint32 seed;
  DemoLook *looks; /* n_rois a frame */
  gint failed; /* atomic */
} Recording;

static GRand *
new_rand (guint32 seed, guint32 stream)
{
  const guint32 seeds[] = { seed, stream };

  return g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
}

static void
choose_looks (DemoLook *looks, guint number, GRand *rand)
{
  guint n_rois;
  guint n_bad = g_rand_double (rand) < BAD_SHARE ? 1 : 0;

  demo_get_rois (&n_rois);
  if (n_bad > 0 && g_rand_double (rand) < SECOND_SHARE)
    n_bad++;
  for (guint i = 0; i < n_rois; i++) {
    looks[i].serial = number;
    looks[i].supplier = (guint) g_rand_int_range (rand, 0, 2);
    looks[i].dx = g_rand_int_range (rand, -2, 3);
    looks[i].dy = g_rand_int_range (rand, -2, 3);
  }
  for (; n_bad > 0; n_bad--) {
    DemoDefect defect;
    const guint i = demo_pick_defect (rand, &defect);

    looks[i].defect = defect;
  }
}

/* A thread of the pool. */
static void
write_frame (gpointer data, gpointer user_data)
{
  Recording *self = user_data;
  const guint number = GPOINTER_TO_UINT (data) - 1;
  g_autofree gchar *name = g_strdup_printf ("frame-%05u.raw", number);
  g_autofree gchar *file = g_build_filename (self->folder, "frames", name, NULL);
  g_autoptr (GRand) rand = new_rand (self->seed, FRAMES + number);
  g_autoptr (GError) error = NULL;
  FixtureFrame *frame;
  guint n_rois;

  demo_get_rois (&n_rois);
  choose_looks (self->looks + number * n_rois, number, rand);
  frame = demo_frame_new (self->board, self->looks + number * n_rois, rand);
  if (!g_file_set_contents_full (file, (const gchar *) frame->memory, DEMO_WIDTH * DEMO_HEIGHT,
          G_FILE_SET_CONTENTS_NONE, 0666, &error)) {
    g_printerr ("%s\n", error->message);
    g_atomic_int_set (&self->failed, 1);
  }
  fixture_frame_free (frame);
}

static gboolean
write_frames (Recording *self, guint n_frames)
{
  const gint n_threads = (gint) MIN (g_get_num_processors (), MAX_THREADS);
  GThreadPool *pool = g_thread_pool_new (write_frame, self, n_threads, FALSE, NULL);

  for (guint i = 0; i < n_frames; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  return g_atomic_int_get (&self->failed) == 0;
}

static void
append_truth (GString *json, const DemoLook *looks, guint number)
{
  guint n_rois;
  const DemoRoi *rois = demo_get_rois (&n_rois);

  g_string_append_printf (json, "{\"frame\":%u,\"rois\":[", number);
  for (guint i = 0; i < n_rois; i++) {
    const gchar *defect = demo_defect_to_string (looks[i].defect);
    const gchar *quote = defect != NULL ? "\"" : "";

    g_string_append_printf (json, "%s{\"idx\":%u,\"type\":%d,\"good\":%s,\"defect\":%s%s%s}",
        i > 0 ? "," : "", i + 1, rois[i].type, defect == NULL ? "true" : "false", quote,
        defect != NULL ? defect : "null", quote);
  }
  g_string_append (json, "]}\n");
}

static gboolean
write_truth (const Recording *self, guint n_frames, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree gchar *file = g_build_filename (self->folder, "truth.ndjson", NULL);
  guint n_rois;

  demo_get_rois (&n_rois);
  for (guint i = 0; i < n_frames; i++)
    append_truth (json, self->looks + i * n_rois, i);
  return g_file_set_contents (file, json->str, (gssize) json->len, error);
}

static gboolean
draw (const gchar *folder, guint n_frames, guint32 seed, GError **error)
{
  g_autoptr (GRand) rand = new_rand (seed, BOARD);
  g_autoptr (GRand) goldens = new_rand (seed, GOLDENS);
  g_autoptr (FixtureCanvas) board = demo_board_new (rand);
  g_autofree gchar *frames = g_build_filename (folder, "frames", NULL);
  g_autofree gchar *product = g_build_filename (folder, "product", "demo", NULL);
  g_autofree DemoLook *looks = NULL;
  guint n_rois;
  Recording self = { .board = board, .folder = folder, .seed = seed };

  demo_get_rois (&n_rois);
  self.looks = looks = g_new0 (DemoLook, (gsize) n_frames * n_rois);
  if (!demo_product_write (board, product, g_rand_int (goldens), error))
    return FALSE;
  if (g_mkdir_with_parents (frames, 0777) != 0 || !write_frames (&self, n_frames)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: not all written", frames);
    return FALSE;
  }
  return write_truth (&self, n_frames, error);
}

int
main (int argc, char **argv)
{
  gint n_frames = 30, seed = 11;
  g_autofree gchar *folder = NULL;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &folder, "Where to write", "FOLDER" },
    { "frames", 0, 0, G_OPTION_ARG_INT, &n_frames, "How many frames of 41 MB (30)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "What all is drawn from (11)", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context, "Draws a product with its goldens, frames of 7716x5360 GBRG and truth.ndjson.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("draw-board: %s\n", error->message);
    return 2;
  }
  if (folder == NULL || n_frames < 1 || n_frames > 10000) {
    g_printerr ("draw-board: needs --out, and --frames from 1 to 10000\n");
    return 2;
  }
  if (!draw (folder, (guint) n_frames, (guint32) seed, &error)) {
    g_printerr ("draw-board: %s\n", error->message);
    return 1;
  }
  return 0;
}
