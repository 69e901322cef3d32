/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The book as a file: {"format":1,"users":[{"name","role","hash"}...],"tokens":[{"name","role","until","sha256"}...]}.
 * It is replaced as a whole, so that a kill leaves the old one or the new one. */
#include "auth/auth-book-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "auth/auth-secret.h"
#include "auth/auth-time.h"
#include "json/aoi-json-file.h"
#include "json/aoi-json-reader.h"
#include "json/aoi-json-writer.h"
#include "storage/aoi-folder-write.h"

#define FORMAT 1
#define MAX_BYTES (1 << 20)
#define MAX_NESTING 4

/* What an entry of either list says, for as long as it is read. */
typedef struct {
  gchar *name, *role, *hash, *until, *sha256;
} Entry;

static void
entry_clear (Entry *self)
{
  g_free (self->name);
  g_free (self->role);
  g_free (self->hash);
  g_free (self->until);
  g_free (self->sha256);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entry, entry_clear)

static gboolean
read_user (AuthBook *book, const Entry *entry, AuthRole role, GError **error)
{
  if (entry->hash == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "hash is missing");
    return FALSE;
  }
  return auth_book_add_user (book, entry->name, role, entry->hash, error);
}

static gboolean
read_token (AuthBook *book, const Entry *entry, AuthRole role, GError **error)
{
  gint64 until;

  if (entry->until == NULL || entry->sha256 == NULL || !auth_secret_is (entry->sha256)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "until or sha256 is missing");
    return FALSE;
  }
  return auth_time_parse (entry->until, &until, error)
      && auth_book_add_token (book, entry->name, role, until, entry->sha256, error);
}

static gboolean
read_common (AuthBook *book, const Entry *entry, gboolean token, GError **error)
{
  AuthRole role;

  if (entry->name == NULL || entry->role == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "name or role is missing");
    return FALSE;
  }
  return auth_role_parse (entry->role, &role, error)
      && (token ? read_token (book, entry, role, error) : read_user (book, entry, role, error));
}

static void
read_entry (
    AuthBook *book, JsonNode *node, const AoiJsonSource *source, const gchar *path, gboolean token)
{
  g_auto (AoiJsonReader) reader = { NULL };
  g_auto (Entry) entry = { NULL };
  g_autoptr (GError) error = NULL;

  if (!aoi_json_node_require_object (source, node, path))
    return;
  aoi_json_reader_init (&reader, source, json_node_get_object (node), path);
  aoi_json_reader_get_string (&reader, AOI_KEYS ("name"), &entry.name);
  aoi_json_reader_get_string (&reader, AOI_KEYS ("role"), &entry.role);
  aoi_json_reader_get_string (&reader, AOI_KEYS ("hash"), &entry.hash);
  aoi_json_reader_get_string (&reader, AOI_KEYS ("until"), &entry.until);
  aoi_json_reader_get_string (&reader, AOI_KEYS ("sha256"), &entry.sha256);
  if (!read_common (book, &entry, token, &error))
    aoi_problems_add (source->problems, source->file, path, "%s", error->message);
}

static void
read_list (AuthBook *book, AoiJsonReader *top, const gchar *key, gboolean token)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (top, AOI_KEYS (key), &path);

  if (node == NULL || !aoi_json_node_require_array (top->source, node, path))
    return;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
    g_autofree gchar *place = g_strdup_printf ("%s[%u]", path, i);

    read_entry (
        book, json_array_get_element (json_node_get_array (node), i), top->source, place, token);
  }
}

static AuthBook *
read_root (JsonNode *root, const gchar *file, GError **error)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  const AoiJsonSource source = { .file = file, .problems = problems };
  g_autoptr (AuthBook) book = auth_book_new ();
  g_auto (AoiJsonReader) reader = { NULL };
  gint format = 0;

  if (aoi_json_node_require_object (&source, root, "$")) {
    aoi_json_reader_init (&reader, &source, json_node_get_object (root), "$");
    aoi_json_reader_get_int (&reader, AOI_KEYS ("format"), FORMAT, FORMAT, &format);
    if (format == FORMAT) {
      read_list (book, &reader, "users", FALSE);
      read_list (book, &reader, "tokens", TRUE);
    } else if (aoi_problems_get_count (problems) == 0) {
      aoi_problems_add (problems, file, "$.format", "is missing");
    }
  }
  return aoi_problems_check (problems, error) ? g_steal_pointer (&book) : NULL;
}

