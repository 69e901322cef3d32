/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures that gdk-pixbuf decodes. */
#include "image/aoi-picture-pixbuf.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "aoi-error.h"
#include "aoi-image-file.h"
#include "image/aoi-picture-file.h"

/* What gdk-pixbuf calls a type, and the package of Debian that has the loader, where that is not
 * gdk-pixbuf's own. */
static const struct {
  const gchar *name, *package;
} codecs[] = {
  [AOI_PICTURE_PNG] = { "png", NULL },
  [AOI_PICTURE_JPEG] = { "jpeg", NULL },
  [AOI_PICTURE_TIFF] = { "tiff", NULL },
  [AOI_PICTURE_BMP] = { "bmp", NULL },
  [AOI_PICTURE_WEBP] = { "webp", "webp-pixbuf-loader" },
};

/* What gdk-pixbuf's loader reports while it decodes. */
typedef struct {
  GError *size_error;
  gint rows; /* that have arrived */
  gint wanted_width; /* of a smaller picture, at least; 0: all of it */
} Progress;

/* JPEG data give pictures of a half, a quarter and an eighth with little work, and these are large enough for it. */
static gint
choose_part (const Progress *progress, gint width, gint height)
{
  gint part = 8;

  while (part > 1 && MIN (width, height) / part < progress->wanted_width)
    part /= 2;
  return part;
}

/* A size of nothing is gdk-pixbuf's way to stop a loader before it allocates. */
static void
on_size_prepared (GdkPixbufLoader *loader, gint width, gint height, gpointer data)
{
  Progress *progress = data;

  if (progress->size_error == NULL
      && !aoi_picture_check_size (width, height, &progress->size_error))
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  if (progress->size_error == NULL && progress->wanted_width > 0) {
    const gint part = choose_part (progress, width, height);

    gdk_pixbuf_loader_set_size (loader, (width + part - 1) / part, (height + part - 1) / part);
  }
}

static void
on_area_updated (GdkPixbufLoader *loader, gint x, gint y, gint width, gint height, gpointer data)
{
  Progress *progress = data;

  progress->rows = MAX (progress->rows, y + height);
}

static GdkPixbufLoader *
make_loader (AoiPictureType type, GError **error)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type (codecs[type].name, NULL);

  if (loader == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
        "gdk-pixbuf has no loader for %s: install the package %s", codecs[type].name,
        codecs[type].package != NULL ? codecs[type].package : "libgdk-pixbuf-2.0-0");
  return loader;
}

/* @error: gdk-pixbuf's */
static GdkPixbuf *
run_loader (GdkPixbufLoader *loader, GBytes *bytes, Progress *progress, GError **error)
{
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), progress);
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_area_updated), progress);
  if (!gdk_pixbuf_loader_write_bytes (loader, bytes, error)) {
    gdk_pixbuf_loader_close (loader, NULL);
    return NULL;
  }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL || progress->rows < gdk_pixbuf_get_height (pixbuf)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "the file ends too early");
    return NULL;
  }
  return g_object_ref (pixbuf);
}

/* @wanted_width: of a smaller picture, at least; 0: all of it */
static GdkPixbuf *
decode (GBytes *bytes, AoiPictureType type, gint wanted_width, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = make_loader (type, error);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) local = NULL;
  Progress progress = { .wanted_width = wanted_width };

  if (loader == NULL)
    return NULL;
  pixbuf = run_loader (loader, bytes, &progress, &local);
  if (progress.size_error != NULL) {
    g_propagate_error (error, progress.size_error);
    return NULL;
  }
  if (pixbuf == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "cannot be decoded: %s", local->message);
  return g_steal_pointer (&pixbuf);
}

