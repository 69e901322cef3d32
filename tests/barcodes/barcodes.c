/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads generated codes with the barcode inspector and with each library alone, and prints how many
 * were read, a row a symbology and condition. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "alone.h"
#include "fixtures.h"

#define TIMED_RUNS 3

typedef enum {
  READER_AOI,
  READER_ZXING,
  READER_ZBAR,
  READER_DMTX,
  N_READERS
} Reader;

static const gchar *const reader_names[] = { "aoi", "zxing", "zbar", "dmtx" };

/* What readers read of some pictures. */
typedef struct {
  guint codes;
  gdouble ms; /* CPU time of the inspector */
  guint32 digest; /* of the pictures */
  guint right[N_READERS];
  guint wrong_linear[N_READERS], wrong_matrix[N_READERS];
} Tally;

static gint n_codes = 200, seed = 1, effort = AOI_ROI_MAX_BARCODE_EFFORT;
static guint n_checks, n_failed;
static gchar *only_kind, *only_condition, *kept_folder;
static gboolean show_missed, check_figures, time_only, aoi_only, as_mosaic;

static const GOptionEntry options[] = {
  { "codes", 'n', 0, G_OPTION_ARG_INT, &n_codes, "Codes a row (200)", "N" },
  { "seed", 's', 0, G_OPTION_ARG_INT, &seed, "What they are drawn from (1)", "N" },
  { "effort", 'e', 0, G_OPTION_ARG_INT, &effort, "barcode-effort, 1 to 5 (5)", "N" },
  { "symbology", 'k', 0, G_OPTION_ARG_STRING, &only_kind, "Only codes of this symbology", "NAME" },
  { "condition", 'd', 0, G_OPTION_ARG_STRING, &only_condition, "Only this condition", "NAME" },
  { "missed", 'm', 0, G_OPTION_ARG_NONE, &show_missed,
      "Name codes that are not read, and wrong texts", NULL },
  { "inspector", 'i', 0, G_OPTION_ARG_NONE, &aoi_only, "Only the inspector, no library alone",
      NULL },
  { "keep", 'o', 0, G_OPTION_ARG_FILENAME, &kept_folder,
      "Write the pictures into this folder, as PGM, and read none", "FOLDER" },
  { "mosaic", 'b', 0, G_OPTION_ARG_NONE, &as_mosaic,
      "The inspector gets Bayer mosaics of unlike colours, libraries gray pictures", NULL },
  { "time", 't', 0, G_OPTION_ARG_NONE, &time_only, "Only the times", NULL },
  { "check", 0, 0, G_OPTION_ARG_NONE, &check_figures,
      "Speak TAP: a row that is behind the best library fails", NULL },
  { NULL },
};

static gdouble
get_cpu_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gdouble) t.tv_sec * 1e3 + (gdouble) t.tv_nsec / 1e6;
}

static void
take_result (const AoiRoiResult *result, GPtrArray *found)
{
  g_autoptr (GVariant)
      texts = aoi_roi_result_get_value (result, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);
  g_autoptr (GVariant)
      names = aoi_roi_result_get_value (result, AOI_VALUE_SYMBOLOGIES, G_VARIANT_TYPE_STRING_ARRAY);

  g_assert_cmpint (result->status, !=, AOI_STATUS_ERROR);
  for (gsize i = 0; i < g_variant_n_children (texts); i++) {
    const gchar *text, *name;

    g_variant_get_child (texts, i, "&s", &text);
    g_variant_get_child (names, i, "&s", &name);
    g_ptr_array_add (found, g_strconcat (name, ":", text, NULL));
  }
}

/* The picture as a camera whose white is not balanced delivers it: green, blue; red, green. */
static guint8 *
make_mosaic (const CodePicture *picture)
{
  static const gdouble gains[2][2] = { { 1.0, 0.7 }, { 0.55, 0.97 } };
  guint8 *mosaic = g_malloc ((gsize) picture->width * (gsize) picture->height);

  for (gint i = 0; i < picture->width * picture->height; i++)
    mosaic[i] = (guint8) (picture->gray[i] * gains[i / picture->width % 2][i % picture->width % 2]
        + 0.5);
  return mosaic;
}

