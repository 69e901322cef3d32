/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "outbox-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
note_told (const gchar *sentence, gpointer data)
{
  g_string_append_printf (data, "%s\n", sentence);
}

AoiOutbox *
outbox_open (OutboxFixture *self, AoiOutboxRole role)
{
  const AoiOutboxListener listener = { note_told, self->told };
  g_autoptr (GError) error = NULL;
  AoiOutbox *outbox = aoi_outbox_open (self->path, role, &listener, &error);

  g_assert_no_error (error);
  return outbox;
}

void
outbox_set_up (OutboxFixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("aoi-outbox-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "outbox.db", NULL);
  self->told = g_string_new (NULL);
  self->outbox = outbox_open (self, AOI_OUTBOX_ADDS);
}

guint
outbox_remove_files (const gchar *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;
  guint n_kept = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);

    n_kept += strstr (name, ".damaged-") != NULL && !g_str_has_suffix (name, "-wal")
        && !g_str_has_suffix (name, "-shm");
    g_unlink (path);
  }
  return n_kept;
}

void
outbox_tear_down (OutboxFixture *self, gconstpointer data)
{
  g_clear_pointer (&self->outbox, aoi_outbox_close);
  outbox_remove_files (self->folder);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_string_free (self->told, TRUE);
}

gboolean
outbox_add_sized (AoiOutbox *outbox, const gchar *target, guint number, gboolean passing,
    gsize size, const AoiOutboxLimits *limits)
{
  g_autofree gchar *id = g_strdup_printf ("id-%06u", number);
  g_autofree gchar *payload = g_strnfill (size, 'x');
  const AoiOutboxMessage message = { 0, id, passing, g_get_real_time (), "S1", "P", NULL, payload };
  g_autoptr (GError) error = NULL;
  gboolean kept;

  aoi_outbox_add (outbox, target, limits, &message, 1, &kept, &error);
  g_assert_no_error (error);
  return kept;
}

void
outbox_add (AoiOutbox *outbox, const gchar *target, guint number)
{
  g_assert_true (outbox_add_sized (outbox, target, number, FALSE, 10, NULL));
}

GPtrArray *
outbox_peek (AoiOutbox *outbox, const gchar *target, guint n)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = aoi_outbox_peek (outbox, target, n, &error);

  g_assert_no_error (error);
  return found;
}

const AoiOutboxMessage *
outbox_get (GPtrArray *messages, guint i)
{
  return g_ptr_array_index (messages, i);
}

void
outbox_end (AoiOutbox *outbox, GPtrArray *messages)
{
  g_autoptr (GError) error = NULL;

  aoi_outbox_end (outbox, (AoiOutboxMessage **) messages->pdata, messages->len, &error);
  g_assert_no_error (error);
}

AoiOutboxState
outbox_get_state (AoiOutbox *outbox, const gchar *target)
{
  g_autoptr (GError) error = NULL;
  AoiOutboxState state;

  g_assert_true (aoi_outbox_get_state (outbox, target, &state, &error));
  g_assert_no_error (error);
  return state;
}
