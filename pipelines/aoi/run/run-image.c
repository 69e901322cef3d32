/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames from still pictures, by the decoder that goldens have. */
#include <unistd.h>

#include "aoi-error.h"
#include "common/still-frame.h"
#include "image/aoi-picture-file.h"
#include "run/run-source.h"

#define MAX_BYTES (1024 * 1024 * 1024)

static gboolean
check_size (const AoiPicture *picture, const RunOptions *options, GError **error)
{
  if (options->width == 0
      || (picture->width == options->width && picture->height == options->height))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "is %dx%d, not %dx%d as --size says",
      picture->width, picture->height, options->width, options->height);
  return FALSE;
}

static GBytes *
read_bytes (const RunFile *file, GError **error)
{
  g_autofree guint8 *data = NULL;
  gboolean done = FALSE;
  gsize size;
  const gint fd = run_file_open (file, &size, error);

  if (fd < 0)
    return NULL;
  if (size > MAX_BYTES) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "has %" G_GSIZE_FORMAT " bytes, must have at most %d", size, MAX_BYTES);
  } else {
    data = g_malloc (MAX (size, 1));
    done = run_file_read (fd, data, size, error);
  }
  close (fd);
  return done ? g_bytes_new_take (g_steal_pointer (&data), size) : NULL;
}

/* Returns: (transfer full): the frame, or %NULL with an error that does not name the file. */
GstSample *
run_image_decode (GBytes *bytes, const RunOptions *options, GError **error)
{
  g_autoptr (AoiPicture) picture = aoi_picture_decode (bytes, error);

  if (picture == NULL
      || (aoi_format_is_bayer (options->format)
          && !aoi_picture_take_mosaic (picture, options->format, error))
      || !check_size (picture, options, error))
    return NULL;
  return still_frame_new (picture);
}

/* Reads a file that must hold no more than one picture: others would be lost. Returns: (transfer full): the frame, or
 * %NULL with an error that does not name the file. */
GstSample *
run_image_read (const RunFile *file, const RunOptions *options, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (file, error);

  if (bytes == NULL)
    return NULL;
  if (!aoi_picture_file_is_single (bytes)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "holds several pictures, of which only the first would be inspected: split it into files of one");
    return NULL;
  }
  return run_image_decode (bytes, options, error);
}
