/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/source-settings.h"

#include <string.h>

#include "aoi-error.h"
#include "recordings/picture-folder.h"
#include "station/station-beneath.h"
#include "station/station-name.h"

#define CAMERA_PREFIX "camera:"
#define LAUNCH_PREFIX "launch:"
#define RECORDING_INDEX "frames.ndjson" /* what aoirecord calls it */

#define MAX_INFLIGHT 64
#define MAX_DEADLINE_MS 3600000

static gboolean
check_product (const gchar *value, GError **error)
{
  if (station_name_is_product (value))
    return TRUE;
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "\"%s\" is no name that a product may have", value);
  return FALSE;
}

static const ConfKey keys[] = {
  { "source", CONF_SOURCE, G_STRUCT_OFFSET (SourceSettings, source) },
  { "product", CONF_TEXT, G_STRUCT_OFFSET (SourceSettings, product), check_product },
  { "caps", CONF_TEXT, G_STRUCT_OFFSET (SourceSettings, caps) },
  { "properties", CONF_TEXT, G_STRUCT_OFFSET (SourceSettings, properties) },
  { "also", CONF_TEXT, G_STRUCT_OFFSET (SourceSettings, also) },
  { "inflight", CONF_NUMBER, G_STRUCT_OFFSET (SourceSettings, inflight), NULL, 0, MAX_INFLIGHT },
  { "deadline-ms", CONF_NUMBER, G_STRUCT_OFFSET (SourceSettings, deadline_ms), NULL, 0,
      MAX_DEADLINE_MS },
  { "loop", CONF_FLAG, G_STRUCT_OFFSET (SourceSettings, loop) },
};

/* What of a file says where frames come from: a #SourceSettings. */
const ConfGroup source_settings_group = { SOURCE_GROUP, keys, G_N_ELEMENTS (keys) };

/**
 * source_settings_add_options:
 * @self: settings, which outlive @context
 * @context: gets the options that say what the station's source is
 */
void
source_settings_add_options (SourceSettings *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "source", 0, 0, G_OPTION_ARG_STRING, &self->source,
        "Inspect its frames, too: camera:NAME, a recording, a folder of pictures, a video, launch:PART-OF-A-PIPELINE",
        "SOURCE" },
    { "product", 0, 0, G_OPTION_ARG_STRING, &self->product, "What is inspected on them at first",
        "NAME" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

/* Files that are no pictures are told of when it begins. */
static gboolean
has_pictures (const gchar *path)
{
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) names = NULL;
  guint n_others;

  if (station_folder_open (&folder, path, NULL))
    names = picture_folder_list (&folder, &n_others, NULL);
  return names != NULL && names->len > 0;
}

static gboolean
find_file (SourceSettings *self, GError **error)
{
  g_autofree gchar *index = g_build_filename (self->source, RECORDING_INDEX, NULL);

  self->name = g_canonicalize_filename (self->source, NULL);
  if (g_file_test (index, G_FILE_TEST_EXISTS))
    self->kind = SOURCE_RECORDING;
  else if (g_file_test (self->source, G_FILE_TEST_IS_REGULAR))
    self->kind = SOURCE_VIDEO;
  else if (has_pictures (self->source))
    self->kind = SOURCE_PICTURES;
  if (self->kind != SOURCE_NONE)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "source: \"%s\" is neither " CAMERA_PREFIX
      "NAME, a folder with a recording or pictures, a file nor " LAUNCH_PREFIX "PART-OF-A-PIPELINE",
      self->source);
  return FALSE;
}

static gboolean
find_kind (SourceSettings *self, GError **error)
{
  if (g_str_has_prefix (self->source, CAMERA_PREFIX)) {
    self->kind = SOURCE_CAMERA;
    self->name = g_strdup (self->source + strlen (CAMERA_PREFIX));
    return TRUE;
  }
  if (g_str_has_prefix (self->source, LAUNCH_PREFIX)) {
    self->kind = SOURCE_LAUNCH;
    self->name = g_strdup (self->source + strlen (LAUNCH_PREFIX));
    return TRUE;
  }
  return find_file (self, error);
}

/**
 * source_settings_complete:
 * @self: what was said
 * @error: what is missing or wrong
 *
 * Returns: whether there can be such a source, or there is to be none
 */
gboolean
source_settings_complete (SourceSettings *self, GError **error)
{
  if (self->source == NULL) {
    if (self->product == NULL && self->properties == NULL && self->also == NULL
        && self->caps == NULL && self->inflight == 0 && self->deadline_ms == 0 && !self->loop)
      return TRUE;
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "there is no source: say --source SOURCE, or source= in the group [" SOURCE_GROUP
        "] of the station's file");
    return FALSE;
  }
  return conf_group_check (&source_settings_group, self, error) && find_kind (self, error);
}

/**
 * source_settings_clear:
 * @self: settings
 */
void
source_settings_clear (SourceSettings *self)
{
  g_free (self->source);
  g_free (self->product);
  g_free (self->caps);
  g_free (self->properties);
  g_free (self->also);
  g_free (self->name);
  *self = (SourceSettings){ NULL };
}