/* Whoever can read the file can try passwords at leisure. */
static gboolean
check_mode (const AuthState *state, const struct stat *info, GError **error)
{
  if ((info->st_mode & (S_IRWXG | S_IRWXO)) == 0)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s/" AUTH_BOOK_FILE ": others may read or write it; 'chmod 600' takes that from them",
      state->folder.shown);
  return FALSE;
}

/* Returns whether it could be asked for; if there is none, its inode is 0. */
static gboolean
stat_file (const AuthState *state, struct stat *info, GError **error)
{
  if (fstatat (state->folder.fd, AUTH_BOOK_FILE, info, AT_SYMLINK_NOFOLLOW) == 0)
    return TRUE;
  info->st_ino = 0;
  return errno == ENOENT || aoi_folder_fail (&state->folder, AUTH_BOOK_FILE, error);
}

/**
 * auth_book_load:
 * @state: the state folder
 * @error: return location for an error that names file and JSON path
 *
 * Returns: (transfer full): who is known; nobody if there is no file
 */
AuthBook *
auth_book_load (const AuthState *state, GError **error)
{
  g_autofree gchar *path = g_build_filename (state->path, AUTH_BOOK_FILE, NULL);
  g_autofree gchar *shown = g_strconcat (state->folder.shown, "/" AUTH_BOOK_FILE, NULL);
  g_autoptr (JsonNode) root = NULL;
  struct stat info;

  if (!stat_file (state, &info, error))
    return NULL;
  if (info.st_ino == 0)
    return auth_book_new ();
  if (!check_mode (state, &info, error))
    return NULL;
  root = aoi_json_file_read (path, MAX_BYTES, MAX_NESTING, NULL, error);
  if (root == NULL)
    return NULL;
  return read_root (root, shown, error);
}

static JsonObject *
begin_entry (JsonArray *list, const gchar *name, AuthRole role)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "name", name);
  json_object_set_string_member (entry, "role", auth_role_to_text (role));
  json_array_add_object_element (list, entry);
  return entry;
}

static JsonArray *
write_users (const AuthBook *self)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < self->users->len; i++) {
    const AuthUser *user = g_ptr_array_index (self->users, i);
    JsonObject *entry = begin_entry (list, user->name, user->role);

    json_object_set_string_member (entry, "hash", user->hash);
  }
  return list;
}

static JsonArray *
write_tokens (const AuthBook *self)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < self->tokens->len; i++) {
    const AuthToken *token = g_ptr_array_index (self->tokens, i);
    JsonObject *entry = begin_entry (list, token->name, token->role);
    g_autofree gchar *until = auth_time_to_text (token->until);

    json_object_set_string_member (entry, "until", until);
    json_object_set_string_member (entry, "sha256", token->digest);
  }
  return list;
}

/**
 * auth_book_save:
 * @self: a book
 * @state: the state folder, locked by whoever calls
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is on the disk; if not, the file is the old one
 */
gboolean
auth_book_save (const AuthBook *self, const AuthState *state, GError **error)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree gchar *text = NULL;
  g_autofree gchar *line = NULL;
  g_autoptr (GBytes) bytes = NULL;

  json_node_take_object (root, object);
  json_object_set_int_member (object, "format", FORMAT);
  json_object_set_array_member (object, "users", write_users (self));
  json_object_set_array_member (object, "tokens", write_tokens (self));
  text = aoi_json_write (root);
  line = g_strconcat (text, "\n", NULL);
  bytes = g_bytes_new (line, strlen (line));
  return aoi_folder_replace_durably (&state->folder, AUTH_BOOK_FILE, bytes, error);
}

/**
 * auth_book_stat:
 * @state: the state folder
 * @stamp: (out): of the file
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it could be asked for
 */
gboolean
auth_book_stat (const AuthState *state, AuthBookStamp *stamp, GError **error)
{
  struct stat info = { 0 };

  if (!stat_file (state, &info, error))
    return FALSE;
  *stamp = (AuthBookStamp){ 0 };
  if (info.st_ino != 0)
    *stamp = (AuthBookStamp){ info.st_ino, info.st_size,
      (gint64) info.st_ctim.tv_sec * 1000000000 + info.st_ctim.tv_nsec };
  return TRUE;
}

/**
 * auth_book_stamp_equal:
 * @a: of a file
 * @b: of it at another time
 *
 * Returns: whether the file is the same
 */
gboolean
auth_book_stamp_equal (const AuthBookStamp *a, const AuthBookStamp *b)
{
  return a->inode == b->inode && a->size == b->size && a->changed == b->changed;
}
