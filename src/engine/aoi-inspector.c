/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-inspector.h"

#include "aoi-error.h"
#include "engine/aoi-inspector-builtins.h"
#include "product/aoi-roi-types.h"

static AoiInspectorGetter get_builtin; /* set when the library is loaded, before any thread */
static GMutex lock;
static GHashTable *inspectors; /* lock: interned type -> const AoiInspector *, borrowed */

/**
 * aoi_inspectors_set_builtins:
 * @get: the built-in inspectors
 *
 * Called by src/inspectors/builtins.c when the library is loaded: this room knows no inspector.
 */
void
aoi_inspectors_set_builtins (AoiInspectorGetter get)
{
  get_builtin = get;
}

static GHashTable *
table_locked (void)
{
  const AoiInspector *builtin;

  if (inspectors != NULL)
    return inspectors;
  inspectors = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; (builtin = get_builtin (i)) != NULL; i++)
    if (builtin->missing == NULL)
      g_hash_table_insert (inspectors, (gpointer) builtin->type, (gpointer) builtin);
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
  g_return_val_if_fail (
      inspector->roi_type == NULL || g_strcmp0 (inspector->roi_type->name, inspector->type) == 0,
      FALSE);

  other = g_hash_table_lookup (table_locked (), inspector->type);
  if (other != NULL && other != inspector) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "an inspector of type \"%s\" is registered already", inspector->type);
    return FALSE;
  }
  if (inspector->roi_type != NULL && !aoi_roi_type_register (inspector->roi_type, error))
    return FALSE;
  g_hash_table_insert (
      inspectors, (gpointer) g_intern_string (inspector->type), (gpointer) inspector);
  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const gchar *const *) a, *(const gchar *const *) b);
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

  aoi_roi_types_load_modules ();
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
  const AoiInspector *builtin;

  for (guint i = 0; (builtin = get_builtin (i)) != NULL; i++) {
    if (builtin->missing != NULL && g_str_equal (builtin->type, type)) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
          "\"%s\" is not in this build, which was made without %s", type, builtin->missing);
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

  aoi_roi_types_load_modules ();
  g_mutex_lock (&lock);
  inspector = g_hash_table_lookup (table_locked (), type);
  g_mutex_unlock (&lock);
  if (inspector == NULL)
    set_unknown_error (type, error);
  return inspector;
}
