/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sessions that are open, and their folders. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "rest/rest-session-private.h"
#include "storage/aoi-folder-tree.h"

/* How often sessions are looked at, s. */
#define SWEEP 300
/* How long nobody used a session that makes room for a new one, s. */
#define SPARE 600

struct _RestSessions {
  Station *station; /* borrowed */
  GMutex lock;
  GHashTable *open; /* lock: id -> RestSession */
  GPtrArray *order; /* lock: RestSession, borrowed, the oldest first */
  guint sweep; /* main loop: source id */
  GThreadPool *sweeper; /* one thread, for what takes long */
};

static const gchar *const folders[] = { "input", "output", "captures" };

static gboolean
is_old (RestSession *session, gint64 age_s)
{
  Session *self = (Session *) session;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return !self->busy && g_get_real_time () - self->facts.last_us > age_s * G_USEC_PER_SEC;
}

/* A file's age, however its name begins: what a session of an earlier run left. */
static void
remove_left (RestSessions *self, const gchar *name)
{
  const AoiFolder *folder = &self->station->sessions;
  const gint64 age_s = self->station->settings.session_s;
  struct stat info;

  if (!station_name_is_session (name) || fstatat (folder->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0
      || g_get_real_time () / G_USEC_PER_SEC - info.st_mtim.tv_sec <= age_s)
    return;
  aoi_folder_remove_tree (folder, name, NULL);
}

static gboolean
is_open (RestSessions *self, const gchar *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_contains (self->open, id);
}

/* Worker. */
static void
remove_old (gpointer data, gpointer pool_data)
{
  RestSessions *self = data;
  g_autoptr (GPtrArray) sessions = rest_sessions_list (self);
  g_autoptr (GPtrArray) names = aoi_folder_list (&self->station->sessions, ".", NULL);

  for (guint i = 0; i < sessions->len; i++) {
    RestSession *session = g_ptr_array_index (sessions, i);

    if (is_old (session, self->station->settings.session_s) && rest_session_enter (session)) {
      rest_sessions_close (self, session);
      rest_session_leave (session, FALSE);
    }
  }
  for (guint i = 0; names != NULL && i < names->len; i++)
    if (!is_open (self, g_ptr_array_index (names, i)))
      remove_left (self, g_ptr_array_index (names, i));
}

/* Main loop. */
static gboolean
sweep (gpointer data)
{
  RestSessions *self = data;

  if (g_thread_pool_unprocessed (self->sweeper) == 0)
    g_thread_pool_push (self->sweeper, self, NULL);
  return G_SOURCE_CONTINUE;
}

/**
 * rest_sessions_new:
 * @station: whose shared folder they use; has to live as long
 *
 * Removes what sessions of earlier runs left, if it is old enough.
 *
 * Returns: (transfer full): no sessions yet
 */
RestSessions *
rest_sessions_new (Station *station)
{
  RestSessions *self = g_new0 (RestSessions, 1);

  self->station = station;
  g_mutex_init (&self->lock);
  self->open = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) rest_session_unref);
  self->order = g_ptr_array_new ();
  self->sweeper = g_thread_pool_new (remove_old, NULL, 1, FALSE, NULL);
  self->sweep = g_timeout_add_seconds (
      (guint) CLAMP (station->settings.session_s, 1, SWEEP), sweep, self);
  sweep (self);
  return self;
}

/**
 * rest_sessions_free:
 * @self: (transfer full): sessions that nobody uses
 */
void
rest_sessions_free (RestSessions *self)
{
  g_source_remove (self->sweep);
  g_thread_pool_free (self->sweeper, TRUE, TRUE);
  g_ptr_array_unref (self->order);
  g_hash_table_unref (self->open);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * rest_sessions_count:
 * @self: sessions
 *
 * Returns: how many are open
 */
guint
rest_sessions_count (RestSessions *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->order->len;
}

/**
 * rest_sessions_dup_newest:
 * @self: sessions
 *
 * Returns: (transfer full) (nullable): product of the newest one
 */
gchar *
rest_sessions_dup_newest (RestSessions *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const RestSession *newest = self->order->len > 0
      ? g_ptr_array_index (self->order, self->order->len - 1)
      : NULL;

  return newest != NULL ? g_strdup (newest->product) : NULL;
}

/**
 * rest_sessions_list:
 * @self: sessions
 *
 * Returns: (transfer full) (element-type RestSession): those that are open, the oldest first
 */
GPtrArray *
rest_sessions_list (RestSessions *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) rest_session_unref);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->order->len; i++)
    g_ptr_array_add (list, rest_session_ref (g_ptr_array_index (self->order, i)));
  return list;
}

