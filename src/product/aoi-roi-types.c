/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which types of ROIs there are: the built-in ones, and those that an application or a module registered. */
#include "product/aoi-roi-types.h"

#include <gmodule.h>

#include "aoi-error.h"
#include "product/aoi-module-needs.h"
#include "storage/aoi-file.h"

static AoiRoiTypeGetter get_builtin; /* set when the library is loaded, before any thread */
static GMutex lock;
static GHashTable *registered; /* lock: interned name -> const AoiRoiType *, borrowed */

/**
 * aoi_roi_types_set_builtins:
 * @get: the built-in types
 *
 * Called by src/inspectors/builtins.c when the library is loaded: this room knows no inspector.
 */
void
aoi_roi_types_set_builtins (AoiRoiTypeGetter get)
{
  get_builtin = get;
}

/**
 * aoi_roi_types_get_builtin:
 * @index: from 0
 *
 * Thread-safe.
 *
 * Returns: (nullable): a built-in type, %NULL behind the last one
 */
const AoiRoiType *
aoi_roi_types_get_builtin (guint index)
{
  return get_builtin != NULL ? get_builtin (index) : NULL;
}

static const AoiRoiType *
find_builtin (const gchar *name)
{
  const AoiRoiType *type;

  for (guint i = 0; (type = aoi_roi_types_get_builtin (i)) != NULL; i++)
    if (g_str_equal (type->name, name))
      return type;
  return NULL;
}

static const AoiRoiType *
find_registered (const gchar *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  return registered != NULL ? g_hash_table_lookup (registered, name) : NULL;
}

/**
 * aoi_roi_type_register:
 * @type: a table that stays valid and unchanged for the life of the process
 * @error: return location for an error
 *
 * Thread-safe.
 *
 * Returns: %FALSE with %AOI_ERROR_FAILED if there is another type of that name
 */
gboolean
aoi_roi_type_register (const AoiRoiType *type, GError **error)
{
  const AoiRoiType *other = find_builtin (type->name);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (registered == NULL)
    registered = g_hash_table_new (g_str_hash, g_str_equal);
  if (other == NULL)
    other = g_hash_table_lookup (registered, type->name);
  if (other != NULL && other != type) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "a type of ROIs named \"%s\" is registered already", type->name);
    return FALSE;
  }
  g_hash_table_insert (registered, (gpointer) g_intern_string (type->name), (gpointer) type);
  return TRUE;
}

static void
load_module (const gchar *path)
{
  g_autofree gchar *other = aoi_module_dup_other_need (path, AOI_SONAME);
  g_autoptr (GError) error = NULL;
  GModule *module;
  gboolean (*init) (GError * *error) = NULL;

  /* With the other library, it would register its inspectors there, in tables of another layout. */
  if (other != NULL) {
    g_warning ("inspector module %s was built for another version (%s, this is %s); build it again",
        path, other, AOI_SONAME);
    return;
  }
  module = g_module_open (path, G_MODULE_BIND_LOCAL);
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

static void
load_folders (void)
{
  const gchar *path = g_getenv ("AOI_INSPECTORS");
  g_auto (GStrv) folders = g_strsplit (path != NULL ? path : AOI_INSPECTOR_DIR, ":", -1);

  for (guint i = 0; folders[i] != NULL; i++)
    if (folders[i][0] != '\0')
      load_folder (folders[i]);
}

/* @paths: NULL: those of all folders */
static void
load_once (const gchar *const *paths)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  if (paths == NULL)
    load_folders ();
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    load_module (paths[i]);
  g_once_init_leave (&done, 1);
}

/**
 * aoi_roi_types_load_modules:
 *
 * Loads the modules in the folders of the environment variable `AOI_INSPECTORS`, or of the installation's
 * own, in the first call. Modules register what they have, so no lock may be held. Thread-safe.
 */
void
aoi_roi_types_load_modules (void)
{
  load_once (NULL);
}

/**
 * aoi_roi_types_load_only:
 * @paths: (array zero-terminated=1): files of modules
 *
 * Loads these and no others, if no modules were loaded yet: to be called early.
 */
void
aoi_roi_types_load_only (const gchar *const *paths)
{
  load_once (paths);
}

/**
 * aoi_roi_type_lookup: (skip)
 * @name: (nullable): the name an ROI's `type` gives
 *
 * Thread-safe. Loads modules as aoi_inspector_lookup() does.
 *
 * Returns: (transfer none) (nullable): the type, %NULL if there is none or its inspector says nothing of it
 *
 * Since: 0.2
 */
const AoiRoiType *
aoi_roi_type_lookup (const gchar *name)
{
  const AoiRoiType *type = name != NULL ? find_builtin (name) : NULL;

  if (type != NULL || name == NULL)
    return type;
  aoi_roi_types_load_modules ();
  return find_registered (name);
}
