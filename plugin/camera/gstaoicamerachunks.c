/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chunk data by the Standard Features Naming Convention of GenICam, 2.4, chapter "Chunk Data Control": a
 * chunk is switched on by its name, and what it contains is the feature `Chunk` with that name. */
#include "camera/gstaoicamerachunks.h"

#include <math.h>
#include <string.h>

#define MODE "ChunkModeActive"
#define SELECTOR "ChunkSelector"
#define ENABLE "ChunkEnable"
#define PREFIX "Chunk"
#define EXPOSURE "ExposureTime"

/* Each chunk is followed by its id and its size, of four bytes each, by which they are found from the last
 * one on. */
#define TAIL_BYTES 8

struct _GstAoiCameraChunks {
  ArvChunkParser *parser;
  gchar *exposure; /* (nullable): name of the feature in a frame */
  gchar *focus; /* (nullable): likewise */
  gboolean big_endian;
};

/**
 * gst_aoi_camera_chunks_free:
 * @self: (transfer full): chunks
 */
void
gst_aoi_camera_chunks_free (GstAoiCameraChunks *self)
{
  g_clear_object (&self->parser);
  g_free (self->exposure);
  g_free (self->focus);
  g_free (self);
}

static gboolean
has_entry (ArvCamera *camera, const gchar *chunk)
{
  guint n = 0;
  g_autofree const gchar **values = arv_camera_dup_available_enumerations_as_strings (
      camera, SELECTOR, &n, NULL);

  for (guint i = 0; values != NULL && i < n; i++)
    if (g_strcmp0 (values[i], chunk) == 0)
      return TRUE;
  return FALSE;
}

/* Sets @name to the feature by which a frame reports it, or to NULL if the camera does not offer that. Returns
 * FALSE with @error set if the camera is not as it says. */
static gboolean
enable (ArvCamera *camera, const gchar *chunk, gchar **name, GError **error)
{
  g_autofree gchar *feature = g_strconcat (PREFIX, chunk, NULL);
  ArvDevice *device = arv_camera_get_device (camera);
  ArvGcNode *node = arv_device_get_feature (device, feature);
  GError *cause = NULL;

  if (!(ARV_IS_GC_FLOAT (node) || ARV_IS_GC_INTEGER (node)) || !has_entry (camera, chunk)
      || !ARV_IS_GC_BOOLEAN (arv_device_get_feature (device, ENABLE)))
    return TRUE;
  arv_camera_set_boolean (camera, MODE, TRUE, &cause);
  if (cause == NULL)
    arv_camera_set_string (camera, SELECTOR, chunk, &cause);
  if (cause == NULL)
    arv_camera_set_boolean (camera, ENABLE, TRUE, &cause);
  if (cause != NULL) {
    g_propagate_prefixed_error (error, cause, "chunk data of %s cannot be switched on: ", chunk);
    return FALSE;
  }
  *name = g_steal_pointer (&feature);
  return TRUE;
}

/**
 * gst_aoi_camera_chunks_enable:
 * @camera: a camera that does not stream
 * @settings: what is asked for
 * @chunks: (out) (transfer full) (nullable): what each frame reports from now on; %NULL: nothing
 * @error: what is refused
 *
 * Has the camera append exposure and focus to each frame, as far as it can. The payload grows by it.
 *
 * Returns: %FALSE with @error set if it refuses what it offers, is lost, or lacks what is required
 */
