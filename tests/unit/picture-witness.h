/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <setjmp.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

/* What libjpeg says of a file by itself. */
typedef struct {
  struct jpeg_error_mgr errors; /* first: what libjpeg knows of it */
  jmp_buf failed;
  guint n_warnings;
} PictureWitness;

static inline void
picture_witness_fail (j_common_ptr info)
{
  longjmp (((PictureWitness *) info->err)->failed, 1);
}

static inline void
picture_witness_hear (j_common_ptr info, int level)
{
  if (level < 0 && info->err->msg_code != JWRN_JFIF_MAJOR
      && info->err->msg_code != JWRN_ADOBE_XFORM)
    ((PictureWitness *) info->err)->n_warnings++;
}

G_GNUC_NO_INLINE static void
picture_decode_rows (struct jpeg_decompress_struct *info, GBytes *file, guint8 **row)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  jpeg_create_decompress (info);
  jpeg_mem_src (info, data, length);
  jpeg_read_header (info, TRUE);
  jpeg_start_decompress (info);
  *row = g_malloc ((gsize) info->output_width * (gsize) info->output_components);
  while (info->output_scanline < info->output_height)
    jpeg_read_scanlines (info, row, 1);
  jpeg_finish_decompress (info);
}

/* Whether a whole decoding has nothing against a JPEG file. */
static inline gboolean
picture_is_sound (GBytes *file)
{
  PictureWitness witness = { .n_warnings = 0 };
  struct jpeg_decompress_struct info = { .err = jpeg_std_error (&witness.errors) };
  guint8 *row = NULL;
  gboolean done = FALSE;

  witness.errors.error_exit = picture_witness_fail;
  witness.errors.emit_message = picture_witness_hear;
  if (setjmp (witness.failed) == 0) {
    picture_decode_rows (&info, file, &row);
    done = witness.n_warnings == 0;
  }
  jpeg_destroy_decompress (&info);
  g_free (row);
  return done;
}
