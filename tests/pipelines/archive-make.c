/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* archive-make FOLDER BOARDS DAYS [hostile]: an archive of boards that nobody inspected, with pictures drawn
 * from a seed; with `hostile` a few more, whose texts are no friends of a page. Their products would lie in
 * FOLDER.products. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "aoi-report-json.h"
#include "archive-support.h"
#include "fixtures.h"
#include "json/aoi-json-writer.h"

#define N_PRODUCTS 3
#define N_ROIS 12
#define OVERVIEW_WIDTH 960
#define OVERVIEW_HEIGHT 666
#define FRAME_SCALE 8
#define SECONDS_A_BOARD 8

/* Pictures are drawn once, in a hidden folder of the archive, and linked to. */
#define PICTURES ".pictures"

typedef struct {
  const gchar *folder; /* the archive */
  const gchar *name;
} Product;

/* What is said of a board; the defaults are those of a usual one. */
typedef struct {
  const gchar *product, *product_file, *folder, *barcode, *reason;
} Texts;

static const gchar *const types[N_ROIS] = { "barcode", "barcode", "compare", "compare", "compare",
  "compare", "compare", "compare", "compare", "ocr", "ocr", "color" };

static const gchar *const hostile[] = {
  "\"'`$(touch pwned);\\",
  "<script>window.pwned=1</script>",
  "</script><script>window.pwned=1</script>",
  "<img src=x onerror=\"window.pwned=1\">",
  "javascript:window.pwned=1",
  "\001\002\007\033[31m\177\r\n\tcontrol\035GS",
  "invalid \377\376\300\257 UTF-8",
  "../../../../etc/passwd",
  "line\342\200\250separators\342\200\251here\302\205",
  "\342\200\256right to left\342\200\254 \342\201\246isolate",
  "\");window.pwned=1;(\"",
  "__proto__",
  "constructor",
  "\357\273\277&lt;b&gt;&amp;&#60;i>",
  "{{7*7}}${window.pwned=1}",
};

static gboolean
has_golden (guint roi)
{
  return g_str_equal (types[roi], "compare");
}

static AoiRect
get_rect (guint roi)
{
  return (AoiRect){ (gint) (40 + roi % 4 * 230), (gint) (50 + roi / 4 * 205), 128, 96 };
}

static void
draw_part (FixtureCanvas *canvas, const AoiRect *rect, guint roi, gboolean missing)
{
  g_autofree gchar *text = g_strdup_printf ("U%u", roi + 1);
  const AoiRect pads[] = { { rect->x + 14, rect->y + 10, 100, 10 },
    { rect->x + 14, rect->y + 76, 100, 10 } };
  const AoiRect body = { rect->x + 18, rect->y + 18, 92, 60 };

  fixture_fill_rect (canvas, rect, 0x1d5a3c);
  for (guint i = 0; i < G_N_ELEMENTS (pads); i++)
    fixture_fill_rect (canvas, &pads[i], 0xc8c4b4);
  if (missing)
    return;
  fixture_fill_rect (canvas, &body, roi == N_ROIS - 1 ? 0xb03020 : 0x26262a);
  fixture_draw_text (canvas, "DejaVu Sans", 20, body.x + 26, body.y + 18, text, 0xe8e8e0);
}

static void
save (const Product *product, const gchar *file, const FixtureCanvas *canvas)
{
  const AoiRgbImage image = { canvas->width, canvas->height, canvas->data };
  g_autofree gchar *name = g_build_filename (PICTURES, product->name, file, NULL);
  g_autofree gchar *path = product_folder_place (product->folder, name);
  g_autoptr (GError) error = NULL;

  aoi_image_file_save (&image, path, &error);
  g_assert_no_error (error);
}

static void
draw_crop (const Product *product, const gchar *kind, guint roi, GRand *rand)
{
  const AoiRect rect = { 0, 0, 128, 96 };
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (rect.width, rect.height, 0);
  g_autofree gchar *file = g_strdup_printf ("%s_%u.png", kind, roi + 1);

  draw_part (canvas, &rect, roi, g_str_equal (kind, "roi"));
  fixture_add_noise (canvas, rand, 5);
  save (product, file, canvas);
}

static void
draw_product (const Product *product, GRand *rand)
{
  g_autoptr (FixtureCanvas) board = fixture_canvas_new (OVERVIEW_WIDTH, OVERVIEW_HEIGHT, 0x16482f);

  for (guint i = 0; i < N_ROIS; i++) {
    const AoiRect rect = get_rect (i);

    draw_part (board, &rect, i, FALSE);
    draw_crop (product, "golden", i, rand);
    draw_crop (product, "roi", i, rand);
  }
  save (product, "overview.png", board);
}

