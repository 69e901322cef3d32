/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GstAoiCameraFate:
 * @GST_AOI_CAMERA_PUSHED: it went downstream as a whole frame
 * @GST_AOI_CAMERA_INCOMPLETE: packets of it were lost
 * @GST_AOI_CAMERA_REFUSED: it came whole, but not under the setting that was asked for
 * @GST_AOI_CAMERA_DROPPED: there was no buffer for it, or none of it came
 *
 * What became of a frame that the camera sent.
 */
typedef enum {
  GST_AOI_CAMERA_PUSHED,
  GST_AOI_CAMERA_INCOMPLETE,
  GST_AOI_CAMERA_REFUSED,
  GST_AOI_CAMERA_DROPPED,
  GST_AOI_CAMERA_N_FATES
} GstAoiCameraFate;

/**
 * GstAoiCameraAccount:
 * @sent: frames that the camera sent, by their ids
 * @fates: how many of them had each fate; their sum is @sent once gst_aoi_camera_account_restart() was
 *   called, and before that it is with what is in @nameless
 * @nameless: incomplete frames since the last known id whose own id was lost
 * @last_id: the last known id; valid if @counting
 * @counting: an id was seen since the last restart
 * @doubtful: the camera may have begun to count anew after @last_id
 *
 * Which frames a camera sent and what became of them, by frame id alone. Not thread-safe.
 */
typedef struct {
  guint64 sent;
  guint64 fates[GST_AOI_CAMERA_N_FATES];
  guint nameless;
  guint64 last_id;
  gboolean counting;
  gboolean doubtful;
} GstAoiCameraAccount;

guint64 gst_aoi_camera_account_add (
    GstAoiCameraAccount *self, guint64 id, GstAoiCameraFate fate, guint64 *index);
void gst_aoi_camera_account_add_nameless (GstAoiCameraAccount *self);
void gst_aoi_camera_account_doubt (GstAoiCameraAccount *self);
void gst_aoi_camera_account_restart (GstAoiCameraAccount *self);

G_END_DECLS
