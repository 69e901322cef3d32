/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a source, for those who ask. */
#include "source/source-private.h"

/**
 * source_state_to_string:
 * @state: a state
 *
 * Returns: what programs call it
 */
const gchar *
source_state_to_string (SourceState state)
{
  static const gchar *const names[] = { "starting", "running", "waiting", "ended", "closed" };

  return names[state];
}

/* Returns whether it was another one. @text: (nullable) */
static gboolean
replace (gchar **place, const gchar *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;
  g_free (*place);
  *place = g_strdup (text);
  return TRUE;
}

static void
tell (Source *self, gboolean changed)
{
  if (changed && self->listen != NULL)
    self->listen (self->listen_data);
}

/* @reason: (nullable): without folders */
void
source_set_state (Source *self, SourceState state, const gchar *reason)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->facts.state != state;
  self->facts.state = state;
  changed |= replace (&self->facts.reason, reason);
  g_mutex_unlock (&self->lock);
  tell (self, changed);
}

/* The streaming thread. */
void
source_note_frame (Source *self)
{
  gboolean first;

  g_mutex_lock (&self->lock);
  self->facts.frames++;
  first = !self->frame_came;
  self->frame_came = TRUE;
  g_mutex_unlock (&self->lock);
  if (first)
    source_set_state (self, SOURCE_RUNNING, NULL);
}

/* The streaming thread. */
void
source_note_board (Source *self, const AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  gboolean changed;

  g_mutex_lock (&self->lock);
  self->facts.boards++;
  changed = replace (&self->facts.revision, info->revision);
  g_mutex_unlock (&self->lock);
  tell (self, changed);
}

/* @refused: (nullable): why the product was not taken */
void
source_note_product (Source *self, const gchar *refused)
{
  g_autofree gchar *shown = refused != NULL ? station_hide_folders (self->station, refused) : NULL;
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = replace (&self->facts.refused, shown);
  g_mutex_unlock (&self->lock);
  tell (self, changed);
}

/* Returns: (transfer full) (nullable) */
gchar *
source_dup_product (Source *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->facts.product);
}

/* Frames that a camera sent and nobody got. */
static guint64
count_lost (GstElement *camera)
{
  static const gchar *const fields[] = { "dropped", "incomplete", "refused" };
  g_autoptr (GstStructure) stats = NULL;
  guint64 sum = 0;

  g_object_get (camera, "stats", &stats, NULL);
  for (guint i = 0; stats != NULL && i < G_N_ELEMENTS (fields); i++) {
    guint64 number = 0;

    gst_structure_get_uint64 (stats, fields[i], &number);
    sum += number;
  }
  return sum;
}

/**
 * source_get_facts:
 * @self: a source
 * @facts: (out): what is known of it
 */
void
source_get_facts (Source *self, SourceFacts *facts)
{
  g_autoptr (GstElement) camera = NULL;

  g_mutex_lock (&self->lock);
  *facts = self->facts;
  facts->reason = g_strdup (facts->reason);
  facts->product = g_strdup (facts->product);
  facts->revision = g_strdup (facts->revision);
  facts->refused = g_strdup (facts->refused);
  camera = self->camera != NULL ? gst_object_ref (self->camera) : NULL;
  g_mutex_unlock (&self->lock);
  if (camera != NULL)
    facts->lost = count_lost (camera);
}

/**
 * source_facts_clear:
 * @self: facts
 */
void
source_facts_clear (SourceFacts *self)
{
  g_free (self->reason);
  g_free (self->product);
  g_free (self->revision);
  g_free (self->refused);
  *self = (SourceFacts){ .reason = NULL };
}
