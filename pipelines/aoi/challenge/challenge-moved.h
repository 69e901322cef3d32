/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-engine.h"

G_BEGIN_DECLS

/**
 * ChallengeMoved:
 * @boards: devices that were drawn where they do not belong; 0: the product has no fiducials
 * @found: those that were found
 * @off: the greatest distance of a fiducial from where it was put to where it was taken to be, in pixels
 * @turned: the greatest difference of the angle, in degrees
 * @rois: verdicts on good parts that pass at rest
 * @held: those that pass where the board was put, too
 *
 * How boards are inspected that are moved.
 */
typedef struct {
  guint boards, found;
  gdouble off, turned;
  guint rois, held;
} ChallengeMoved;

typedef struct _Challenge Challenge;

gboolean challenge_moved_run (Challenge *self, GError **error);
gchar *challenge_moved_describe (const ChallengeMoved *self);
gboolean challenge_moved_is_good (const ChallengeMoved *self);

G_END_DECLS
