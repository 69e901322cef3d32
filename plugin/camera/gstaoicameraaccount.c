/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counts by frame id, since the counters of Aravis count packets and gaps. An incomplete frame whose
 * leader was lost has no id; it takes one of those that are missing before the next frame. */
#include "camera/gstaoicameraaccount.h"

#define LAST_NARROW_ID 65535
/* Cameras may count on or anew after acquisition was started again; this far ahead they count on. */
#define NEAR 64

/* How far `id` is behind the last one. GigE Vision numbers frames with 16 bits, from 65535 back to 1
 * since 0 is no id, or with 64. Half of the range or more, and any way back of wide ids, is a camera that
 * counts anew and says nothing of what is between. */
static guint64
distance (const GstAoiCameraAccount *self, guint64 id)
{
  guint64 ahead;

  if (!self->counting)
    return 1 + self->nameless;
  if (id > self->last_id)
    ahead = id - self->last_id;
  else if (self->last_id <= LAST_NARROW_ID)
    ahead = id + LAST_NARROW_ID - self->last_id;
  else
    return 1;
  return ahead == 0 || ahead > (self->doubtful ? NEAR : LAST_NARROW_ID / 2) ? 1 : ahead;
}

/**
 * gst_aoi_camera_account_add:
 * @self: an account
 * @id: the camera's number of the frame
 * @fate: what becomes of it
 * @index: (out): its number in the order in which the camera sent frames, from 0
 *
 * Counts a frame and those that are missing before it.
 *
 * Returns: how many frames before it were dropped
 */
guint64
gst_aoi_camera_account_add (
    GstAoiCameraAccount *self, guint64 id, GstAoiCameraFate fate, guint64 *index)
{
  const guint64 ahead = distance (self, id);
  const guint64 incomplete = MIN (self->nameless, ahead - 1);
  const guint64 dropped = ahead - 1 - incomplete;

  *index = self->sent + ahead - 1;
  self->sent += ahead;
  self->fates[GST_AOI_CAMERA_INCOMPLETE] += incomplete;
  self->fates[GST_AOI_CAMERA_DROPPED] += dropped;
  self->fates[fate]++;
  self->nameless = 0;
  self->last_id = id;
  self->counting = TRUE;
  self->doubtful = FALSE;
  return dropped;
}

/**
 * gst_aoi_camera_account_add_nameless:
 * @self: an account
 *
 * Counts an incomplete frame without an id.
 */
void
gst_aoi_camera_account_add_nameless (GstAoiCameraAccount *self)
{
  self->nameless++;
}

/**
 * gst_aoi_camera_account_doubt:
 * @self: an account
 *
 * The camera may number frames anew from now on, or go on.
 */
void
gst_aoi_camera_account_doubt (GstAoiCameraAccount *self)
{
  self->doubtful = TRUE;
}

/**
 * gst_aoi_camera_account_restart:
 * @self: an account
 *
 * From now on the camera numbers frames anew.
 */
void
gst_aoi_camera_account_restart (GstAoiCameraAccount *self)
{
  self->sent += self->nameless;
  self->fates[GST_AOI_CAMERA_INCOMPLETE] += self->nameless;
  self->nameless = 0;
  self->counting = FALSE;
}
