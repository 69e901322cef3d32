/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden-audit.h"
#include "aoi-golden-store.h"
#include "aoi-image.h"
#include "aoi-product.h"
#include "image/aoi-picture.h"

G_BEGIN_DECLS

/**
 * Golden:
 * @store: the product's samples, locked
 * @product: the product, without the ROIs that have problems
 * @problems: what is wrong with it
 *
 * What the subcommands of `aoi golden` work on.
 */
typedef struct {
  AoiGoldenStore *store;
  AoiProduct *product;
  AoiProblems *problems;
} Golden;

/**
 * GoldenFrame:
 * @image: describes the memory below
 * @picture: (nullable): owned: of an image file
 * @bytes: (nullable): owned: of a raw file
 */
typedef struct {
  AoiImage image;
  AoiPicture *picture;
  GBytes *bytes;
} GoldenFrame;

gboolean golden_open (Golden *self, const gchar *path, gboolean writable, GError **error);
void golden_clear (Golden *self);
const AoiRoi *golden_find_roi (const Golden *self, gint id, GError **error);
GPtrArray *golden_load (const Golden *self, const AoiRoi *roi, GError **error);
gboolean golden_is_wanted (const AoiRoi *roi, gint id);

gboolean golden_parse_id (const gchar *text, gint *id, GError **error);
gboolean golden_parse_options (GOptionContext *context, const GOptionEntry *entries,
    const gchar *command, int *argc, char ***argv);
int golden_fail (const gchar *command, const GError *error);

gboolean golden_frame_init (GoldenFrame *self, const gchar *path, const gchar *format, gint width,
    gint height, GError **error);
void golden_frame_clear (GoldenFrame *self);
AoiRgbImage *
golden_frame_read (const GoldenFrame *self, AoiProduct *product, const AoiRoi *roi, GError **error);

gchar *golden_describe_finding (const AoiGoldenAudit *audit, guint index);
void golden_html_begin (GString *html, const AoiProduct *product);
gboolean golden_html_add (GString *html, const AoiRoi *roi, const AoiGoldenAudit *audit,
    const AoiGoldenSpread *spread, GError **error);
void golden_html_end (GString *html);

/* Subcommands: get their own arguments, argv[0] being the name; return an exit code. */
int golden_list_main (int argc, char **argv);
int golden_add_main (int argc, char **argv);
int golden_remove_main (int argc, char **argv);
int golden_promote_main (int argc, char **argv);
int golden_audit_main (int argc, char **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Golden, golden_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GoldenFrame, golden_frame_clear)

G_END_DECLS
