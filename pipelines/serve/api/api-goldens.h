/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-private.h"
#include "station/station-goldens.h"

G_BEGIN_DECLS

#define API_GOLDENS "/v1/products/{product}/rois/{#roi}/goldens"

/* A crop, or a frame that has it, and a form around it. */
#define API_GOLDEN_BYTES (((gsize) 64 << 20) + 65536)

/**
 * ApiGoldensTarget:
 * @product: name of a product that is there; the call's
 * @id: of an ROI, be it there or not
 *
 * Whose goldens a call is about.
 */
typedef struct {
  const gchar *product;
  gint id;
} ApiGoldensTarget;

/* api-goldens.c */
gboolean api_goldens_get_target (HttpCall *call, Api *self, ApiGoldensTarget *target);
JsonObject *api_goldens_describe (const ApiGoldensTarget *target, const StationGoldenSet *set);
void api_goldens_fail (HttpCall *call, Api *self, const GError *error);

/* Handlers of api-goldens-change.c and api-goldens-add.c; @data is the Api. */
void api_golden_add (HttpCall *call, gpointer data);
void api_golden_promote (HttpCall *call, gpointer data);
void api_golden_remove (HttpCall *call, gpointer data);
void api_goldens_restore (HttpCall *call, gpointer data);

/**
 * ApiGoldensChange:
 * @api: the API
 * @target: whose goldens change
 * @lock: of the product
 * @person: who changes them
 * @note: (nullable): why
 * @before: as they were
 * @after: (nullable): as they are once it has ended
 * @warnings: (element-type utf8): what is doubtful about it
 *
 * A change of goldens on its way. One thread.
 */
typedef struct {
  Api *api;
  ApiGoldensTarget target;
  StationLock *lock;
  gchar *person;
  gchar *note;
  StationGoldenSet *before;
  StationGoldenSet *after;
  GPtrArray *warnings;
} ApiGoldensChange;

/* api-goldens-change.c */
gboolean
api_goldens_change_begin (ApiGoldensChange *self, HttpCall *call, Api *api, const gchar *note);
gboolean api_goldens_change_end (ApiGoldensChange *self, HttpCall *call);
void api_goldens_change_answer (const ApiGoldensChange *self, HttpCall *call, const gchar *golden);
gchar *api_goldens_change_dup_note (const ApiGoldensChange *self, HttpCall *call);
void api_goldens_change_clear (ApiGoldensChange *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApiGoldensChange, api_goldens_change_clear)

G_END_DECLS
