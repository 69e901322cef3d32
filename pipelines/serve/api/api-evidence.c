/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the comparisons of a trial saw, as pictures for people. */
#include "api/api-evidence.h"

#include "aoi-evidence.h"
#include "aoi-image-file.h"

/* As much as one answer has. */
#define MAX_ROIS 24
#define MAX_BYTES ((gsize) 8 << 20)

/* Returns: (transfer full): a gray picture; the brighter, the more differs */
static AoiRgbImage *
draw_map (const AoiEvidence *evidence)
{
  AoiRgbImage *map = aoi_rgb_image_new (evidence->map_width, evidence->map_height);
  const gsize n = (gsize) evidence->map_width * (gsize) evidence->map_height;

  for (gsize i = 0; i < n; i++)
    for (gsize part = 0; part < 3; part++)
      map->data[3 * i + part] = evidence->map[i];
  return map;
}

/* @bytes: (transfer full) (nullable). Returns how many there are. */
static gsize
set_picture (JsonObject *object, const gchar *key, GBytes *bytes)
{
  g_autoptr (GBytes) own = bytes;
  gsize size = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree gchar *text = data != NULL ? g_base64_encode (data, size) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, key, text);
  else
    json_object_set_null_member (object, key);
  return size;
}

static gsize
add_evidence (JsonArray *array, const AoiRoiResult *result, const AoiEvidence *evidence)
{
  g_autoptr (AoiRgbImage) map = draw_map (evidence);
  JsonObject *object = json_object_new ();
  gsize size;

  json_object_set_int_member (object, "roi", result->id);
  json_object_set_string_member (object, "golden", evidence->golden_name);
  size = set_picture (object, "view", aoi_image_file_encode_preview (evidence->view, NULL));
  size += set_picture (object, "map", aoi_image_file_encode (map, NULL));
  json_array_add_object_element (array, object);
  return size;
}

/**
 * api_evidence_new:
 * @report: of an inspection that is over
 * @image: what was inspected
 *
 * Returns: (transfer full): an object for each ROI that did not pass a comparison with a golden, as many as an answer holds
 */
JsonArray *
api_evidence_new (const AoiReport *report, const AoiImage *image)
{
  AoiProduct *source = aoi_report_get_info (report)->source;
  JsonArray *array = json_array_new ();
  gsize size = 0;

  for (guint i = 0; source != NULL && i < aoi_report_get_n_rois (report)
       && json_array_get_length (array) < MAX_ROIS && size < MAX_BYTES;
       i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);
    g_autoptr (AoiEvidence) evidence = NULL;

    if (result->status == AOI_STATUS_FAIL && aoi_evidence_is_there (result))
      evidence = aoi_evidence_new (source, image, result, NULL);
    if (evidence != NULL)
      size += add_evidence (array, result, evidence);
  }
  return array;
}
