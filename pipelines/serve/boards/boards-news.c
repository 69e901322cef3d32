/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Says in the log and to those who listen when the store is ill, and when it is well again. */
#include "boards/boards-private.h"
#include "station/station-news.h"

#include <string.h>

static void
hide_folder (GString *text, const gchar *path)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  gchar *slash = strrchr (shown, '/');

  if (slash == NULL)
    return;
  slash[1] = '\0';
  g_string_replace (text, shown, "", 0);
}

/* Returns: (transfer full): @reason as clients may see it: without folders of this machine, or where its server is */
static gchar *
hide (const Boards *self, const gchar *reason)
{
  const gchar *store = self->station->settings.store;
  g_autofree gchar *address = aoi_sql_address_show (store);
  GString *text = g_string_new (reason);

  if (strstr (store, "://") != NULL)
    g_string_replace (text, address, "the database", 0);
  else
    hide_folder (text, store);
  hide_folder (text, self->outbox);
  return g_string_free (text, FALSE);
}

/* @state: a word. @reason: (nullable): why */
static void
tell (Boards *self, const gchar *state, const gchar *reason)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *shown = reason != NULL ? hide (self, reason) : NULL;
  BoardsFacts facts;

  boards_get_facts (self, &facts);
  json_object_set_string_member (object, "state", state);
  if (shown != NULL)
    json_object_set_string_member (object, "reason", shown);
  else
    json_object_set_null_member (object, "reason");
  json_object_set_int_member (object, "waiting", (gint64) facts.waiting);
  json_object_set_int_member (object, "lost", (gint64) facts.lost);
  station_tell (self->station, "store", object);
}

/* People do not judge as fast as boards fail, or nobody does: that is said before any board goes for it. */
static void
tell_overdue (const Boards *self, const AoiStorerNews *news)
{
  if (self->overdue == 0 && news->overdue > 0)
    g_message (
        "%" G_GUINT64_FORMAT
        " boards stay beyond store-max-age and store-max-boards, since they wait to be judged",
        news->overdue);
  if (news->unjudged > self->unjudged)
    g_warning (
        "%" G_GUINT64_FORMAT
        " boards were removed that nobody has judged, since more than store-max-overdue wait",
        news->unjudged);
}

static void
note (Boards *self, const AoiStorerNews *news)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->stored += news->stored != NULL;
  self->waiting = news->waiting;
  self->removed = news->removed;
  self->unjudged = news->unjudged;
  self->overdue = news->overdue;
  self->oldest_us = news->oldest_us;
  if (news->away != NULL)
    self->away = TRUE;
  if (news->is_back)
    self->away = FALSE;
}

/* The spool's thread. */
void
boards_on_news (gconstpointer what, gpointer boards)
{
  const AoiStorerNews *news = what;
  Boards *self = boards;
  gboolean unjudged;

  /* Only this thread changes what it looks at. */
  tell_overdue (self, news);
  unjudged = news->unjudged > self->unjudged;
  note (self, news);
  if (unjudged)
    tell (self, "unjudged", NULL);
  if (news->away != NULL) {
    g_warning ("the database is away, boards wait in the outbox: %s", news->away);
    tell (self, "away", news->away);
  }
  if (news->notice != NULL) {
    boards_forget_database (self);
    g_warning ("%s", news->notice);
    tell (self, "notice", news->notice);
  }
  if (news->is_back) {
    g_message ("the database is back");
    tell (self, "back", NULL);
  }
}

/* Any thread. @reason: (nullable): %NULL: no board is lost any more */
void
boards_on_loss (const gchar *reason, gpointer boards)
{
  Boards *self = boards;

  g_mutex_lock (&self->lock);
  self->losing = reason != NULL;
  g_mutex_unlock (&self->lock);
  if (reason != NULL)
    g_warning ("boards are lost: %s", reason);
  else
    g_message ("no board is lost any more");
  tell (self, reason != NULL ? "lost" : "recovered", reason);
}
