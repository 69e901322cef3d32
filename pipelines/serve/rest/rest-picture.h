/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "http/http-call.h"
#include "rest/rest-session.h"

G_BEGIN_DECLS

/**
 * RestPlaces:
 * @REST_PICTURE_FILE: `image_filename` or `image`
 * @REST_PICTURE_PATH: also `image_path`, which comes first
 *
 * How a request may name a picture.
 */
typedef enum {
  REST_PICTURE_FILE,
  REST_PICTURE_PATH,
} RestPlaces;

GBytes *rest_picture_find (Station *station, const RestSession *session, const HttpCall *call,
    JsonObject *request, RestPlaces places, guint *status, GError **error);

G_END_DECLS