/* Returns the CPU time in ms, which is that of inspect() alone. */
static gdouble
read_aoi (const CodePicture *picture, gint with_effort, GPtrArray *found)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_BARCODE, NULL);
  AoiImage image;
  AoiView view = { &image, { 0, 0, picture->width, picture->height }, 0 };
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &view.rect, 0);
  g_autofree guint8 *mosaic = as_mosaic ? make_mosaic (picture) : NULL;
  AoiRoiResult result = { 0 };
  gpointer state, scratch;
  gdouble ms;

  roi->barcode_effort = with_effort;
  aoi_image_init (&image, as_mosaic ? AOI_FORMAT_BAYER_GBRG : AOI_FORMAT_GRAY8, picture->width,
      picture->height);
  image.data[0] = as_mosaic ? mosaic : picture->gray;
  image.stride[0] = picture->width;
  state = inspector->prepare (inspector, roi, NULL);
  scratch = inspector->scratch_new ((const gconstpointer[]){ state }, 1, NULL);
  ms = get_cpu_ms ();
  inspector->inspect (state, scratch, &view, NULL, &result);
  ms = get_cpu_ms () - ms;
  take_result (&result, found);
  aoi_roi_result_clear (&result);
  inspector->scratch_free (scratch);
  inspector->release (state);
  return ms;
}

static gboolean
is_linear (const gchar *found)
{
  static const gchar *const matrices[] = {
    "DataMatrix:", "QRCode:", "MicroQRCode:", "PDF417:", "Aztec:", "MaxiCode:"
  };

  for (guint i = 0; i < G_N_ELEMENTS (matrices); i++)
    if (g_str_has_prefix (found, matrices[i]))
      return FALSE;
  return TRUE;
}

static gboolean
count (Tally *tally, Reader reader, const CodePicture *picture, GPtrArray *found)
{
  g_autofree gchar *expected = g_strconcat (picture->symbology, ":", picture->text, NULL);
  gboolean right = FALSE;

  for (guint i = 0; i < found->len; i++) {
    const gchar *code = g_ptr_array_index (found, i);

    if (g_str_equal (code, expected)) {
      right = TRUE;
      continue;
    }
    if (is_linear (code))
      tally->wrong_linear[reader]++;
    else
      tally->wrong_matrix[reader]++;
    if (show_missed)
      printf ("# %s reads %s of %s\n", reader_names[reader], code, expected);
  }
  tally->right[reader] += right;
  g_ptr_array_set_size (found, 0);
  return right;
}

/* Whether the library knows the symbology. */
static gboolean
can_read (Reader reader, CodeKind kind)
{
  if (reader == READER_ZBAR)
    return kind == CODE_QR || kind == CODE_128 || kind == CODE_39 || kind == CODE_EAN_13;
  return reader != READER_DMTX || kind == CODE_DATA_MATRIX;
}

/* Returns whether one of them reads it. */
static gboolean
read_alone (Tally *tally, CodeKind kind, const CodePicture *picture, GPtrArray *found)
{
  gboolean read;

  alone_zxing (picture, found);
  read = count (tally, READER_ZXING, picture, found);
  if (can_read (READER_ZBAR, kind)) {
    alone_zbar (picture, found);
    read |= count (tally, READER_ZBAR, picture, found);
  }
  if (can_read (READER_DMTX, kind)) {
    alone_dmtx (picture, found);
    read |= count (tally, READER_DMTX, picture, found);
  }
  return read;
}

/* FNV-1a of the pixels: two runs with the same digest had the same pictures. */
static void
add_digest (Tally *tally, const CodePicture *picture)
{
  for (gint i = 0; i < picture->width * picture->height; i++)
    tally->digest = (tally->digest ^ picture->gray[i]) * 16777619u;
}

static void
keep_picture (const CodePicture *picture, CodeKind kind, CodeCondition condition, guint index)
{
  g_autofree gchar *name = g_strdup_printf (
      "%s-%s-%03u.pgm", code_kind_names[kind], code_condition_names[condition], index);
  g_autofree gchar *path = g_build_filename (kept_folder, name, NULL);
  g_autoptr (GString) file = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_printf (file, "P5 %d %d 255\n", picture->width, picture->height);
  g_string_append_len (
      file, (const gchar *) picture->gray, (gssize) picture->width * picture->height);
  if (!g_file_set_contents (path, file->str, (gssize) file->len, &error))
    g_error ("%s", error->message);
}

