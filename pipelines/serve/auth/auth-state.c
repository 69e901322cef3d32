/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_FOLDER "/var/lib/aoi"

/**
 * auth_state_get_default:
 *
 * Returns: (transfer full): where the state is if nobody says so: of root the system's, else the user's own
 */
gchar *
auth_state_get_default (void)
{
  const gchar *home = g_getenv ("XDG_STATE_HOME");

  if (home != NULL && g_path_is_absolute (home))
    return g_build_filename (home, "aoi", NULL);
  if (geteuid () == 0)
    return g_strdup (SYSTEM_FOLDER);
  return g_build_filename (g_get_home_dir (), ".local", "state", "aoi", NULL);
}

/* Whoever can write here makes an admin of himself. */
static gboolean
check_owner (const AuthState *self, GError **error)
{
  struct stat info;

  if (fstat (self->folder.fd, &info) != 0)
    return aoi_folder_fail (&self->folder, NULL, error);
  if (info.st_uid != geteuid () && info.st_uid != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: belongs to another user; run as that one, or name another folder by --state",
        self->folder.shown);
    return FALSE;
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: others may write in it; 'chmod go-w' takes that from them", self->folder.shown);
    return FALSE;
  }
  return TRUE;
}

/**
 * auth_state_open:
 * @path: of the folder, which is made if it is missing
 * @error: return location for an %AOI_ERROR_IO, or an %AOI_ERROR_INVALID if others may write there
 *
 * Returns: (transfer full): the folder
 */
AuthState *
auth_state_open (const gchar *path, GError **error)
{
  g_autoptr (AuthState) self = g_new0 (AuthState, 1);

  self->path = g_strdup (path);
  self->folder.fd = -1;
  self->folder.secret = TRUE;
  self->folder.shown = g_filename_display_name (path);
  if (g_mkdir_with_parents (path, 0700) != 0) {
    aoi_folder_fail (&self->folder, NULL, error);
    return NULL;
  }
  self->folder.fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder.fd < 0) {
    aoi_folder_fail (&self->folder, NULL, error);
    return NULL;
  }
  return check_owner (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * auth_state_close:
 * @self: (transfer full): an open folder
 */
void
auth_state_close (AuthState *self)
{
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  g_free (self->folder.shown);
  g_free (self->path);
  g_free (self);
}
