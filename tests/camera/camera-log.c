/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Before its release 0.8.30 Aravis looks for the scheme of an empty address where it could not read the description of a
 * camera, and to this day it stops the thread of a stream that could not be made and has none. It logs criticals, in GLib's
 * name or its own, and goes on as it should. */
#include "camera-support.h"

static GLogFunc usual; /* of all tests */

static gboolean
is_fatal (const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
  static const gchar *const of_aravis[] = { "arv_", "g_ascii_strcasecmp: assertion 's1 != NULL'",
    "g_file_get_contents: assertion 'filename != NULL'" };

  for (guint i = 0; i < G_N_ELEMENTS (of_aravis); i++)
    if (g_str_has_prefix (message, of_aravis[i]))
      return FALSE;
  return TRUE;
}

/* The usual one ends the protocol of tests, too. */
static void
show (const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
  if (is_fatal (domain, level, message, NULL))
    usual (domain, level, message, NULL);
  else
    g_log_default_handler (domain, level & G_LOG_LEVEL_MASK, message, NULL);
}

/* GLib forgets the one handler between tests, and not the other. */
void
camera_log_begin (void)
{
  if (usual == NULL)
    usual = g_log_set_default_handler (show, NULL);
  g_test_log_set_fatal_handler (is_fatal, NULL);
}
