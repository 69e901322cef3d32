/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rest/rest-session.h"
#include "station/station-picture.h"

G_BEGIN_DECLS

/**
 * RestOutput:
 *
 * The result pictures of an inspection, in the folder `output` of its session. One thread.
 */
typedef struct _RestOutput RestOutput;

RestOutput *rest_output_new (Station *station, const RestSession *session);
void rest_output_free (RestOutput *self);
AoiReport *rest_output_inspect (RestOutput *self, const StationPicture *picture,
    AoiPlacements *placements, AoiReportInfo *info);
void rest_output_write (RestOutput *self, const StationPicture *picture, const AoiReport *report);
gboolean rest_output_has (const RestOutput *self, const gchar *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RestOutput, rest_output_free)

G_END_DECLS