/**
 * rest_sessions_are_busy:
 * @self: sessions
 *
 * Returns: whether any is being worked in
 */
gboolean
rest_sessions_are_busy (RestSessions *self)
{
  g_autoptr (GPtrArray) list = rest_sessions_list (self);
  gboolean busy = FALSE;

  for (guint i = 0; i < list->len && !busy; i++) {
    Session *session = g_ptr_array_index (list, i);

    g_mutex_lock (&session->lock);
    busy = session->busy;
    g_mutex_unlock (&session->lock);
  }
  return busy;
}

/**
 * rest_sessions_find:
 * @self: sessions
 * @id: what a client says
 *
 * Returns: (transfer full) (nullable): the session, if it is open
 */
RestSession *
rest_sessions_find (RestSessions *self, const gchar *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RestSession *session = id != NULL ? g_hash_table_lookup (self->open, id) : NULL;

  return session != NULL ? rest_session_ref (session) : NULL;
}

static gboolean
make_folders (RestSessions *self, const gchar *id, GError **error)
{
  const AoiFolder *folder = &self->station->sessions;
  g_auto (AoiFolder) mine = STATION_FOLDER_CLOSED;

  if (mkdirat (folder->fd, id, 0777) != 0 || !station_beneath_open_folder (folder, id, &mine))
    return aoi_folder_fail (folder, id, error);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (mkdirat (mine.fd, folders[i], 0777) != 0)
      return aoi_folder_fail (&mine, folders[i], error);
  return TRUE;
}

/* Closes the oldest session that nobody has used for a while, so that forgotten ones keep nobody out. */
static void
make_room (RestSessions *self)
{
  g_autoptr (GPtrArray) list = rest_sessions_list (self);

  if (list->len < REST_MAX_SESSIONS)
    return;
  for (guint i = 0; i < list->len; i++) {
    RestSession *session = g_ptr_array_index (list, i);

    if (!is_old (session, SPARE) || !rest_session_enter (session))
      continue;
    rest_sessions_close (self, session);
    rest_session_leave (session, FALSE);
    return;
  }
}

static gboolean
add (RestSessions *self, RestSession *session)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->order->len >= REST_MAX_SESSIONS)
    return FALSE;
  g_hash_table_insert (self->open, session->id, rest_session_ref (session));
  g_ptr_array_add (self->order, session);
  return TRUE;
}

/**
 * rest_sessions_open:
 * @self: sessions
 * @product: of a product that is there
 * @client_info: (nullable): what the client says of itself
 * @error: return location for an %AOI_ERROR_IO, or an %AOI_ERROR_FAILED if too many are open
 *
 * Makes a session and its folders.
 *
 * Returns: (transfer full): it
 */
RestSession *
rest_sessions_open (RestSessions *self, const gchar *product, JsonNode *client_info, GError **error)
{
  g_autoptr (RestSession) session = rest_session_new (product, client_info);

  make_room (self);
  if (!make_folders (self, session->id, error)) {
    aoi_folder_remove_tree (&self->station->sessions, session->id, NULL);
    return NULL;
  }
  if (add (self, session))
    return g_steal_pointer (&session);
  aoi_folder_remove_tree (&self->station->sessions, session->id, NULL);
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
      "%d sessions are open, as many as there may be: close one that nobody needs",
      REST_MAX_SESSIONS);
  return NULL;
}

/**
 * rest_sessions_close:
 * @self: sessions
 * @session: one of them, in which it is the caller's turn
 *
 * Ends a session and removes its folder. Links in that are removed, not followed.
 *
 * Returns: whether the folder is gone
 */
gboolean
rest_sessions_close (RestSessions *self, RestSession *session)
{
  Session *closed = (Session *) session;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&closed->lock);
  closed->closed = TRUE;
  g_mutex_unlock (&closed->lock);
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->order, session);
  g_hash_table_remove (self->open, session->id);
  g_mutex_unlock (&self->lock);
  if (aoi_folder_remove_tree (&self->station->sessions, session->id, &error))
    return TRUE;
  g_warning ("%s", error->message);
  return FALSE;
}

/**
 * rest_sessions_get_facts:
 * @self: sessions
 * @session: one of them
 * @facts: (out): what changes of it, as it is now
 */
void
rest_sessions_get_facts (RestSessions *self, RestSession *session, RestFacts *facts)
{
  Session *one = (Session *) session;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&one->lock);

  *facts = one->facts;
}
