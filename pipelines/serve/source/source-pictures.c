/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A folder of pictures as a source: one after the other in the order of their names, each a frame of its own size. One that
 * cannot be read is a board that fails, and not a board that is missing. */
#include "source/source-pictures.h"

#include <gst/base/gstpushsrc.h>

#include "common/gstaoiframe.h"
#include "common/still-frame.h"
#include "recordings/picture-folder.h"
#include "station/station-beneath.h"

#define SOURCE_TYPE_PICTURE_FOLDER (source_pictures_get_type ())
G_DECLARE_FINAL_TYPE (SourcePictures, source_pictures, SOURCE, PICTURE_FOLDER, GstPushSrc)

enum {
  PROP_LOCATION = 1
};

struct _SourcePictures {
  GstPushSrc parent;
  gchar *location; /* set before it starts */
  AoiFolder folder; /* while it runs, as all below */
  GPtrArray *names;
  guint next;
  GstCaps *caps; /* of the newest frame; NULL: there was none */
  gsize size; /* of that, in bytes */
};

G_DEFINE_TYPE (SourcePictures, source_pictures, GST_TYPE_PUSH_SRC)

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));

static void
source_pictures_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SourcePictures *self = SOURCE_PICTURE_FOLDER (object);

  g_free (self->location);
  self->location = g_value_dup_string (value);
}

static gboolean
source_pictures_start (GstBaseSrc *src)
{
  SourcePictures *self = SOURCE_PICTURE_FOLDER (src);
  g_autoptr (GError) error = NULL;
  guint n_others = 0;

  if (station_folder_open (&self->folder, self->location, &error))
    self->names = picture_folder_list (&self->folder, &n_others, &error);
  if (self->names == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, ("%s", error->message), (NULL));
    return FALSE;
  }
  if (n_others > 0)
    GST_ELEMENT_WARNING (self, RESOURCE, READ,
        ("%s: %u files or folders are no pictures, and are not inspected", self->folder.shown,
            n_others),
        (NULL));
  self->next = 0;
  return TRUE;
}

static gboolean
source_pictures_stop (GstBaseSrc *src)
{
  SourcePictures *self = SOURCE_PICTURE_FOLDER (src);

  g_clear_pointer (&self->names, g_ptr_array_unref);
  station_folder_close (&self->folder);
  self->folder = STATION_FOLDER_CLOSED;
  gst_clear_caps (&self->caps);
  return TRUE;
}

/* Caps come with each picture. */
static gboolean
source_pictures_negotiate (GstBaseSrc *src)
{
  return TRUE;
}

/* Returns: (transfer full): the next picture, or what stands for it. */
static GstSample *
read_next (SourcePictures *self)
{
  const gchar *name = g_ptr_array_index (self->names, self->next++);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiPicture) picture = picture_folder_read (&self->folder, name, &error);

  if (picture != NULL)
    return still_frame_new (picture);
  GST_ELEMENT_WARNING (self, STREAM, DECODE, ("%s", error->message), (NULL));
  return still_frame_new_placeholder (self->caps, self->size);
}

static GstFlowReturn
source_pictures_create (GstPushSrc *src, GstBuffer **buffer)
{
  SourcePictures *self = SOURCE_PICTURE_FOLDER (src);
  g_autoptr (GstSample) sample = NULL;

  if (self->next >= self->names->len)
    return GST_FLOW_EOS;
  sample = read_next (self);
  gst_caps_replace (&self->caps, gst_sample_get_caps (sample));
  self->size = gst_buffer_get_size (gst_sample_get_buffer (sample));
  if (!gst_base_src_set_caps (GST_BASE_SRC (src), self->caps))
    return GST_FLOW_NOT_NEGOTIATED;
  *buffer = gst_buffer_ref (gst_sample_get_buffer (sample));
  return GST_FLOW_OK;
}

static void
source_pictures_finalize (GObject *object)
{
  g_free (SOURCE_PICTURE_FOLDER (object)->location);
  G_OBJECT_CLASS (source_pictures_parent_class)->finalize (object);
}

static void
source_pictures_class_init (SourcePicturesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS (klass);

  object_class->set_property = source_pictures_set_property;
  object_class->finalize = source_pictures_finalize;
  src_class->start = source_pictures_start;
  src_class->stop = source_pictures_stop;
  src_class->negotiate = source_pictures_negotiate;
  GST_PUSH_SRC_CLASS (klass)->create = source_pictures_create;
  g_object_class_install_property (object_class, PROP_LOCATION,
      g_param_spec_string ("location", "Location", "Folder of pictures", NULL,
          G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Pictures of aoi serve", "Source/Video",
      "Gives the pictures of a folder as frames", "The aoiinspect developers");
}

static void
source_pictures_init (SourcePictures *self)
{
  self->folder = STATION_FOLDER_CLOSED;
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_base_src_set_do_timestamp (GST_BASE_SRC (self), TRUE);
}

/**
 * source_pictures_register:
 *
 * Has pipelines know the element. GStreamer has begun.
 */
void
source_pictures_register (void)
{
  gst_element_register (NULL, SOURCE_PICTURES_NAME, GST_RANK_NONE, SOURCE_TYPE_PICTURE_FOLDER);
}
