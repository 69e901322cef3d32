/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-inspector.h"

#include <gmodule.h>

#include "aoi-error.h"
#include "storage/aoi-file.h"
#include "inspectors/inspectors.h"

static GMutex lock;
static GHashTable *inspectors; /* lock: interned type -> const AoiInspector *, borrowed */

static const AoiInspector *const builtins[] = {
#ifdef HAVE_BARCODE
  &aoi_inspector_barcode,
#endif
  &aoi_inspector_compare,
#ifdef HAVE_OCR
  &aoi_inspector_ocr,
#endif
  &aoi_inspector_color,
};

static const struct {
  const gchar *type;
  const gchar *needs;
} absent[] = {
#ifndef HAVE_BARCODE
  { AOI_TYPE_BARCODE, "ZXing-C++" },
#endif
#ifndef HAVE_OCR
  { AOI_TYPE_OCR, "Tesseract" },
#endif
  { NULL, NULL },
};

static GHashTable *
table_locked (void)
{
  if (inspectors == NULL) {
    inspectors = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
      g_hash_table_insert (inspectors, (gpointer) builtins[i]->type, (gpointer) builtins[i]);
  }
  return inspectors;
}

/**
 * aoi_inspector_register:
 * @inspector: a table that stays valid and unchanged for the life of the process
 * @error: return location for an error
 *
 * Makes ROIs with this `type` inspectable. Thread-safe; products that are loaded already are not
 * affected.
 *
 * Returns: %FALSE with %AOI_ERROR_FAILED if another inspector has that type already
 */
gboolean
aoi_inspector_register (const AoiInspector *inspector, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  const AoiInspector *other;

  g_return_val_if_fail (inspector != NULL && inspector->type != NULL, FALSE);
  g_return_val_if_fail (inspector->inspect != NULL, FALSE);

  other = g_hash_table_lookup (table_locked (), inspector->type);
  if (other != NULL && other != inspector) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "an inspector of type \"%s\" is registered already", inspector->type);
    return FALSE;
  }
  g_hash_table_insert (
      inspectors, (gpointer) g_intern_string (inspector->type), (gpointer) inspector);
  return TRUE;
}

static void
load_module (const gchar *path)
{
  g_autoptr (GError) error = NULL;
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  gboolean (*init) (GError * *error) = NULL;

  if (module == NULL) {
    g_warning ("inspector module %s cannot be loaded: %s", path, g_module_error ());
    return;
  }
  /* Tables of the module are registered for good. */
  g_module_make_resident (module);
  if (!g_module_symbol (module, AOI_INSPECTOR_MODULE_INIT, (gpointer *) &init) || init == NULL)
    g_warning ("inspector module %s has no function " AOI_INSPECTOR_MODULE_INIT, path);
  else if (!init (&error))
    g_warning (
        "inspector module %s refused: %s", path, error != NULL ? error->message : "no reason");
  else
    g_info ("inspector module %s loaded", path);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const gchar *const *) a, *(const gchar *const *) b);
}

static void
load_folder (const gchar *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const gchar *name;

  if (dir == NULL) {
    g_info ("inspector folder %s cannot be opened", folder);
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, "." G_MODULE_SUFFIX) && !aoi_file_is_companion (name))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    load_module (g_ptr_array_index (names, i));
}

/* Modules call aoi_inspector_register(), so this runs unlocked, once. */
static void
load_modules_once (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    const gchar *path = g_getenv ("AOI_INSPECTORS");
    g_auto (GStrv) folders = g_strsplit (path != NULL ? path : AOI_INSPECTOR_DIR, ":", -1);

    for (guint i = 0; folders[i] != NULL; i++)
      if (folders[i][0] != '\0')
        load_folder (folders[i]);
    g_once_init_leave (&done, 1);
  }
}

/**
 * aoi_inspector_list:
 *
 * Thread-safe. The first call, of this or aoi_inspector_lookup(), loads the modules in the folders of
 * the environment variable `AOI_INSPECTORS` (separated by colons), or of the installation's own.
 *
 * Returns: (transfer full): the types that can be inspected, sorted
 */
gchar **
aoi_inspector_list (void)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  load_modules_once ();
  g_mutex_lock (&lock);
  g_hash_table_iter_init (&iter, table_locked ());
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (types, g_strdup (key));
  g_mutex_unlock (&lock);
  g_ptr_array_sort (types, compare_names);
  g_ptr_array_add (types, NULL);
  return (gchar **) g_ptr_array_free (g_steal_pointer (&types), FALSE);
}

static void
set_unknown_error (const gchar *type, GError **error)
{
  g_auto (GStrv) known = aoi_inspector_list ();
  g_autofree gchar *names = g_strjoinv (", ", known);

  for (guint i = 0; absent[i].type != NULL; i++) {
    if (g_str_equal (absent[i].type, type)) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
          "\"%s\" is not in this build, which was made without %s", type, absent[i].needs);
      return;
    }
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "no inspector of type \"%s\" is known; known are: %s", type, names);
}

/**
 * aoi_inspector_lookup:
 * @type: the name an ROI's `type` gives
 * @error: return location for an error
 *
 * Thread-safe.
 *
 * Returns: (transfer none): the inspector, or %NULL with %AOI_ERROR_UNSUPPORTED and a message that
 *   says what this build lacks or which types there are
 */
const AoiInspector *
aoi_inspector_lookup (const gchar *type, GError **error)
{
  const AoiInspector *inspector;

  load_modules_once ();
  g_mutex_lock (&lock);
  inspector = g_hash_table_lookup (table_locked (), type);
  g_mutex_unlock (&lock);
  if (inspector == NULL)
    set_unknown_error (type, error);
  return inspector;
}
