/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was read on the boards of a run. */
#include "engine/aoi-unique-memory.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

struct _AoiUniqueMemory {
  guint max_texts;
  guint64 count; /* boards that have begun */
  gint64 now; /* of the board that is judged */
  GHashTable *sightings; /* digest, of the sighting -> its link in the order */
  GQueue order; /* AoiSighting, the oldest first */
  gboolean has_lost; /* sightings that did not fit */
  guint64 lost_count; /* the latest of those: its board */
  gint64 lost_at; /* and when */
};

static void
sighting_free (AoiSighting *sighting)
{
  g_free (sighting->text);
  g_free (sighting);
}

/**
 * aoi_unique_memory_new:
 * @max_texts: how many texts are remembered, at least 1
 *
 * Returns: (transfer full): the memory of a run of which no board was judged
 */
AoiUniqueMemory *
aoi_unique_memory_new (guint max_texts)
{
  AoiUniqueMemory *self = g_new0 (AoiUniqueMemory, 1);

  self->max_texts = max_texts;
  self->sightings = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  return self;
}

/**
 * aoi_unique_memory_clear:
 * @self: a memory
 *
 * A new run begins: nothing was read.
 */
void
aoi_unique_memory_clear (AoiUniqueMemory *self)
{
  g_hash_table_remove_all (self->sightings);
  g_queue_clear_full (&self->order, (GDestroyNotify) sighting_free);
  self->count = 0;
  self->has_lost = FALSE;
}

/**
 * aoi_unique_memory_free:
 * @self: (transfer full): a memory
 */
void
aoi_unique_memory_free (AoiUniqueMemory *self)
{
  aoi_unique_memory_clear (self);
  g_hash_table_unref (self->sightings);
  g_free (self);
}

static void
forget_oldest (AoiUniqueMemory *self)
{
  AoiSighting *oldest = g_queue_pop_head (&self->order);

  g_hash_table_remove (self->sightings, oldest->text);
  sighting_free (oldest);
}

/* What no window reaches, however wide. */
static gboolean
is_past (const AoiUniqueMemory *self, const AoiSighting *sighting)
{
  return self->count - sighting->count > AOI_UNIQUE_MAX_BOARDS
      && self->now - sighting->at > AOI_UNIQUE_MAX_SECONDS * SECOND;
}

/**
 * aoi_unique_memory_begin:
 * @self: a memory
 * @now: monotonic time, nanoseconds
 *
 * The next board of the run is judged.
 */
void
aoi_unique_memory_begin (AoiUniqueMemory *self, gint64 now)
{
  self->count++;
  self->now = now;
  while (!g_queue_is_empty (&self->order) && is_past (self, g_queue_peek_head (&self->order)))
    forget_oldest (self);
}

static gboolean
is_within (const AoiUniqueMemory *self, const AoiUnique *unique, guint64 count, gint64 at)
{
  return self->count - count <= unique->boards
      || (unique->seconds > 0 && self->now - at <= unique->seconds * SECOND);
}

/**
 * aoi_unique_memory_reaches:
 * @self: a memory
 * @unique: how far back
 *
 * Returns: whether all that was read so far back is remembered
 */
gboolean
aoi_unique_memory_reaches (const AoiUniqueMemory *self, const AoiUnique *unique)
{
  return !self->has_lost || !is_within (self, unique, self->lost_count, self->lost_at);
}

/* Texts may be of thousands of characters; digests have one length. */
static gchar *
make_digest (const gchar *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * aoi_unique_memory_find:
 * @self: a memory
 * @unique: how far back
 * @text: a text
 *
 * Returns: (nullable): when it was read last on a board before, %NULL if not so far back
 */
const AoiSighting *
aoi_unique_memory_find (const AoiUniqueMemory *self, const AoiUnique *unique, const gchar *text)
{
  g_autofree gchar *digest = make_digest (text);
  const GList *link = g_hash_table_lookup (self->sightings, digest);
  const AoiSighting *sighting = link != NULL ? link->data : NULL;

  if (sighting == NULL || !is_within (self, unique, sighting->count, sighting->at))
    return NULL;
  return sighting;
}

/**
 * aoi_unique_memory_get_age:
 * @self: a memory
 * @sighting: in it
 *
 * Returns: how many boards ago it was, at least 1
 */
guint64
aoi_unique_memory_get_age (const AoiUniqueMemory *self, const AoiSighting *sighting)
{
  return self->count - sighting->count;
}

/* Of all that does not fit, the latest sighting says how far back the memory reaches. */
static void
lose_oldest (AoiUniqueMemory *self)
{
  const AoiSighting *oldest = g_queue_peek_head (&self->order);

  self->has_lost = TRUE;
  self->lost_count = oldest->count;
  self->lost_at = oldest->at;
  forget_oldest (self);
}

/**
 * aoi_unique_memory_add:
 * @self: a memory
 * @info: of the board that is judged
 * @roi: which ROI has read it
 * @text: a text
 *
 * Remembers that it was read on this board, in place of when it was read last.
 */
void
aoi_unique_memory_add (
    AoiUniqueMemory *self, const AoiReportInfo *info, gint roi, const gchar *text)
{
  AoiSighting *sighting = g_new0 (AoiSighting, 1);
  GList *link;

  *sighting = (AoiSighting){ make_digest (text), self->count, self->now,
    info->groups > 0 ? info->board : info->frame, info->groups > 0, info->timestamp_us, roi };
  link = g_hash_table_lookup (self->sightings, sighting->text);
  if (link != NULL) {
    g_hash_table_remove (self->sightings, sighting->text);
    sighting_free (link->data);
    g_queue_delete_link (&self->order, link);
  }
  if (self->order.length >= self->max_texts)
    lose_oldest (self);
  g_queue_push_tail (&self->order, sighting);
  g_hash_table_insert (self->sightings, sighting->text, self->order.tail);
}