static void
set_values (AoiRoiResult *roi, const Texts *texts, gboolean failed)
{
  g_autofree gchar *code = g_utf8_make_valid (texts->barcode, -1);
  const gchar *codes[] = { code, NULL };

  if (g_str_equal (roi->type, "barcode"))
    aoi_roi_result_take_values (
        roi, g_variant_new_parsed ("{%s: <%^as>}", AOI_VALUE_BARCODES, failed ? codes + 1 : codes));
  else if (g_str_equal (roi->type, "compare"))
    aoi_roi_result_take_values (roi,
        g_variant_new_parsed ("{%s: <'best_golden.jpg'>, %s: <1.5>, %s: <-0.25>}", AOI_VALUE_GOLDEN,
            AOI_VALUE_SHIFT_X, AOI_VALUE_SHIFT_Y));
  else if (g_str_equal (roi->type, "ocr"))
    aoi_roi_result_take_values (roi,
        g_variant_new_parsed ("{%s: <%s>, %s: <'REV B'>}", AOI_VALUE_TEXT,
            failed ? "REV 8" : "REV B", AOI_VALUE_EXPECTED_TEXT));
}

static void
judge (AoiRoiResult *roi, guint index, const Texts *texts, gboolean failed, GRand *rand)
{
  const AoiRect rect = get_rect (index);

  *roi = (AoiRoiResult){
    .id = (gint) index + 1, .device = index % 2 == 0 ? 1 : 2, .type = types[index]
  };
  roi->rect = (AoiRect){ rect.x * FRAME_SCALE, rect.y * FRAME_SCALE, rect.width * FRAME_SCALE,
    rect.height * FRAME_SCALE };
  if (!failed)
    aoi_roi_result_pass (roi, g_rand_double_range (rand, 0.92, 1.0), 0.9);
  else if (index == 5 && g_rand_int_range (rand, 0, 4) == 0)
    aoi_roi_result_timeout (roi, "no result after 500 ms");
  else
    aoi_roi_result_fail (roi, g_rand_double_range (rand, 0.1, 0.89), 0.9, "%s",
        texts->reason != NULL ? texts->reason : "structure differs at 5820,1749 (89x89)");
  set_values (roi, texts, failed);
  aoi_roi_result_seal (roi);
}

static void
link_picture (const Product *product, const gchar *record, const gchar *file)
{
  g_autofree gchar *from = g_build_filename (product->folder, PICTURES, product->name, file, NULL);
  g_autofree gchar *to = g_build_filename (product->folder, record, file, NULL);

  g_assert_cmpint (link (from, to), ==, 0);
}

/* A JSON string. */
static gchar *
quote (const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);

  return aoi_json_write (node);
}

static gchar *
list_pictures (const gboolean *failed)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < N_ROIS; i++) {
    g_autofree gchar *golden = g_strdup_printf ("\"golden_%u.png\"", i + 1);

    if (failed[i])
      g_string_append_printf (list,
          "%s{\"id\":%u,\"crop\":\"roi_%u.png\",\"golden\":%s,\"golden_name\":%s}",
          list->len > 0 ? "," : "", i + 1, i + 1, has_golden (i) ? golden : "null",
          has_golden (i) ? "\"best_golden.jpg\"" : "null");
  }
  return g_string_free (list, FALSE);
}

static gchar *
describe (gboolean passed, const Texts *texts, GDateTime *time, const gboolean *failed)
{
  g_autofree gchar *at = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000%:z");
  g_autofree gchar *product = quote (texts->product);
  g_autofree gchar *file = quote (texts->product_file);
  g_autofree gchar *pictures = list_pictures (failed);

  return g_strdup_printf (
      "{\"format\":1,\"product_file\":%s,\"product\":%s,\"revision\":\"5f1c0e9a77\",\"passed\":%s,"
      "\"time\":\"%s\",\"rois\":[%s],\"overview\":\"overview.png\"}",
      file, product, passed ? "true" : "false", at, pictures);
}

static void
link_pictures (const Product *product, const gchar *record, const gboolean *failed)
{
  link_picture (product, record, "overview.png");
  for (guint i = 0; i < N_ROIS; i++) {
    g_autofree gchar *crop = g_strdup_printf ("roi_%u.png", i + 1);
    g_autofree gchar *golden = g_strdup_printf ("golden_%u.png", i + 1);

    if (failed[i])
      link_picture (product, record, crop);
    if (failed[i] && has_golden (i))
      link_picture (product, record, golden);
  }
}

