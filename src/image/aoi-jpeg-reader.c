/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of JPEG pictures, by libjpeg-turbo, whose rows and columns that nobody wants are not transformed. Its pixels are
 * those of gdk-pixbuf's loader, which asks the same library for the same. Where that is not certain the reader gives up,
 * and the picture has to be decoded as a whole.
 *
 * What libjpeg takes for damage is damage here, wherever in the picture: it goes on with pixels of its own invention, which
 * gdk-pixbuf does not tell, and which might pass. */
#include "image/aoi-jpeg-reader.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "aoi-error.h"
#include "image/aoi-jpeg-file.h"
#include "image/aoi-tiff-file.h"

#define MARKER_EXIF (JPEG_APP0 + 1)
#define EXIF_NAME "Exif\0"

/* Bytes of an EXIF segment below which gdk-pixbuf ignores it. */
#define EXIF_MIN 32

struct _AoiJpegReader {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  jmp_buf give_up; /* set while libjpeg runs */
  GBytes *bytes;
  guint8 *row;
  gchar *damage; /* NULL: none was found */
};

static void
on_fatal_error (j_common_ptr info)
{
  AoiJpegReader *self = info->client_data;

  longjmp (self->give_up, 1);
}

/* What is odd about the head, and not about the pixels. */
static gboolean
is_harmless (gint code)
{
  return code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM;
}

static void
note_damage (j_common_ptr info)
{
  AoiJpegReader *self = info->client_data;
  gchar text[JMSG_LENGTH_MAX];

  info->err->format_message (info, text);
  g_free (self->damage);
  self->damage = g_strdup (text);
}

/* Levels below 0 are warnings: data are damaged. */
static void
on_message (j_common_ptr info, int level)
{
  if (level >= 0 || is_harmless (info->err->msg_code))
    return;
  note_damage (info);
  on_fatal_error (info);
}

static void
begin (AoiJpegReader *self)
{
  struct jpeg_decompress_struct *info = &self->info;
  gsize length;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  info->err = jpeg_std_error (&self->errors);
  self->errors.error_exit = on_fatal_error;
  self->errors.emit_message = on_message;
  info->client_data = self;
  jpeg_create_decompress (info);
  jpeg_mem_src (info, data, length);
  jpeg_save_markers (info, MARKER_EXIF, 0xffff);
  jpeg_read_header (info, TRUE);
}

/* Chroma of half the width or height is interpolated from its neighbours, which the margin of read_columns() has; other
 * factors are rare. */
static gboolean
is_usual_sampling (const struct jpeg_decompress_struct *info)
{
  const jpeg_component_info *components = info->comp_info;

  for (gint i = 1; i < info->num_components; i++)
    if (components[i].h_samp_factor != 1 || components[i].v_samp_factor != 1)
      return FALSE;
  if (info->num_components == 1)
    return components[0].h_samp_factor == 1 && components[0].v_samp_factor == 1;
  return components[0].v_samp_factor <= 2
      && (components[0].h_samp_factor <= 2 || components[0].h_samp_factor == 4);
}

/* One scan of Huffman codes in 8 bits: what cameras and programs write unless they are asked for more. */
static gboolean
is_plain (struct jpeg_decompress_struct *info)
{
  if (info->progressive_mode || info->arith_code || jpeg_has_multiple_scans (info)
      || info->data_precision != 8 || !is_usual_sampling (info))
    return FALSE;
  if (info->num_components == 1)
    return info->out_color_space == JCS_GRAYSCALE;
  return info->num_components == 3 && info->out_color_space == JCS_RGB;
}

/* Returns FALSE if programs might understand it in different ways. */
static gboolean
read_orientation (const struct jpeg_decompress_struct *info, gint *orientation)
{
  guint n_found = 0;

  *orientation = 0;
  for (jpeg_saved_marker_ptr marker = info->marker_list; marker != NULL; marker = marker->next) {
    if (marker->marker != MARKER_EXIF || marker->data_length < 4
        || memcmp (marker->data, EXIF_NAME, 4) != 0)
      continue;
    if (n_found++ > 0 || marker->data_length < EXIF_MIN
        || memcmp (marker->data, EXIF_NAME, sizeof EXIF_NAME) != 0)
      return FALSE;
    *orientation = aoi_tiff_get_sure_orientation (
        marker->data + sizeof EXIF_NAME, marker->data_length - sizeof EXIF_NAME);
  }
  return *orientation >= 0;
}

