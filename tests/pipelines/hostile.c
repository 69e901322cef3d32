/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Codes that would break out of JSON, of a line, of a path, of a page or of UTF-8: what other programs than
 * this project's read of them is what the codes hold. */
#include <string.h>
#include <sys/wait.h>

#include "aoi-report-json.h"
#include "fixtures.h"

#define READ_BARCODE ".device_summaries[\"1\"].barcode | @base64"
#define PYTHON_READ_BARCODE \
  "import base64, json, sys\n" \
  "for line in open(sys.argv[1], 'rb'):\n" \
  "    code = json.loads(line.decode('utf-8'))['device_summaries']['1']['barcode']\n" \
  "    print(base64.b64encode(code.encode('utf-8')).decode())\n"

/* Valid UTF-8 that a code can hold. */
static const gchar *const texts[] = {
  "quotes \" ' ` and \\ backslash \\u0022",
  "\",\"passed\":true,\"x\":\"",
  "all \x01\x02\x1b[31m\x1c\x1d\x1e\x1f\x7f",
  "lines\r\n{\"overall_result\":{\"passed\":true}}\n",
  "lines \xc2\x85 \xe2\x80\xa8 \xe2\x80\xa9 \xef\xbb\xbf",
  "../../x",
  "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
  "$(reboot) `reboot` ; %s %n %1$s",
  "\xf0\x9f\x98\x80 \xd7\xa2\xd7\x91",
};

/* Bytes that are no UTF-8, as a caller may give them. */
static const gchar *const bytes[] = {
  "SN\xff",
  "SN\xc0\xaf..\xc0\xaf",
  "\xed\xa0\x80 SN \xf0\x9f\x98",
};

typedef struct {
  GString *lines; /* of JSON */
  GString *expected; /* the device's code in each, as base64 */
} Log;

static void
log_clear (Log *self)
{
  g_string_free (self->lines, TRUE);
  g_string_free (self->expected, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

static void
log_init (Log *self)
{
  self->lines = g_string_new (NULL);
  self->expected = g_string_new (NULL);
}

static void
add_line (Log *self, AoiReport *report, AoiJsonFlags flags, const gchar *expected)
{
  g_autofree gchar *json = aoi_report_to_json (report, flags);
  g_autofree gchar *valid = g_utf8_make_valid (expected, -1);
  g_autofree gchar *code = g_base64_encode ((const guchar *) valid, strlen (valid));

  g_assert_null (strchr (json, '\n'));
  g_string_append_printf (self->lines, "%s\n", json);
  g_string_append_printf (self->expected, "%s\n", code);
}

/* In each form that aoijson has. */
static void
add_report (Log *self, AoiReport *report, const gchar *expected)
{
  add_line (self, report, AOI_JSON_DEFAULT, expected);
  add_line (self, report, AOI_JSON_TIMING, expected);
  add_line (self, report, AOI_JSON_SUMMARY, expected);
  add_line (self, report, AOI_JSON_NO_AOI, expected);
}

static gchar *
run (const gchar *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *errors = NULL;
  gchar *output = NULL;
  gint status;

  g_spawn_sync (NULL, (gchar **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors,
      &status, &error);
  g_assert_no_error (error);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    g_error ("%s: %s%s", arguments[0], output, errors);
  return output;
}

/* Two other readers find what was expected, and the schema's validator finds nothing. */
static void
check (const Log *self)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-hostile-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "lines.ndjson", NULL);
  g_autofree gchar *script = g_test_build_filename (G_TEST_DIST, "json-lines.py", NULL);
  g_autofree gchar *schema = g_test_build_filename (
      G_TEST_BUILT, "..", "src", "aoi-result.schema.json", NULL);
  g_autofree gchar *jq = NULL, *python = NULL, *validated = NULL, *removed = NULL;

  fixture_json_log (self->lines->str);
  g_assert_true (g_file_set_contents (file, self->lines->str, (gssize) self->lines->len, NULL));
  jq = run ((const gchar *const[]){ "jq", "-r", READ_BARCODE, file, NULL });
  python = run (
      (const gchar *const[]){ "/usr/bin/python3", "-c", PYTHON_READ_BARCODE, file, NULL });
  validated = run ((const gchar *const[]){ script, schema, file, NULL });
  g_assert_cmpstr (jq, ==, self->expected->str);
  g_assert_cmpstr (python, ==, self->expected->str);
  g_assert_nonnull (strstr (validated, " 0 not valid"));
  removed = run ((const gchar *const[]){ "rm", "-r", folder, NULL });
}

/* As the camera sees it. */
static void
add_drawn (Log *self, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FixtureCanvas) code = fixture_barcode_new ("QRCode", text, 4, 0, &error);
  const AoiReportInfo info = { .product = text };
  g_autoptr (FixtureFrame) frame = NULL;
  g_autoptr (AoiRoi) roi = NULL;
  g_autoptr (AoiReport) report = NULL;
  AoiRoiResult result;

  g_assert_no_error (error);
  frame = fixture_frame_new (code, AOI_FORMAT_GRAY8);
  roi = fixture_roi_new (AOI_TYPE_BARCODE, &(AoiRect){ 0, 0, code->width, code->height }, 0);
  fixture_inspect (roi, &frame->image, &result);
  result.device = 1;
  g_assert_true (aoi_roi_result_passed (&result));
  report = aoi_report_new (&info, &result, 1);
  add_report (self, report, text);
}

static void
test_drawn (void)
{
  g_autofree gchar *longest = g_strnfill (2300, '"');
  g_auto (Log) log = { 0 };

  log_init (&log);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_drawn (&log, texts[i]);
  add_drawn (&log, longest);
  check (&log);
}

/* As an application sets it; the text is everywhere where a text may come from outside. */
static void
add_manual (Log *self, const gchar *text)
{
  const AoiReportInfo info = {
    .product = text, .revision = text, .session_id = text, .reason = text, .device_barcode = text
  };
  AoiRoiResult rois[] = { { .id = 1, .device = 1, .type = AOI_TYPE_COMPARE },
    { .id = 2, .device = 1, .type = "custom" } };
  g_autoptr (AoiReport) report = NULL;

  aoi_roi_result_fail (&rois[0], 0.5, 0.9, "%s", text);
  aoi_roi_result_error (&rois[1], "%s", text);
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  add_report (self, report, text);
}

static void
test_manual (void)
{
  g_autofree gchar *longest = g_strnfill (4096, '\\');
  g_auto (Log) log = { 0 };

  log_init (&log);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_manual (&log, texts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    add_manual (&log, bytes[i]);
  add_manual (&log, longest);
  check (&log);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile/drawn", test_drawn);
  g_test_add_func ("/hostile/manual", test_manual);
  return g_test_run ();
}
