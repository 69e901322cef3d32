/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CodeKind:
 *
 * Symbologies whose codes are drawn.
 */
typedef enum {
  CODE_DATA_MATRIX,
  CODE_QR,
  CODE_128,
  CODE_39,
  CODE_EAN_13,
  CODE_PDF417,
  CODE_AZTEC,
  CODE_N_KINDS
} CodeKind;

/**
 * CodeCondition:
 *
 * What is made hard. All else is as in %CODE_EASY, except for a wider choice of sizes and angles.
 */
typedef enum {
  CODE_EASY,
  CODE_MODULE,
  CODE_TURNED,
  CODE_CONTRAST,
  CODE_BLUR,
  CODE_NOISE,
  CODE_GLARE,
  CODE_INVERTED,
  CODE_UNEVEN,
  CODE_DOTTED,
  CODE_LASER,
  CODE_CURVED,
  CODE_SMALL,
  CODE_N_CONDITIONS
} CodeCondition;

/* Up to here codes count in the total; the others are counted apart. */
#define CODE_LAST_FLAT CODE_UNEVEN

/**
 * CodePicture:
 * @gray: a byte a pixel, @width a row, owned
 * @width: in pixels
 * @height: in pixels
 * @symbology: static: ZXing's name
 * @text: what the code says, owned
 *
 * A picture of one code.
 */
typedef struct {
  guint8 *gray;
  gint width, height;
  const gchar *symbology;
  gchar *text;
} CodePicture;

extern const gchar *const code_kind_names[CODE_N_KINDS];
extern const gchar *const code_condition_names[CODE_N_CONDITIONS];

gboolean code_picture_is_drawn (CodeKind kind, CodeCondition condition);
CodePicture *code_picture_new (CodeKind kind, CodeCondition condition, guint32 seed, guint32 index);
void code_picture_free (CodePicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CodePicture, code_picture_free)

G_END_DECLS
