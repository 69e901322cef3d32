/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In place of a store, where the build has no databases. */
#include "boards/boards.h"

#include "aoi-error.h"

struct _Boards {
  Station *station; /* borrowed */
};

Boards *
boards_new (Station *station)
{
  Boards *self = g_new0 (Boards, 1);

  self->station = station;
  return self;
}

void
boards_free (Boards *self)
{
  g_free (self);
}

gboolean
boards_open (Boards *self, const gchar *folder, GError **error)
{
  if (self->station->settings.store == NULL)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "store: this build has no databases: build it with SQLite");
  return FALSE;
}

void
boards_drain (Boards *self)
{
}

gboolean
boards_has_store (const Boards *self)
{
  return FALSE;
}

void
boards_get_facts (Boards *self, BoardsFacts *facts)
{
  *facts = (BoardsFacts){ 0 };
}

const gchar *
boards_get_judgement (guint index)
{
  return "";
}

gchar *
boards_dup_trouble (Boards *self)
{
  return NULL;
}
