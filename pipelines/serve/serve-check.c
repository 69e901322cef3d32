/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a station would be, found out without being one: nothing is made, and nobody is listened to. */
#include "serve-check.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "auth/auth-book-file.h"
#include "base/aoi-quote.h"
#include "http/http-server.h"
#include "station/station-beneath.h"
#include "station/station-name.h"
#include "storage/aoi-folder-tree.h"

/* @lines: those of errors or warnings */
void
serve_check_add (ServeCheck *self, GPtrArray *lines, const gchar *format, ...)
{
  g_autofree gchar *shown = g_filename_display_name (self->path);
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (lines,
      g_str_has_prefix (text, shown) ? g_steal_pointer (&text)
                                     : g_strdup_printf ("%s: %s", shown, text));
}

/* Each line of an error is one thing that is wrong. */
static void
add_errors (ServeCheck *self, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    serve_check_add (self, self->errors, "%s", lines[i]);
}

/* Returns: (transfer full) (nullable): who is known, also where the folder is still to be made */
static AuthBook *
load_book (const gchar *path, GError **error)
{
  g_autoptr (AuthState) state = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return auth_book_new ();
  state = auth_state_open (path, error);
  return state != NULL ? auth_book_load (state, error) : NULL;
}

static void
check_users (ServeCheck *self)
{
  const GuardSettings *safety = &self->settings.safety;
  g_autofree gchar *path = safety->state != NULL ? g_strdup (safety->state)
                                                 : auth_state_get_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AuthBook) book = load_book (path, &error);
  AuthRules rules;

  if (book == NULL
      || !guard_settings_get_rules (safety, self->settings.station.listen, &rules, &error)
      || !auth_gate_check_rules (&rules, book, &error)) {
    serve_check_add (self, self->errors, "[safety]: %s", error->message);
    return;
  }
  self->n_users = book->users->len;
  self->n_tokens = book->tokens->len;
  if (rules.beyond && !rules.secure)
    serve_check_add (self, self->warnings,
        "[safety]: without certificate and key others on the network can read passwords");
}

static void
check_certificate (ServeCheck *self)
{
  const GuardSettings *safety = &self->settings.safety;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GDateTime) end = NULL;
  g_autoptr (GError) error = NULL;

  if (safety->certificate == NULL || safety->key == NULL)
    return;
  certificate = http_certificate_load (safety->certificate, safety->key, &error);
  if (certificate == NULL) {
    serve_check_add (self, self->errors, "[safety] certificate: %s", error->message);
    return;
  }
  end = g_tls_certificate_get_not_valid_after (certificate);
  if (end != NULL && g_date_time_compare (end, now) < 0) {
    g_autofree gchar *day = g_date_time_format (end, "%Y-%m-%d");

    serve_check_add (self, self->warnings,
        "[safety] certificate: %s has ended on %s, so that clients refuse it", safety->certificate,
        day);
  }
}

static void
check_writable (ServeCheck *self, GPtrArray *lines, const gchar *key, const gchar *path,
    const gchar *consequence)
{
  if (access (path, W_OK | X_OK) == 0)
    return;
  serve_check_add (
      self, lines, "[station] %s: %s: %s, so that %s", key, path, g_strerror (errno), consequence);
}

static void
add_product (ServeCheck *self, const AoiFolder *folder, const gchar *name)
{
  const gchar *root = self->settings.station.products;
  g_autofree gchar *valid = g_utf8_make_valid (name, -1);
  g_autofree gchar *quoted = aoi_quote (valid);
  g_autofree gchar *file = g_strdup_printf ("%s/rois_config_%s.json", name, name);

  if (name[0] == '.' || !aoi_folder_is_folder (folder, name))
    return;
  if (!station_name_is_product (name))
    serve_check_add (self, self->warnings,
        "[station] products: %s: no product can have the name %s", root, quoted);
  else if (!aoi_folder_has (folder, file))
    serve_check_add (self, self->warnings,
        "[station] products: %s: %s is no product, since it has no ROI file", root, quoted);
  else
    g_ptr_array_add (self->products, g_build_filename (root, name, NULL));
}

static void
check_products (ServeCheck *self)
{
  const gchar *path = self->settings.station.products;
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  if (station_folder_open (&folder, path, &error))
    names = aoi_folder_list (&folder, ".", &error);
  if (names == NULL) {
    serve_check_add (self, self->errors, "[station] products: %s", error->message);
    return;
  }
  g_ptr_array_sort (names, (GCompareFunc) g_strcmp0);
  for (guint i = 0; i < names->len; i++)
    add_product (self, &folder, g_ptr_array_index (names, i));
  check_writable (self, self->warnings, "products", path, "products and goldens cannot be changed");
}

static void
check_shared (ServeCheck *self)
{
  const gchar *path = self->settings.station.shared;
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GError) error = NULL;

  if (station_folder_open (&folder, path, &error))
    check_writable (self, self->errors, "shared", path, "no session can be opened");
  else
    serve_check_add (self, self->errors, "[station] shared: %s", error->message);
}

/**
 * serve_check_init:
 * @self: (out): uninitialised memory
 * @path: of STATION.ini, which lives as long
 *
 * Finds out what `aoi serve` would say to it.
 */
void
serve_check_init (ServeCheck *self, const gchar *path)
{
  g_autoptr (GError) error = NULL;

  *self = (ServeCheck){ .path = path };
  self->errors = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->products = g_ptr_array_new_with_free_func (g_free);
  if (!serve_settings_read (&self->settings, path, &error))
    add_errors (self, error);
  /* There is nothing that could be looked at. */
  if (g_error_matches (error, AOI_ERROR, AOI_ERROR_IO))
    return;
  g_clear_error (&error);
  if (!station_settings_complete (&self->settings.station, &error))
    serve_check_add (self, self->errors, "[station]: %s", error->message);
  g_clear_error (&error);
  if (!source_settings_complete (&self->settings.source, &error))
    serve_check_add (self, self->errors, "[source]: %s", error->message);
  check_users (self);
  check_certificate (self);
  if (self->settings.station.products != NULL)
    check_products (self);
  if (self->settings.station.shared != NULL)
    check_shared (self);
  serve_check_keeping (self);
}

/**
 * serve_check_clear:
 * @self: a check
 */
void
serve_check_clear (ServeCheck *self)
{
  serve_settings_clear (&self->settings);
  g_ptr_array_unref (self->errors);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->products);
}