static void
read_picture (Tally *tally, CodeKind kind, CodeCondition condition, guint index)
{
  g_autoptr (CodePicture) picture = code_picture_new (kind, condition, (guint32) seed, index);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  const gdouble ms = read_aoi (picture, effort, found);
  gboolean read, missed;

  tally->codes++;
  tally->ms += ms;
  add_digest (tally, picture);
  read = count (tally, READER_AOI, picture, found);
  missed = !aoi_only && read_alone (tally, kind, picture, found);
  if (show_missed && !read)
    printf ("# %s %s %u %s is not read, %.1f ms%s\n", code_kind_names[kind],
        code_condition_names[condition], index, picture->text, ms,
        missed ? ", by others it is" : "");
}

static gdouble
get_rate (const Tally *tally, Reader reader)
{
  return 100.0 * tally->right[reader] / MAX (tally->codes, 1);
}

static gdouble
get_best_alone (const Tally *tally)
{
  gdouble best = 0.0;

  for (Reader reader = READER_ZXING; reader < N_READERS; reader++)
    best = fmax (best, get_rate (tally, reader));
  return best;
}

/* By more than one point, or than one code where there are fewer than a hundred. */
static gboolean
is_behind (const Tally *tally)
{
  const gdouble slack = fmax (1.0, 100.0 / MAX (tally->codes, 1)) + 1e-9;

  return get_best_alone (tally) - get_rate (tally, READER_AOI) > slack;
}

static void
print_row (const gchar *kind, const gchar *condition, const Tally *tally)
{
  printf ("%s%-11s %-9s %5u", check_figures ? "# " : "", kind, condition, tally->codes);
  for (Reader reader = 0; reader < N_READERS; reader++)
    printf (" %6.1f", get_rate (tally, reader));
  for (Reader reader = 0; reader < N_READERS; reader++)
    printf ("  %u+%u", tally->wrong_matrix[reader], tally->wrong_linear[reader]);
  printf ("  %6.1f  %08x%s\n", tally->ms / MAX (tally->codes, 1), tally->digest,
      is_behind (tally) ? "  BEHIND" : "");
  fflush (stdout);
}

/* A case of TAP. */
static void
check (gboolean good, const gchar *name)
{
  printf ("%sok %u - %s\n", good ? "" : "not ", ++n_checks, name);
  n_failed += !good;
}

static void
check_row (const gchar *kind, const gchar *condition, const Tally *tally)
{
  g_autofree gchar *name = g_strdup_printf (
      "%s, %s: as many as the best library alone", kind, condition);

  if (check_figures)
    check (!is_behind (tally), name);
}

static void
check_total (const Tally *total)
{
  check (get_rate (total, READER_AOI) > get_best_alone (total), "in total more than any library");
  check (total->wrong_matrix[READER_AOI] == 0, "no wrong text of a code with error correction");
  check (total->wrong_linear[READER_AOI] <= total->wrong_linear[READER_ZXING],
      "no more wrong texts of linear codes than ZXing's");
}

static void
add_tally (Tally *sum, const Tally *tally)
{
  sum->codes += tally->codes;
  sum->ms += tally->ms;
  sum->digest = (sum->digest ^ tally->digest) * 16777619u;
  for (Reader reader = 0; reader < N_READERS; reader++) {
    sum->right[reader] += tally->right[reader];
    sum->wrong_linear[reader] += tally->wrong_linear[reader];
    sum->wrong_matrix[reader] += tally->wrong_matrix[reader];
  }
}

static gboolean
is_wanted (const gchar *only, const gchar *name)
{
  return only == NULL || g_ascii_strcasecmp (only, name) == 0;
}

static void
keep_row (CodeKind kind, CodeCondition condition)
{
  for (gint i = 0; i < n_codes; i++) {
    g_autoptr (CodePicture)
        picture = code_picture_new (kind, condition, (guint32) seed, (guint32) i);

    keep_picture (picture, kind, condition, (guint) i);
  }
}

