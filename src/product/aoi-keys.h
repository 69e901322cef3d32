/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi-type.h"
#include "json/aoi-json-reader.h"

G_BEGIN_DECLS

/* What a type reads an ROI by; built-in types take the reader itself where its functions say more. */
struct _AoiKeys {
  AoiJsonReader *reader; /* borrowed */
};

G_END_DECLS