/* Returns the record's name. */
static gchar *
write_board (const Product *product, const Texts *texts, GDateTime *time, guint number, GRand *rand)
{
  AoiReportInfo info = { .product = texts->product,
    .revision = "5f1c0e9a77",
    .session_id = "line 2",
    .frame = number,
    .width = OVERVIEW_WIDTH * FRAME_SCALE,
    .height = OVERVIEW_HEIGHT * FRAME_SCALE };
  g_autofree gchar *place = g_date_time_format (time, "%Y-%m-%d");
  g_autofree gchar *clock = g_date_time_format (time, "%H%M%S.000");
  g_autofree gchar *record = NULL, *description = NULL, *result = NULL;
  AoiRoiResult rois[N_ROIS];
  gboolean failed[N_ROIS] = { FALSE };
  g_autoptr (AoiReport) report = NULL;

  if (g_rand_int_range (rand, 0, 4) > 0)
    for (guint n = g_rand_int_range (rand, 1, 4); n > 0; n--)
      failed[(guint) (N_ROIS * pow (g_rand_double (rand), 2))] = TRUE;
  for (guint i = 0; i < N_ROIS; i++)
    judge (&rois[i], i, texts, failed[i], rand);
  report = aoi_report_new (&info, rois, N_ROIS);
  record = g_strdup_printf ("%s/%s/%s-%u-%s", place, texts->folder, clock, number,
      aoi_report_get_passed (report) ? "pass" : "fail");
  description = describe (aoi_report_get_passed (report), texts, time, failed);
  result = aoi_report_to_json (report, AOI_JSON_TIMING);
  archive_write_record_as (product->folder, record, description, result);
  link_pictures (product, record, failed);
  return g_steal_pointer (&record);
}

static void
write_usual (const Product *products, guint n_boards, guint n_days, GRand *rand)
{
  g_autoptr (GDateTime) last = g_date_time_new_local (2026, 11, 27, 6, 0, 0);
  guint a_day = (n_boards + n_days - 1) / n_days;

  for (guint i = 0; i < n_boards; i++) {
    const Product *product = &products[i / 40 % N_PRODUCTS];
    g_autofree gchar *barcode = g_strdup_printf ("SN%06u", 100000 + i);
    g_autofree gchar *file = g_strdup_printf (
        "%s.products/%s/rois_config_%s.json", product->folder, product->name, product->name);
    const Texts texts = { product->name, file, product->name, barcode, NULL };
    g_autoptr (GDateTime) day = g_date_time_add_days (last, (gint) (i / a_day) + 1 - (gint) n_days);
    g_autoptr (GDateTime) time = g_date_time_add_seconds (day, i % a_day * SECONDS_A_BOARD);

    g_free (write_board (product, &texts, time, i, rand));
  }
}

static void
write_hostile (AoiArchiveIndex *index, const Product *product, GRand *rand)
{
  g_autofree gchar *filler = g_strnfill (4096, 'x');
  g_autoptr (GDateTime) midnight = g_date_time_new_local (2026, 11, 27, 23, 0, 0);

  for (guint i = 0; i <= G_N_ELEMENTS (hostile); i++) {
    const gchar *text = i < G_N_ELEMENTS (hostile) ? hostile[i] : filler;
    const Texts texts = { text, text, "host #?&%41'le", text, text };
    g_autoptr (GDateTime) time = g_date_time_add_seconds (midnight, i);
    g_autofree gchar *record = write_board (product, &texts, time, 900000 + i, rand);

    archive_add (index, record);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (AoiArchiveIndex) index = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  const Product products[N_PRODUCTS] = { { argv[1], "20003548" }, { argv[1], "20005411" },
    { argv[1], "label board" } };
  gint64 began;

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  if (argc < 4) {
    g_printerr ("Usage: archive-make FOLDER BOARDS DAYS [hostile]\n");
    return 2;
  }
  for (guint i = 0; i < N_PRODUCTS; i++)
    draw_product (&products[i], rand);
  write_usual (products, (guint) atoi (argv[2]), (guint) atoi (argv[3]), rand);
  began = g_get_monotonic_time ();
  index = archive_open (argv[1]);
  g_print ("# all lines made anew in %.2f s\n", (gdouble) (g_get_monotonic_time () - began) / 1e6);
  g_clear_pointer (&index, aoi_archive_index_close);
  began = g_get_monotonic_time ();
  index = archive_open (argv[1]);
  g_print ("# opened again in %.3f s\n", (gdouble) (g_get_monotonic_time () - began) / 1e6);
  if (argc > 4)
    write_hostile (index, &products[0], rand);
  return 0;
}
