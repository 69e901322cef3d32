/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-private.h"
#include "station/station-trial.h"

G_BEGIN_DECLS

#define API_PRODUCT_BYTES ((gsize) AOI_PRODUCT_MAX_FILE_BYTES)

/* Handlers of api-products-save.c; @data is the Api. */
void api_product_save (HttpCall *call, gpointer data);
void api_product_restore (HttpCall *call, gpointer data);

/* api-products.c */
gchar *api_product_dup_text (HttpCall *call);
JsonObject *api_product_new_opinion (const StationTrial *trial);

G_END_DECLS
