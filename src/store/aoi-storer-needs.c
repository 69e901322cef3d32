/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a storer needs: a file for boards that wait, and room in its queue. */
#include <string.h>

#include "store/aoi-storer.h"

#define SQLITE "sqlite:"

/* A rough size of a report in the queue. */
#define BOARD_BYTES 2048
#define ROI_BYTES 768

/**
 * aoi_storer_dup_outbox:
 * @address: of a database
 * @folder: for what waits for a server
 *
 * Returns: (transfer full): the file in which boards wait if nobody says another one: beside a SQLite file
 */
gchar *
aoi_storer_dup_outbox (const gchar *address, const gchar *folder)
{
  if (g_str_has_prefix (address, SQLITE))
    return g_strconcat (address + strlen (SQLITE), ".outbox", NULL);
  return strstr (address, "://") != NULL ? g_build_filename (folder, "outbox.db", NULL)
                                         : g_strconcat (address, ".outbox", NULL);
}

/**
 * aoi_storer_measure:
 * @report: of a board
 *
 * Returns: bytes that are to be reserved for it
 */
gsize
aoi_storer_measure (const AoiReport *report)
{
  return BOARD_BYTES + ROI_BYTES * (gsize) aoi_report_get_n_rois (report);
}