G_GNUC_NO_INLINE static gboolean
read_head (AoiJpegReader *self, AoiJpegHead *head)
{
  begin (self);
  *head = (AoiJpegHead){ (gint) self->info.image_width, (gint) self->info.image_height,
    self->info.num_components, 0 };
  return is_plain (&self->info) && read_orientation (&self->info, &head->orientation);
}

static gboolean
try_head (AoiJpegReader *self, AoiJpegHead *head)
{
  return setjmp (self->give_up) == 0 && read_head (self, head);
}

/* Of a reader that gave up. */
static AoiJpegOutcome
tell_outcome (const AoiJpegReader *self, GError **error)
{
  if (self->damage == NULL)
    return AOI_JPEG_OTHER;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "is damaged: %s", self->damage);
  return AOI_JPEG_DAMAGED;
}

static AoiJpegReader *
reader_new (GBytes *bytes)
{
  AoiJpegReader *self = g_new0 (AoiJpegReader, 1);

  self->bytes = g_bytes_ref (bytes);
  return self;
}

/**
 * aoi_jpeg_reader_open:
 * @bytes: a whole JPEG file
 * @head: (out): what it says
 * @reader: (out) (nullable) (transfer full): with %AOI_JPEG_DONE: its reader
 * @error: with %AOI_JPEG_DAMAGED: an %AOI_ERROR_IMAGE that does not name the file
 *
 * Thread-safe.
 *
 * Returns: whether its parts can be read
 */
AoiJpegOutcome
aoi_jpeg_reader_open (GBytes *bytes, AoiJpegHead *head, AoiJpegReader **reader, GError **error)
{
  g_autoptr (AoiJpegReader) self = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  *reader = NULL;
  if (!aoi_jpeg_has_plain_scan (data, length))
    return AOI_JPEG_OTHER;
  self = reader_new (bytes);
  if (!try_head (self, head))
    return tell_outcome (self, error);
  *reader = g_steal_pointer (&self);
  return AOI_JPEG_DONE;
}

/**
 * aoi_jpeg_reader_close:
 * @self: (transfer full): a reader
 */
void
aoi_jpeg_reader_close (AoiJpegReader *self)
{
  jpeg_destroy_decompress (&self->info);
  g_bytes_unref (self->bytes);
  g_free (self->row);
  g_free (self->damage);
  g_free (self);
}

static void
begin_rows (AoiJpegReader *self)
{
  self->row = g_malloc ((gsize) self->info.output_width * (gsize) self->info.output_components);
}

/* From row @y on, the last row is decoded, of all before it the data alone: damage there is damage of the picture. */
static void
read_rest (AoiJpegReader *self, gint y)
{
  struct jpeg_decompress_struct *info = &self->info;
  const gint last = (gint) info->output_height - 1;

  if (y < last)
    jpeg_skip_scanlines (info, (JDIMENSION) (last - y));
  if (y <= last)
    jpeg_read_scanlines (info, &self->row, 1);
  jpeg_finish_decompress (info);
}

/* Has libjpeg transform only the columns that parts have, and blocks beside them, whose chroma counts for the pixels at
 * the parts' edges. Returns the first column of its rows. */
static gint
choose_columns (AoiJpegReader *self, const AoiJpegPart *parts, guint n_parts)
{
  const gint width = (gint) self->info.output_width;
  const gint block = DCTSIZE * self->info.max_h_samp_factor;
  gint left = width, right = 0;
  JDIMENSION first, n;

  for (guint i = 0; i < n_parts; i++) {
    left = MIN (left, parts[i].rect.x);
    right = MAX (right, parts[i].rect.x + parts[i].rect.width);
  }
  left = MAX (left / block - 1, 0) * block;
  right = MIN (((right + block - 1) / block + 1) * block, width);
  first = (JDIMENSION) left;
  n = (JDIMENSION) (right - left);
  jpeg_crop_scanline (&self->info, &first, &n);
  return (gint) first;
}