static void
read_row (CodeKind kind, CodeCondition condition, Tally *total)
{
  Tally tally = { 0 };

  if (!code_picture_is_drawn (kind, condition) || !is_wanted (only_kind, code_kind_names[kind])
      || !is_wanted (only_condition, code_condition_names[condition]))
    return;
  if (kept_folder != NULL) {
    keep_row (kind, condition);
    return;
  }
  for (gint i = 0; i < n_codes; i++)
    read_picture (&tally, kind, condition, (guint) i);
  print_row (code_kind_names[kind], code_condition_names[condition], &tally);
  check_row (code_kind_names[kind], code_condition_names[condition], &tally);
  if (condition <= CODE_LAST_FLAT)
    add_tally (total, &tally);
}

static void
read_rows (void)
{
  Tally total = { 0 };

  printf ("# each library alone: codes read in percent, wrong texts as matrix+linear; ms of aoi;\n"
          "# digest of the pictures\n");
  printf ("%s%-11s %-9s %5s", check_figures ? "# " : "", "symbology", "condition", "codes");
  for (Reader reader = 0; reader < N_READERS; reader++)
    printf (" %6s", reader_names[reader]);
  printf ("  wrong               ms    digest\n");
  for (CodeKind kind = 0; kind < CODE_N_KINDS; kind++)
    for (CodeCondition condition = 0; condition < CODE_N_CONDITIONS; condition++)
      read_row (kind, condition, &total);
  print_row ("total", "", &total);
  if (check_figures)
    check_total (&total);
}

/* Mean CPU time on easy codes at the default effort, beside that of ZXing alone, each the best of some runs
 * taken in turn. */
static void
print_times (void)
{
  gdouble sum_aoi = 0.0, sum_zxing = 0.0;

  for (CodeKind kind = 0; kind < CODE_N_KINDS; kind++) {
    gdouble kind_aoi = 0.0, kind_zxing = 0.0;

    for (gint i = 0; i < n_codes; i++) {
      g_autoptr (CodePicture)
          picture = code_picture_new (kind, CODE_EASY, (guint32) seed, (guint32) i);
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      gdouble best_aoi = G_MAXDOUBLE, best_zxing = G_MAXDOUBLE;

      for (guint run = 0; run < TIMED_RUNS; run++) {
        const gdouble start = get_cpu_ms ();

        alone_zxing (picture, found);
        best_zxing = fmin (best_zxing, get_cpu_ms () - start);
        best_aoi = fmin (best_aoi, read_aoi (picture, AOI_ROI_DEFAULT_BARCODE_EFFORT, found));
      }
      kind_aoi += best_aoi;
      kind_zxing += best_zxing;
    }
    printf ("time %-11s aoi=%.2f zxing=%.2f ms, ratio=%.2f\n", code_kind_names[kind],
        kind_aoi / n_codes, kind_zxing / n_codes, kind_aoi / kind_zxing);
    sum_aoi += kind_aoi;
    sum_zxing += kind_zxing;
  }
  printf ("time all         ratio=%.2f\n", sum_aoi / sum_zxing);
}

/* A ROI of 250x250 that shows nothing: even, noisy, and uneven. */
static void
print_blank (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  guint8 *gray = g_malloc (250 * 250);
  CodePicture picture = { gray, 250, 250, NULL, NULL };

  for (gint kind = 0; kind < 4; kind++) {
    gdouble best = G_MAXDOUBLE;

    for (gint i = 0; i < 250 * 250; i++)
      gray[i] = (guint8) (180
          + (kind == 0 ? 0 : g_rand_int_range (rand, -4, 5) * (kind == 2 ? 8 : 1))
          - (kind == 3 ? i % 250 / 2 : 0));
    for (guint run = 0; run < TIMED_RUNS; run++)
      best = fmin (best, read_aoi (&picture, AOI_ROI_DEFAULT_BARCODE_EFFORT, found));
    printf ("time blank %d     %.2f ms\n", kind, best);
  }
  g_free (gray);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- reads generated codes");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  if (n_codes < 1 || effort < AOI_ROI_MIN_BARCODE_EFFORT || effort > AOI_ROI_MAX_BARCODE_EFFORT) {
    g_printerr ("--codes is at least 1, --effort from %d to %d\n", AOI_ROI_MIN_BARCODE_EFFORT,
        AOI_ROI_MAX_BARCODE_EFFORT);
    return 2;
  }
  if (time_only) {
    print_times ();
    print_blank ();
    return 0;
  }
  read_rows ();
  if (check_figures)
    printf ("1..%u\n", n_checks);
  return n_failed > 0;
}
