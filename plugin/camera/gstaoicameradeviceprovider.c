/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists the cameras that Aravis finds, for gst-device-monitor-1.0 and applications. Searches once when asked: the
 * search takes a second, and a camera in use answers it. */
#include "camera/gstaoicameradeviceprovider.h"

#include <arv.h>

struct _GstAoiCameraDevice {
  GstDevice parent;

  gchar *id; /* of the camera, as Aravis names it */
};

struct _GstAoiCameraDeviceProvider {
  GstDeviceProvider parent;
};

G_DEFINE_TYPE (GstAoiCameraDevice, gst_aoi_camera_device, GST_TYPE_DEVICE)
G_DEFINE_TYPE (GstAoiCameraDeviceProvider, gst_aoi_camera_device_provider, GST_TYPE_DEVICE_PROVIDER)
GST_DEVICE_PROVIDER_REGISTER_DEFINE (aoicameradeviceprovider, "aoicameradeviceprovider",
    GST_RANK_NONE, GST_TYPE_AOI_CAMERA_DEVICE_PROVIDER)

static GstElement *
gst_aoi_camera_device_create_element (GstDevice *device, const gchar *name)
{
  GstElement *element = gst_element_factory_make ("aoicamerasrc", name);

  if (element != NULL)
    g_object_set (element, "camera-name", GST_AOI_CAMERA_DEVICE (device)->id, NULL);
  return element;
}

static gboolean
gst_aoi_camera_device_reconfigure_element (GstDevice *device, GstElement *element)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory == NULL || g_strcmp0 (GST_OBJECT_NAME (factory), "aoicamerasrc") != 0)
    return FALSE;
  g_object_set (element, "camera-name", GST_AOI_CAMERA_DEVICE (device)->id, NULL);
  return TRUE;
}

static void
gst_aoi_camera_device_finalize (GObject *object)
{
  g_free (GST_AOI_CAMERA_DEVICE (object)->id);
  G_OBJECT_CLASS (gst_aoi_camera_device_parent_class)->finalize (object);
}

static void
gst_aoi_camera_device_class_init (GstAoiCameraDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_camera_device_finalize;
  GST_DEVICE_CLASS (klass)->create_element = gst_aoi_camera_device_create_element;
  GST_DEVICE_CLASS (klass)->reconfigure_element = gst_aoi_camera_device_reconfigure_element;
}

static void
gst_aoi_camera_device_init (GstAoiCameraDevice *self)
{
}

/* Number `i` of those that were found. Its pixel formats are not known before it is opened. */
static GstDevice *
new_device (guint i)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("aoicamerasrc");
  const GstStaticPadTemplate *template = gst_element_factory_get_static_pad_templates (factory)
                                             ->data;
  g_autoptr (GstCaps) caps = gst_static_caps_get ((GstStaticCaps *) &template->static_caps);
  const gchar *const vendor = arv_get_device_vendor (i), *const model = arv_get_device_model (i);
  g_autofree gchar *name = g_strdup_printf (
      "%s %s", vendor != NULL ? vendor : "", model != NULL ? model : "");
  g_autoptr (GstStructure) properties = gst_structure_new ("properties", "device.id", G_TYPE_STRING,
      arv_get_device_id (i), "device.address", G_TYPE_STRING, arv_get_device_address (i),
      "device.serial", G_TYPE_STRING, arv_get_device_serial_nbr (i), "device.protocol",
      G_TYPE_STRING, arv_get_device_protocol (i), NULL);
  GstAoiCameraDevice *device = g_object_new (GST_TYPE_AOI_CAMERA_DEVICE, "display-name", name,
      "device-class", "Video/Source", "caps", caps, "properties", properties, NULL);

  device->id = g_strdup (arv_get_device_id (i));
  return GST_DEVICE (device);
}

static GList *
gst_aoi_camera_device_provider_probe (GstDeviceProvider *provider)
{
  GList *devices = NULL;

  arv_update_device_list ();
  for (guint i = arv_get_n_devices (); i > 0; i--)
    devices = g_list_prepend (devices, gst_object_ref_sink (new_device (i - 1)));
  return devices;
}

static void
gst_aoi_camera_device_provider_class_init (GstAoiCameraDeviceProviderClass *klass)
{
  GST_DEVICE_PROVIDER_CLASS (klass)->probe = gst_aoi_camera_device_provider_probe;
  gst_device_provider_class_set_static_metadata (GST_DEVICE_PROVIDER_CLASS (klass),
      "AOI camera device provider", "Source/Video",
      "Lists GigE Vision and USB3 Vision cameras for aoicamerasrc", "The aoiinspect developers");
}

static void
gst_aoi_camera_device_provider_init (GstAoiCameraDeviceProvider *self)
{
}
