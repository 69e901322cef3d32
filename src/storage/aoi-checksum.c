/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "storage/aoi-checksum.h"

#include <string.h>
#include <xxhash.h>

static const struct {
  const gchar *prefix;
  gsize digits;
} forms[] = {
  [AOI_CHECKSUM_XXH3_64] = { "xxh3_64:", 16 },
  [AOI_CHECKSUM_SHA256] = { "sha256:", 64 },
};

struct _AoiChecksum {
  AoiChecksumType type;
  XXH3_state_t *xxh3; /* either this one */
  GChecksum *sha256; /* or that one */
};

/**
 * aoi_checksum_new:
 * @type: how to sum up
 *
 * Returns: (transfer full): the sum of nothing yet
 */
AoiChecksum *
aoi_checksum_new (AoiChecksumType type)
{
  AoiChecksum *self = g_new0 (AoiChecksum, 1);

  self->type = type;
  if (type == AOI_CHECKSUM_SHA256) {
    self->sha256 = g_checksum_new (G_CHECKSUM_SHA256);
  } else {
    self->xxh3 = XXH3_createState ();
    if (self->xxh3 == NULL)
      g_error ("not enough memory for a checksum");
    XXH3_64bits_reset (self->xxh3);
  }
  return self;
}

static gboolean
has_form (const gchar *text, AoiChecksumType type)
{
  const gsize prefix = strlen (forms[type].prefix);

  return g_str_has_prefix (text, forms[type].prefix) && strlen (text + prefix) == forms[type].digits
      && strspn (text + prefix, "0123456789abcdef") == forms[type].digits;
}

/**
 * aoi_checksum_new_for_text:
 * @text: what claims to be a result of aoi_checksum_to_text()
 *
 * Returns: (transfer full) (nullable): a sum of nothing yet of the same type, %NULL if @text is none
 */
AoiChecksum *
aoi_checksum_new_for_text (const gchar *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (has_form (text, (AoiChecksumType) i))
      return aoi_checksum_new ((AoiChecksumType) i);
  return NULL;
}

/**
 * aoi_checksum_free:
 * @self: (transfer full): a sum
 */
void
aoi_checksum_free (AoiChecksum *self)
{
  g_clear_pointer (&self->sha256, g_checksum_free);
  XXH3_freeState (self->xxh3);
  g_free (self);
}

/**
 * aoi_checksum_update:
 * @self: a sum, not yet asked for its text
 * @data: (array length=size): what comes next
 * @size: bytes of @data
 */
void
aoi_checksum_update (AoiChecksum *self, gconstpointer data, gsize size)
{
  /* g_checksum_update() takes a length of at most G_MAXSSIZE, which no memory exceeds. */
  if (self->type == AOI_CHECKSUM_SHA256)
    g_checksum_update (self->sha256, data, (gssize) size);
  else
    XXH3_64bits_update (self->xxh3, data, size);
}

/**
 * aoi_checksum_to_text:
 * @self: a sum, which takes nothing more after this
 *
 * Returns: (transfer full): its type and its digits, `xxh3_64:` or `sha256:` and what the tools
 *   `xxhsum -H3` and `sha256sum` print
 */
gchar *
aoi_checksum_to_text (AoiChecksum *self)
{
  if (self->type == AOI_CHECKSUM_SHA256)
    return g_strconcat (forms[self->type].prefix, g_checksum_get_string (self->sha256), NULL);
  return g_strdup_printf ("%s%016" G_GINT64_MODIFIER "x", forms[self->type].prefix,
      (guint64) XXH3_64bits_digest (self->xxh3));
}
