/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An inspector module: `type` "bare" gives views to ZXing as they are, also those that the inspector of barcodes never
 * would, because they end the process. */
#include <vector>

#define ZX_USE_UTF8 1

#include <ReadBarcode.h>

#include <aoi-inspector.h>
#include <aoi-pixels.h>

extern "C" gboolean aoi_inspector_module_init (GError **error);

static void
bare_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const gint width = view->rect.width, height = view->rect.height;
  std::vector<guint8> gray ((gsize) width * (gsize) height);
  const ZXing::ImageView image (gray.data (), width, height, ZXing::ImageFormat::Lum);

  aoi_pixels_read_gray (view, gray.data (), width);
  aoi_roi_result_pass (result, (gdouble) ZXing::ReadBarcodes (image, {}).size (), 0);
}

static void
bare_read (AoiKeys *keys, AoiRoi *roi)
{
}

gboolean
aoi_inspector_module_init (GError **error)
{
  static AoiRoiType type;
  static AoiInspector inspector;

  type.name = "bare";
  type.read = bare_read;
  type.without_goldens = TRUE;
  inspector.type = "bare";
  inspector.inspect = bare_inspect;
  inspector.roi_type = &type;
  inspector.calls_foreign_code = TRUE;
  return aoi_inspector_register (&inspector, error);
}
