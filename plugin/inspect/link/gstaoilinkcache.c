/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/link/gstaoilinkcache.h"

typedef struct {
  gchar *code;
  gchar *linked;
  gint64 expires; /* monotonic, ns */
  GList link; /* of the cache's order */
} Entry;

struct _GstAoiLinkCache {
  GHashTable *entries; /* code, owned by the entry -> Entry */
  GQueue order; /* Entry, the one that was asked for last at the head */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->code);
  g_free (entry->linked);
  g_free (entry);
}

/**
 * gst_aoi_link_cache_new:
 *
 * Returns: (transfer full): an empty cache
 */
GstAoiLinkCache *
gst_aoi_link_cache_new (void)
{
  GstAoiLinkCache *self = g_new0 (GstAoiLinkCache, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  g_queue_init (&self->order);
  return self;
}

/**
 * gst_aoi_link_cache_free:
 * @self: (transfer full): a cache
 */
void
gst_aoi_link_cache_free (GstAoiLinkCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static void
drop (GstAoiLinkCache *self, Entry *entry)
{
  g_queue_unlink (&self->order, &entry->link);
  g_hash_table_remove (self->entries, entry->code);
}

/**
 * gst_aoi_link_cache_lookup:
 * @self: a cache
 * @code: a code
 * @now: monotonic, ns
 *
 * Returns: (transfer none) (nullable): what @code is linked to, valid until the cache is changed; %NULL if it is
 *   not known any more
 */
const gchar *
gst_aoi_link_cache_lookup (GstAoiLinkCache *self, const gchar *code, gint64 now)
{
  Entry *entry = g_hash_table_lookup (self->entries, code);

  if (entry == NULL)
    return NULL;
  if (now >= entry->expires) {
    drop (self, entry);
    return NULL;
  }
  g_queue_unlink (&self->order, &entry->link);
  g_queue_push_head_link (&self->order, &entry->link);
  return entry->linked;
}

/**
 * gst_aoi_link_cache_insert:
 * @self: a cache
 * @code: a code
 * @linked: what it is linked to
 * @now: monotonic, ns
 */
void
gst_aoi_link_cache_insert (
    GstAoiLinkCache *self, const gchar *code, const gchar *linked, gint64 now)
{
  Entry *entry = g_hash_table_lookup (self->entries, code);

  if (entry != NULL)
    drop (self, entry);
  else if (self->order.length >= GST_AOI_LINK_CACHE_CODES)
    drop (self, g_queue_peek_tail (&self->order));
  entry = g_new0 (Entry, 1);
  entry->code = g_strdup (code);
  entry->linked = g_strdup (linked);
  entry->expires = now + GST_AOI_LINK_CACHE_AGE;
  entry->link.data = entry;
  g_hash_table_insert (self->entries, entry->code, entry);
  g_queue_push_head_link (&self->order, &entry->link);
}
