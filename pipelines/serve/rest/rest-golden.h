/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rest/rest-private.h"
#include "station/station-goldens.h"

G_BEGIN_DECLS

/**
 * RestGoldenTarget:
 * @product: name of a product, borrowed
 * @id: of an ROI
 * @name: name of a golden, borrowed
 *
 * The golden that a request is about.
 */
typedef struct {
  const gchar *product;
  gint id;
  const gchar *name;
} RestGoldenTarget;

/* rest-golden.c */
gboolean rest_golden_parse_id (const gchar *text, gint *id);
gboolean rest_golden_read_id (JsonNode *node, gint *id);
gboolean rest_golden_is_given (JsonNode *node);
gboolean rest_golden_get_path (HttpCall *call, RestGoldenTarget *target);
gboolean rest_golden_get_target (
    HttpCall *call, const gchar *key, const gchar *what, RestGoldenTarget *target);
gchar *rest_golden_dup_note (const HttpCall *call);
void rest_golden_fail (HttpCall *call, Rest *self, const GError *error);

/* rest-golden-picture.c */
GBytes *rest_golden_make_jpeg (GBytes *bytes, GError **error);

/* rest-golden-save.c */
typedef void (*RestGoldenSaved) (
    HttpCall *call, gint id, const gchar *name, const gchar *demoted, const GPtrArray *warnings);
void rest_golden_save_bytes (HttpCall *call, Rest *self, const RestGoldenTarget *target,
    GBytes *bytes, RestGoldenSaved saved);

/* rest-golden-trash.c */
GArray *
rest_golden_trash_rois (Rest *self, const gchar *product, const GArray *ids, GError **error);

G_END_DECLS