/* The next row from @y on that a part has, or -1. */
static gint
find_row (const AoiJpegPart *parts, guint n_parts, gint y)
{
  gint row = G_MAXINT;

  for (guint i = 0; i < n_parts; i++)
    if (y < parts[i].rect.y + parts[i].rect.height)
      row = MIN (row, MAX (y, parts[i].rect.y));
  return row < G_MAXINT ? row : -1;
}

/* @row: the picture's row @y from column @left on */
static void
copy_row (const AoiJpegPart *part, const guint8 *row, gint left, gint y, gint n_channels)
{
  const guint8 *pixel = row + (gsize) (part->rect.x - left) * (gsize) n_channels;
  guint8 *dest = part->first + (gssize) (y - part->rect.y) * part->row_step;

  if (part->step == n_channels) {
    memcpy (dest, pixel, (gsize) part->rect.width * (gsize) n_channels);
    return;
  }
  for (gint x = 0; x < part->rect.width; x++, pixel += n_channels, dest += part->step)
    for (gint c = 0; c < n_channels; c++)
      dest[c] = pixel[c];
}

G_GNUC_NO_INLINE static void
read_parts (AoiJpegReader *self, const AoiJpegPart *parts, guint n_parts)
{
  struct jpeg_decompress_struct *info = &self->info;
  const gint n_channels = info->num_components;
  gint left, row, y = 0;

  jpeg_start_decompress (info);
  left = choose_columns (self, parts, n_parts);
  begin_rows (self);
  while ((row = find_row (parts, n_parts, y)) >= 0) {
    if (row > y)
      jpeg_skip_scanlines (info, (JDIMENSION) (row - y));
    jpeg_read_scanlines (info, &self->row, 1);
    for (guint i = 0; i < n_parts; i++)
      if (row >= parts[i].rect.y && row < parts[i].rect.y + parts[i].rect.height)
        copy_row (&parts[i], self->row, left, row, n_channels);
    y = row + 1;
  }
  read_rest (self, y);
}

/**
 * aoi_jpeg_reader_read:
 * @self: a reader that has read nothing
 * @parts: (array length=n_parts): what is wanted
 * @n_parts: at least 1
 * @error: with %AOI_JPEG_DAMAGED: an %AOI_ERROR_IMAGE that does not name the file
 *
 * Returns: whether @parts are there; if not, what they have means nothing
 */
AoiJpegOutcome
aoi_jpeg_reader_read (AoiJpegReader *self, const AoiJpegPart *parts, guint n_parts, GError **error)
{
  if (setjmp (self->give_up) != 0)
    return tell_outcome (self, error);
  read_parts (self, parts, n_parts);
  return AOI_JPEG_DONE;
}

G_GNUC_NO_INLINE static void
read_all (AoiJpegReader *self)
{
  begin (self);
  jpeg_start_decompress (&self->info);
  begin_rows (self);
  read_rest (self, 0);
}

static gboolean
try_all (AoiJpegReader *self)
{
  if (setjmp (self->give_up) == 0) {
    read_all (self);
    return TRUE;
  }
  if (self->damage == NULL)
    note_damage ((j_common_ptr) &self->info);
  return FALSE;
}

/**
 * aoi_jpeg_check:
 * @bytes: a whole JPEG file of any kind
 * @error: an %AOI_ERROR_IMAGE that does not name the file
 *
 * Thread-safe.
 *
 * Returns: whether its data are not damaged, as far as that can be seen
 */
gboolean
aoi_jpeg_check (GBytes *bytes, GError **error)
{
  g_autoptr (AoiJpegReader) self = reader_new (bytes);

  if (try_all (self))
    return TRUE;
  tell_outcome (self, error);
  return FALSE;
}