/* Loaders find the orientation in JPEG and TIFF files by themselves. */
static GdkPixbuf *
turn_upright (GdkPixbuf *pixbuf, GBytes *bytes, AoiPictureType type)
{
  const gint orientation = aoi_picture_file_get_orientation (bytes, type);
  g_autofree gchar *text = g_strdup_printf ("%d", orientation);

  if (orientation > 0 && gdk_pixbuf_get_option (pixbuf, "orientation") == NULL)
    gdk_pixbuf_set_option (pixbuf, "orientation", text);
  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

/* Alpha is dropped and not blended: it means nothing to an inspection. */
static AoiPicture *
copy_channels (GdkPixbuf *pixbuf, AoiFormat format)
{
  const gint width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  const guint8 *source = gdk_pixbuf_read_pixels (pixbuf);
  const gsize source_stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const gint n_channels = gdk_pixbuf_get_n_channels (pixbuf);
  const gsize kept = format == AOI_FORMAT_GRAY8 ? 1 : 3;
  const gsize size = kept * (gsize) width * (gsize) height;
  guint8 *data = g_malloc (size), *dest = data;
  g_autoptr (GBytes) pixels = g_bytes_new_take (data, size);

  for (gint y = 0; y < height; y++) {
    const guint8 *pixel = source + (gsize) y * source_stride;

    for (gint x = 0; x < width; x++, pixel += n_channels, dest += kept)
      memcpy (dest, pixel, kept);
  }
  return aoi_picture_new (format, width, height, pixels);
}

/* As a picture has them: without padding. */
static gboolean
is_packed (GdkPixbuf *pixbuf)
{
  return gdk_pixbuf_get_n_channels (pixbuf) == 3
      && gdk_pixbuf_get_rowstride (pixbuf) == 3 * gdk_pixbuf_get_width (pixbuf);
}

/* Its own pixels, without a copy. */
static AoiPicture *
take_pixels (GdkPixbuf *pixbuf)
{
  g_autoptr (GBytes) pixels = g_bytes_new_with_free_func (gdk_pixbuf_read_pixels (pixbuf),
      gdk_pixbuf_get_byte_length (pixbuf), g_object_unref, g_object_ref (pixbuf));

  return aoi_picture_new (
      AOI_FORMAT_RGB, gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf), pixels);
}

static AoiPicture *
decode_picture (GBytes *bytes, AoiPictureType type, gint wanted_width, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL, upright = NULL;

  if (!aoi_picture_file_is_complete (bytes, type)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "the file ends too early");
    return NULL;
  }
  pixbuf = decode (bytes, type, wanted_width, error);
  if (pixbuf == NULL)
    return NULL;
  upright = turn_upright (pixbuf, bytes, type);
  if (aoi_picture_file_is_gray (bytes, type))
    return copy_channels (upright, AOI_FORMAT_GRAY8);
  return is_packed (upright) ? take_pixels (upright) : copy_channels (upright, AOI_FORMAT_RGB);
}

/**
 * aoi_picture_decode_pixbuf:
 * @bytes: what an image file holds
 * @type: what it is
 * @error: return location for an %AOI_ERROR_IMAGE, or an %AOI_ERROR_UNSUPPORTED that names the package that
 *   is missing
 *
 * Thread-safe.
 *
 * Returns: (transfer full): the picture
 */
AoiPicture *
aoi_picture_decode_pixbuf (GBytes *bytes, AoiPictureType type, GError **error)
{
  return decode_picture (bytes, type, 0, error);
}

/**
 * aoi_picture_decode_small:
 * @bytes: what a JPEG file holds
 * @width: of the picture at least, if the file's is not smaller
 * @error: return location for an %AOI_ERROR_IMAGE
 *
 * Thread-safe.
 *
 * Returns: (transfer full): the picture, an eighth of its size or more
 */
AoiPicture *
aoi_picture_decode_small (GBytes *bytes, gint width, GError **error)
{
  return decode_picture (bytes, AOI_PICTURE_JPEG, width, error);
}

/**
 * aoi_picture_pixbuf_load:
 *
 * Loads the loaders of all types, which reads files. Slow; any thread.
 */
void
aoi_picture_pixbuf_load (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++) {
    g_autoptr (GdkPixbufLoader) loader = codecs[i].name != NULL ? make_loader (i, NULL) : NULL;

    if (loader != NULL)
      gdk_pixbuf_loader_close (loader, NULL);
  }
}
