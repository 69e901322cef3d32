/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where files are on which helpers depend: their program, and modules of inspectors. */
#include "jail/aoi-program.h"

#include <dlfcn.h>
#include <unistd.h>

#include "aoi-error.h"

#define PROGRAM "aoi-helper"

/* The file that an address of code or constants comes from. */
static gchar *
dup_file (gconstpointer address)
{
  Dl_info info;

  if (dladdr (address, &info) == 0 || info.dli_fname == NULL)
    return NULL;
  return g_canonicalize_filename (info.dli_fname, NULL);
}

static gchar *
dup_own_file (void)
{
  static const gchar here = 0;

  return dup_file (&here);
}

/**
 * aoi_program_dup_library_folder:
 *
 * Returns: (transfer full): the folder that this library was loaded from
 */
gchar *
aoi_program_dup_library_folder (void)
{
  g_autofree gchar *library = dup_own_file ();

  return library != NULL ? g_path_get_dirname (library) : g_strdup ("/");
}

/* Beside the library as it is built, where it is installed, and where it was to be installed. */
static gchar *
find (void)
{
  g_autofree gchar *folder = aoi_program_dup_library_folder ();
  gchar *const places[] = { g_build_filename (folder, "helper", PROGRAM, NULL),
    g_build_filename (folder, AOI_LIBEXEC_FROM_LIB, PROGRAM, NULL),
    g_build_filename (AOI_LIBEXECDIR, PROGRAM, NULL) };
  gchar *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    if (found == NULL && access (places[i], X_OK) == 0)
      found = g_strdup (places[i]);
    g_free (places[i]);
  }
  return found != NULL ? found : g_build_filename (AOI_LIBEXECDIR, PROGRAM, NULL);
}

/**
 * aoi_program_find:
 *
 * Thread-safe.
 *
 * Returns: the absolute path of the helpers' program, which is this release's if it is there
 */
const gchar *
aoi_program_find (void)
{
  static gchar *program = NULL;

  if (g_once_init_enter (&program))
    g_once_init_leave (&program, find ());
  return program;
}

static gboolean
is_module (const gchar *file)
{
  gpointer handle = dlopen (file, RTLD_LAZY | RTLD_NOLOAD);
  const gboolean has_init = handle != NULL && dlsym (handle, "aoi_inspector_module_init") != NULL;

  if (handle != NULL)
    dlclose (handle);
  return has_init;
}

/**
 * aoi_program_dup_module:
 * @table: an inspector's
 * @error: return location for an %AOI_ERROR_UNSUPPORTED: the application has registered it itself
 *
 * Returns: (transfer full): the file of the module that has the inspector, "" if it is this library's own, or
 *   %NULL with @error set
 */
gchar *
aoi_program_dup_module (gconstpointer table, GError **error)
{
  g_autofree gchar *file = dup_file (table), *own = dup_own_file ();

  if (file != NULL && g_strcmp0 (file, own) == 0)
    return g_strdup ("");
  if (file != NULL && is_module (file))
    return g_steal_pointer (&file);
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "the application has registered it, and a helper loads inspectors from modules only");
  return NULL;
}
