/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi repeat` as users call it: it names the ROIs that were made unstable, and no other. */
#include "run-support.h"

#include <json-glib/json-glib.h>
#include <math.h>

#define N_BOARDS 40
#define N_ROIS 8
#define BAND (SIDE / N_ROIS)
#define PIXELS (SIDE * BAND)
#define THRESHOLD "50"

/* A ROI is a band of rows of which a share is white; one number a band is what the board shows. */
enum {
  CONSTANT, /* no spread at all */
  FLIPS,
  NEAR, /* never fails, and would */
  FAR,
  NEAR_BELOW, /* never passes, and would */
  ALWAYS_FAILS,
  READS, /* passes on all boards, by another colour on two of them */
  NO_GOLDEN
};

static const struct {
  gdouble mean, sigma;
} bands[N_ROIS] = {
  [CONSTANT] = { 90.0, 0.0 },
  [FLIPS] = { 51.0, 4.0 },
  [NEAR] = { 60.0, 3.6 },
  [FAR] = { 80.0, 3.0 },
  [NEAR_BELOW] = { 40.0, 3.6 },
  [ALWAYS_FAILS] = { 10.0, 1.0 },
  [READS] = { 70.0, 2.0 },
  [NO_GOLDEN] = { 60.0, 2.0 },
};

/* White pixels of each band on each board. */
typedef struct {
  gint white[N_BOARDS][N_ROIS];
} Boards;

#define REPEAT(self, folder, ...) \
  run_tool ( \
      self, run_support_tool (), "repeat", folder, (const gchar *const[]){ __VA_ARGS__, NULL })

/* Sums of twelve uniform numbers, whose range is limited, so that NEAR never fails. */
static gdouble
draw_normal (GRand *rand)
{
  gdouble sum = -6.0;

  for (guint i = 0; i < 12; i++)
    sum += g_rand_double (rand);
  return CLAMP (sum, -2.5, 2.5);
}

static void
draw_boards (Boards *boards)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);

  for (guint i = 0; i < N_BOARDS; i++)
    for (guint k = 0; k < N_ROIS; k++) {
      gdouble percent = bands[k].mean + bands[k].sigma * draw_normal (rand);

      if (k == READS && i % 20 == 7)
        percent = 100.0 - percent;
      boards->white[i][k] = (gint) lrint (percent * PIXELS / 100.0);
    }
}

static void
write_boards (const gchar *folder, const Boards *boards)
{
  for (guint i = 0; i < N_BOARDS; i++) {
    g_autofree gchar *name = g_strdup_printf ("boards/board-%u.raw", i + 1);
    guint8 pixels[SIDE * SIDE];

    for (gint p = 0; p < SIDE * SIDE; p++)
      pixels[p] = p % PIXELS < boards->white[i][p / PIXELS] ? 255 : 0;
    product_folder_write (folder, name, (const gchar *) pixels, sizeof pixels);
  }
}

static void
append_roi (GString *json, guint band)
{
  g_string_append_printf (json, "%s{\"idx\":%u,\"coords\":[0,%u,%d,%u],", band > 0 ? "," : "[",
      band + 1, band * BAND, SIDE, (band + 1) * BAND);
  if (band == NO_GOLDEN)
    g_string_append (json, "\"type\":2}");
  else if (band == READS)
    g_string_append (json,
        "\"type\":4,\"color_ranges\":["
        "{\"name\":\"light\",\"lower\":[200,200,200],\"upper\":[255,255,255],\"threshold\":" THRESHOLD
        "},"
        "{\"name\":\"dark\",\"lower\":[0,0,0],\"upper\":[50,50,50],\"threshold\":" THRESHOLD "}]}");
  else
    g_string_append (json,
        "\"type\":4,\"expected_color\":[255,255,255],\"min_pixel_percentage\":" THRESHOLD "}");
}

/* A folder with "product" and "boards". */
static gchar *
make_folder (Boards *boards)
{
  gchar *folder = product_folder_new ();
  g_autoptr (GString) json = g_string_new (NULL);

  for (guint i = 0; i < N_ROIS; i++)
    append_roi (json, i);
  g_string_append (json, "]");
  product_folder_write (folder, "product/rois_config_product.json", json->str, -1);
  draw_boards (boards);
  write_boards (folder, boards);
  return folder;
}

static JsonObject *
parse (JsonParser *parser, const gchar *text)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static JsonObject *
find_roi (JsonObject *study, guint band)
{
  JsonArray *rois = json_object_get_array_member (study, "rois");

  for (guint i = 0; i < json_array_get_length (rois); i++) {
    JsonObject *roi = json_array_get_object_element (rois, i);

    if (json_object_get_int_member (roi, "roi_id") == band + 1)
      return roi;
  }
  g_assert_not_reached ();
}

static void
assert_near (gdouble value, gdouble expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-9 * MAX (1.0, fabs (expected)));
}

/* What the JSON says of a band is what was drawn. */
static void
assert_spread (JsonObject *study, const Boards *boards, guint band)
{
  JsonObject *roi = find_roi (study, band);
  JsonObject *score = json_object_get_object_member (roi, "score");
  gdouble mean = 0.0, squares = 0.0, sigma;

  for (guint i = 0; i < N_BOARDS; i++)
    mean += 100.0 * boards->white[i][band] / PIXELS / N_BOARDS;
  for (guint i = 0; i < N_BOARDS; i++)
    squares += pow (100.0 * boards->white[i][band] / PIXELS - mean, 2.0);
  sigma = sqrt (squares / (N_BOARDS - 1));
  g_assert_cmpint (json_object_get_int_member (score, "n"), ==, N_BOARDS);
  assert_near (json_object_get_double_member (score, "mean"), mean);
  assert_near (json_object_get_double_member (score, "sigma"), sigma);
  assert_near (json_object_get_double_member (roi, "sigmas"), (mean - 50.0) / sigma);
  assert_near (json_object_get_double_member (roi, "cpk"), (mean - 50.0) / (3.0 * sigma));
  assert_near (json_object_get_double_member (roi, "flips_per_1000"),
      500.0 * erfc (fabs (mean - 50.0) / (sigma * sqrt (2.0))));
}

static void
assert_finding (JsonObject *study, guint band, const gchar *finding)
{
  g_assert_cmpstr (json_object_get_string_member (find_roi (study, band), "finding"), ==, finding);
}

static void
test_names_unstable (void)
{
  Boards boards;
  g_autofree gchar *folder = make_folder (&boards);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) result = { 0 };
  JsonObject *study;
  JsonArray *unstable;

  REPEAT (&result, folder, "@/product", "@/boards", SHAPE, "--json", "-");
  assert_run (&result, 1, "\"boards\":40");
  study = parse (parser, result.output);
  for (guint i = FLIPS; i <= ALWAYS_FAILS; i++)
    assert_spread (study, &boards, i);
  assert_finding (study, FLIPS, "flips");
  assert_finding (study, NEAR, "near");
  assert_finding (study, NEAR_BELOW, "near");
  assert_finding (study, READS, "reads");
  unstable = json_object_get_array_member (study, "unstable");
  g_assert_cmpuint (json_array_get_length (unstable), ==, 4);
  g_assert_cmpint (json_array_get_int_element (unstable, 0), ==, FLIPS + 1);
  g_assert_cmpint (json_array_get_int_element (unstable, 1), ==, READS + 1);
  product_folder_remove (folder);
}

/* A board that always fails says so each time, which is repeatable. */
static void
test_says_what_is_stable (void)
{
  Boards boards;
  g_autofree gchar *folder = make_folder (&boards);
  g_auto (Run) result = { 0 };

  REPEAT (&result, folder, "@/product", "@/boards", SHAPE);
  assert_run (&result, 1, "8 ROIs, 4 unstable: 2, 7, ");
  g_assert_nonnull (strstr (result.output, "reads 'light' on 38, 'dark' on 2"));
  g_assert_nonnull (strstr (result.output, "fails on every board: no golden image"));
  g_assert_nonnull (strstr (result.output, "40 boards, 0 passed"));
  g_assert_null (strstr (result.output, "NO SPREAD"));
  g_assert_null (strstr (result.output, "FEW BOARDS"));
  product_folder_remove (folder);
}

/* What is nearer than asked for decides, not a fixed number. */
static void
test_sigmas (void)
{
  Boards boards;
  g_autofree gchar *folder = make_folder (&boards);
  g_auto (Run) result = { 0 };

  REPEAT (&result, folder, "@/product", "@/boards", SHAPE, "--sigmas", "2");
  assert_run (&result, 1, "8 ROIs, 2 unstable: 2, 7\n");
  product_folder_remove (folder);
}

static void
test_stable (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  REPEAT (&result, folder, "@/product", "@/raw/a.raw", "@/raw/c.raw", SHAPE);
  assert_run (&result, 0, "1 ROI, 0 unstable\n");
  g_assert_nonnull (strstr (result.output, "FEW BOARDS"));
  REPEAT (&result, folder, "@/product", "@/raw", SHAPE);
  assert_run (&result, 1, "1 ROI, 1 unstable: 1\n");
  g_assert_nonnull (strstr (result.output, "flips: passes on 2 of 3"));
  product_folder_remove (folder);
}

static void
test_pages (void)
{
  Boards boards;
  g_autofree gchar *folder = make_folder (&boards), *page = NULL, *json = NULL;
  g_auto (Run) result = { 0 };

  REPEAT (&result, folder, "@/product", "@/boards", SHAPE, "--quiet", "--html", "@/page.html",
      "--json", "@/study.json");
  assert_run (&result, 1, NULL);
  g_assert_cmpstr (result.output, ==, "");
  page = run_support_read (folder, "page.html");
  json = run_support_read (folder, "study.json");
  g_assert_true (g_str_has_suffix (page, "</body></html>\n"));
  g_assert_nonnull (strstr (page, "board-40.raw: "));
  g_assert_true (g_str_has_suffix (json, "}\n"));
  product_folder_remove (folder);
}

/* Boards of several frames count as one each. */
static void
test_groups (void)
{
  g_autofree gchar *folder = run_support_new (GROUPS);
  g_auto (Run) result = { 0 };

  if (!run_support_has ("aoirecord")) {
    g_test_skip ("no aoirecord in this build");
    product_folder_remove (folder);
    return;
  }
  run_support_record_groups (folder, "ABABAB");
  REPEAT (&result, folder, "@/product", "@/recording");
  assert_run (&result, 0, "3 boards, 3 passed");
  product_folder_remove (folder);
}

/* A picture that is not there is one that says nothing of the ROIs. */
static void
test_not_inspected (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_autofree gchar *bad = product_folder_place (folder, "raw/b.raw");
  g_auto (Run) result = { 0 };

  product_folder_write (folder, "raw/notes.txt", "not a frame", -1);
  g_assert_cmpint (g_remove (bad), ==, 0);
  REPEAT (&result, folder, "@/product", "@/raw", SHAPE);
  assert_run (&result, 1, "1 ROI, 0 unstable\n");
  g_assert_nonnull (strstr (result.errors, "aoi repeat: "));
  g_assert_nonnull (strstr (result.errors, "notes.txt"));
  product_folder_remove (folder);
}

static void
test_refused (void)
{
  static const struct {
    const gchar *arguments[9];
    const gchar *message;
  } bad[] = {
    { { "@/product" }, "takes PRODUCT SOURCE" },
    { { "@/product", "@/none" }, "/none: No such file" },
    { { "@/none", "@/raw", SHAPE }, "/none" },
    { { "@/product", "@/raw/a.raw", SHAPE }, "one board has no spread" },
    { { "@/product", "@/raw", SHAPE, "--sigmas", "0" }, "--sigmas: must be above 0" },
    { { "@/product", "@/raw", SHAPE, "--jobs=-1" }, "--jobs: -1 is not between 0 and 1024" },
    { { "@/product", "@/raw", SHAPE, "--json", "@/none/x" }, "--json: " },
    { { "@/product", "@/raw", SHAPE, "--html", "/dev/full" }, "--html /dev/full: No space left" },
    { { "@/product", "@/raw", "--frob" }, "--frob" },
  };
  g_autofree gchar *folder = run_support_new (WHITE);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_auto (Run) result = { 0 };

    run_tool (&result, run_support_tool (), "repeat", folder, bad[i].arguments);
    assert_bad (&result, bad[i].message);
  }
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repeat/names-unstable", test_names_unstable);
  g_test_add_func ("/repeat/says-what-is-stable", test_says_what_is_stable);
  g_test_add_func ("/repeat/sigmas", test_sigmas);
  g_test_add_func ("/repeat/stable", test_stable);
  g_test_add_func ("/repeat/pages", test_pages);
  g_test_add_func ("/repeat/groups", test_groups);
  g_test_add_func ("/repeat/not-inspected", test_not_inspected);
  g_test_add_func ("/repeat/refused", test_refused);
  return g_test_run ();
}