gboolean
gst_aoi_camera_chunks_enable (ArvCamera *camera, const GstAoiCameraSettings *settings,
    GstAoiCameraChunks **chunks, GError **error)
{
  GstAoiCameraChunks *self;
  gboolean good = TRUE;

  *chunks = NULL;
  if (settings->chunks == GST_AOI_CAMERA_USE_OFF || settings->plan == GST_AOI_CAMERA_PLAN_OFF)
    return TRUE;
  self = g_new0 (GstAoiCameraChunks, 1);
  if (ARV_IS_GC_BOOLEAN (arv_device_get_feature (arv_camera_get_device (camera), MODE)))
    good = enable (camera, EXPOSURE, &self->exposure, error)
        && enable (camera, settings->focus_feature, &self->focus, error);
  if (good && settings->chunks == GST_AOI_CAMERA_USE_ON && self->exposure == NULL) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "chunks=on: the camera offers no chunk data of " EXPOSURE);
    good = FALSE;
  }
  if (!good || (self->exposure == NULL && self->focus == NULL)) {
    gst_aoi_camera_chunks_free (self);
    return good;
  }
  self->big_endian = arv_camera_is_gv_device (camera);
  self->parser = arv_camera_create_chunk_parser (camera);
  *chunks = self;
  return TRUE;
}

/**
 * gst_aoi_camera_chunks_describe:
 * @self: (nullable): chunks
 *
 * Returns: (transfer full): the features that frames report, with a space between; empty: none
 */
gchar *
gst_aoi_camera_chunks_describe (const GstAoiCameraChunks *self)
{
  if (self == NULL)
    return g_strdup ("");
  if (self->exposure == NULL || self->focus == NULL)
    return g_strdup (self->exposure != NULL ? self->exposure : self->focus);
  return g_strdup_printf ("%s %s", self->exposure, self->focus);
}

/* For a chunk without data Aravis would report that of the frame before. */
static gboolean
has_empty_chunk (const GstAoiCameraChunks *self, ArvBuffer *buffer, gsize image_size)
{
  gsize end = 0;
  const guint8 *data = arv_buffer_get_data (buffer, &end);

  while (end >= image_size + TAIL_BYTES) {
    guint32 size;

    memcpy (&size, data + end - sizeof size, sizeof size);
    size = self->big_endian ? GUINT32_FROM_BE (size) : GUINT32_FROM_LE (size);
    if (size == 0)
      return TRUE;
    if (size > end - TAIL_BYTES)
      return FALSE;
    end -= TAIL_BYTES + size;
  }
  return FALSE;
}

static gboolean
read_one (const GstAoiCameraChunks *self, ArvBuffer *buffer, const gchar *name, gdouble *value,
    gchar **reason)
{
  g_autoptr (GError) error = NULL;

  *value = NAN;
  if (name == NULL)
    return TRUE;
  *value = arv_chunk_parser_get_float_value (self->parser, buffer, name, &error);
  if (g_error_matches (
          error, ARV_CHUNK_PARSER_ERROR, ARV_CHUNK_PARSER_ERROR_INVALID_FEATURE_TYPE)) {
    g_clear_error (&error);
    *value = (gdouble) arv_chunk_parser_get_integer_value (self->parser, buffer, name, &error);
  }
  if (error == NULL)
    return TRUE;
  *value = NAN;
  *reason = g_strdup_printf ("%s of the frame cannot be read: %s", name, error->message);
  return FALSE;
}

/**
 * gst_aoi_camera_chunks_read:
 * @self: chunks of the camera
 * @buffer: a whole frame
 * @image_size: bytes of its image, after which chunks may stand
 * @focus: (out): under which it was taken, NaN if frames do not report it
 * @exposure: (out): microseconds, likewise
 * @reason: (out) (transfer full): why this one does not report what frames report
 *
 * Returns: %FALSE with @reason set if it does not
 */
gboolean
gst_aoi_camera_chunks_read (const GstAoiCameraChunks *self, ArvBuffer *buffer, gsize image_size,
    gdouble *focus, gdouble *exposure, gchar **reason)
{
  *focus = *exposure = NAN;
  if (!arv_buffer_has_chunks (buffer)) {
    *reason = g_strdup ("the frame has no chunk data");
    return FALSE;
  }
  if (has_empty_chunk (self, buffer, image_size)) {
    *reason = g_strdup ("the frame has an empty chunk");
    return FALSE;
  }
  return read_one (self, buffer, self->exposure, exposure, reason)
      && read_one (self, buffer, self->focus, focus, reason);
}
