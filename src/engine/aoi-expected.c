/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-expected.h"

/* How many revisions the process remembers: more products than a line changes between. */
#define MAX_REMEMBERED 32

/* Each new time moves the mean by this part: about as many frames are remembered. */
#define MEMORY 8

struct _AoiExpected {
  gatomicrefcount refs;
  gchar *hash;
  guint n;
  gsize means[]; /* atomic: nanoseconds; 0: not known yet */
};

static GMutex lock;
static GQueue remembered; /* lock: AoiExpected, latest first */

static AoiExpected *
expected_new (const gchar *hash, guint n)
{
  AoiExpected *self = g_malloc0 (sizeof (AoiExpected) + n * sizeof (gsize));

  g_atomic_ref_count_init (&self->refs);
  self->hash = g_strdup (hash);
  self->n = n;
  return self;
}

/* Holds the lock. Takes it out of the list. */
static AoiExpected *
steal_remembered (const gchar *hash, guint n)
{
  for (GList *l = remembered.head; l != NULL; l = l->next) {
    AoiExpected *self = l->data;

    if (self->n != n || !g_str_equal (self->hash, hash))
      continue;
    g_queue_delete_link (&remembered, l);
    return self;
  }
  return NULL;
}

/**
 * aoi_expected_lookup:
 * @hash: of the product, with its goldens
 * @n_rois: how many of its ROIs are enabled
 *
 * Returns: (transfer full): what the process knows of that revision, or an empty memory
 */
AoiExpected *
aoi_expected_lookup (const gchar *hash, guint n_rois)
{
  g_autoptr (AoiExpected) forgotten = NULL;
  AoiExpected *self;

  g_mutex_lock (&lock);
  self = steal_remembered (hash, n_rois);
  if (self == NULL)
    self = expected_new (hash, n_rois);
  g_queue_push_head (&remembered, self);
  aoi_expected_ref (self);
  if (remembered.length > MAX_REMEMBERED)
    forgotten = g_queue_pop_tail (&remembered);
  g_mutex_unlock (&lock);
  return self;
}

/**
 * aoi_expected_ref:
 * @self: expected times
 *
 * Returns: (transfer full): @self
 */
AoiExpected *
aoi_expected_ref (AoiExpected *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_expected_unref:
 * @self: (transfer full): expected times
 */
void
aoi_expected_unref (AoiExpected *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->hash);
  g_free (self);
}

/**
 * aoi_expected_get:
 * @self: expected times
 * @index: of an enabled ROI
 *
 * Returns: nanoseconds that the ROI takes, or 0 if it was never inspected
 */
gsize
aoi_expected_get (AoiExpected *self, guint index)
{
  return (gsize) g_atomic_pointer_get (&self->means[index]);
}

/**
 * aoi_expected_update:
 * @self: expected times
 * @index: of an enabled ROI
 * @time_ns: what it took, nanoseconds
 *
 * Moves the mean. If two workers do so at once, one time may be lost.
 */
void
aoi_expected_update (AoiExpected *self, guint index, gint64 time_ns)
{
  const gint64 mean = (gint64) aoi_expected_get (self, index);
  const gint64 sample = CLAMP (time_ns, 1, G_MAXSSIZE / 2);
  const gint64 next = mean == 0 ? sample : mean + (sample - mean) / MEMORY;

  g_atomic_pointer_set (&self->means[index], (gsize) MAX (next, 1));
}
