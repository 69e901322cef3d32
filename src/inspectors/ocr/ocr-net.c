/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small net: three layers of convolutions look at a shape, two further layers say which character it is.
 * tests/accuracy/learn_shapes.py says how it learnt. */
#include "inspectors/ocr/ocr-net.h"

#include <math.h>
#include <string.h>

#include "inspectors/ocr/ocr-net-weights.h"

/* Outputs of each layer, and rows and columns of each layer of convolutions. */
#define ONE 12
#define TWO 24
#define THREE 40
#define HIDDEN 128
#define ROWS_ONE 14
#define COLUMNS_ONE 16
#define ROWS_TWO 7
#define COLUMNS_TWO 8
#define ROWS_THREE 4
#define COLUMNS_THREE 4
#define FLAT (ROWS_THREE * COLUMNS_THREE * THREE)

/**
 * Layer:
 * @n_in: inputs; of a layer of convolutions, channels
 * @n_out: outputs; as @n_in
 * @side: of the square that each output of a layer of convolutions sees; 1 for others
 * @bias: an output each
 * @weights: by row and column of the square, by input, by output
 */
typedef struct {
  gint n_in, n_out, side;
  gfloat *bias, *weights;
} Layer;

enum {
  LAYER_ONE,
  LAYER_TWO,
  LAYER_THREE,
  LAYER_SEEN,
  LAYER_HIDDEN,
  LAYER_OUT,
  N_LAYERS
};

/* Written once, then only read; they stay until the process ends. */
static Layer layers[N_LAYERS] = {
  { 1, ONE, 5, NULL, NULL },
  { ONE, TWO, 3, NULL, NULL },
  { TWO, THREE, 3, NULL, NULL },
  { FLAT + AOI_OCR_SHAPE_FACTS, AOI_OCR_NET_SEEN, 1, NULL, NULL },
  { 2 * AOI_OCR_NET_SEEN, HIDDEN, 1, NULL, NULL },
  { HIDDEN, AOI_OCR_NET_CLASSES, 1, NULL, NULL },
};

static gfloat
read_float (const guchar **at)
{
  guint32 bits;
  gfloat value;

  memcpy (&bits, *at, sizeof bits);
  bits = GUINT32_FROM_LE (bits);
  memcpy (&value, &bits, sizeof value);
  *at += sizeof bits;
  return value;
}

static void
read_layer (const guchar **at, Layer *layer)
{
  const gsize n = (gsize) layer->side * layer->side * layer->n_in * layer->n_out;
  const gfloat step = read_float (at);

  layer->bias = g_new (gfloat, layer->n_out);
  layer->weights = g_new (gfloat, n);
  for (gint i = 0; i < layer->n_out; i++)
    layer->bias[i] = read_float (at);
  for (gsize i = 0; i < n; i++)
    layer->weights[i] = step * (gfloat) (gint8) (*at)[i];
  *at += n;
}

static gsize
measure_layer (const Layer *layer)
{
  return sizeof (gfloat) * (1 + (gsize) layer->n_out)
      + (gsize) layer->side * layer->side * layer->n_in * layer->n_out;
}

/**
 * aoi_ocr_net_init:
 *
 * Unpacks the weights, once. Any thread; before the net is asked.
 */
void
aoi_ocr_net_init (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    gsize length, needed = 0;
    g_autofree guchar *data = g_base64_decode (packed, &length);
    const guchar *at = data;

    for (guint i = 0; i < N_LAYERS; i++)
      needed += measure_layer (&layers[i]);
    g_assert (length == needed);
    for (guint i = 0; i < N_LAYERS; i++)
      read_layer (&at, &layers[i]);
    g_once_init_leave (&ready, 1);
  }
}

/* Much of a shape is blank, and much of what layers say is 0. */
static void
add_input (const gfloat *weights, gfloat value, gint n, gfloat *out)
{
  if (value != 0.0f)
    for (gint i = 0; i < n; i++)
      out[i] += value * weights[i];
}

static void
add_inputs (const gfloat *weights, const gfloat *values, gint n_in, gint n_out, gfloat *out)
{
  for (gint i = 0; i < n_in; i++)
    add_input (weights + (gsize) i * n_out, values[i], n_out, out);
}

static void
rectify (gfloat *values, gint n)
{
  for (gint i = 0; i < n; i++)
    values[i] = values[i] > 0.0f ? values[i] : 0.0f;
}

/* One output cell of all channels, its square's first cell at @y, @x of the input, which may be outside. */
static void
convolve_cell (
    const Layer *layer, const gfloat *in, gint rows, gint columns, gint y, gint x, gfloat *out)
{
  memcpy (out, layer->bias, sizeof *out * layer->n_out);
  for (gint v = MAX (0, -y); v < layer->side && y + v < rows; v++) {
    const gint first = MAX (0, -x), end = MIN (layer->side, columns - x);
    const gsize cell = (gsize) (y + v) * columns + x + first;
    const gsize weight = (gsize) (v * layer->side + first) * layer->n_in * layer->n_out;

    add_inputs (layer->weights + weight, in + cell * layer->n_in, (end - first) * layer->n_in,
        layer->n_out, out);
  }
  rectify (out, layer->n_out);
}

/* From @rows x @columns cells to half as many of both. */
static void
convolve (const Layer *layer, const gfloat *in, gint rows, gint columns, gfloat *out)
{
  for (gint y = 0; y < rows; y += 2)
    for (gint x = 0; x < columns; x += 2, out += layer->n_out)
      convolve_cell (layer, in, rows, columns, y - layer->side / 2, x - layer->side / 2, out);
}

/**
 * aoi_ocr_net_see:
 * @shape: what a part of a line looks like
 * @sight: (out caller-allocates): what the net sees of it
 */
void
aoi_ocr_net_see (const AoiOcrShape *shape, AoiOcrSight *sight)
{
  const Layer *layer = &layers[LAYER_SEEN];
  gfloat one[ROWS_ONE * COLUMNS_ONE * ONE], two[ROWS_TWO * COLUMNS_TWO * TWO], three[FLAT];

  convolve (&layers[LAYER_ONE], shape->ink, AOI_OCR_SHAPE_ROWS, AOI_OCR_SHAPE_COLUMNS, one);
  convolve (&layers[LAYER_TWO], one, ROWS_ONE, COLUMNS_ONE, two);
  convolve (&layers[LAYER_THREE], two, ROWS_TWO, COLUMNS_TWO, three);
  memcpy (sight->values, layer->bias, sizeof sight->values);
  add_inputs (layer->weights, three, FLAT, layer->n_out, sight->values);
  add_inputs (layer->weights + (gsize) FLAT * layer->n_out, shape->facts, AOI_OCR_SHAPE_FACTS,
      layer->n_out, sight->values);
  rectify (sight->values, layer->n_out);
}

/* From any numbers to logarithms of shares that are 1 together. */
static void
normalize (gfloat *values, gint n)
{
  gfloat greatest = values[0];
  gdouble sum = 0.0;

  for (gint i = 1; i < n; i++)
    greatest = fmaxf (greatest, values[i]);
  for (gint i = 0; i < n; i++)
    sum += expf (values[i] - greatest);
  for (gint i = 0; i < n; i++)
    values[i] -= greatest + (gfloat) log (sum);
}

/**
 * aoi_ocr_net_rate:
 * @sight: what the net sees of a shape
 * @context: the mean of what it sees of all characters of the same line
 * @rates: (out caller-allocates): how likely the shape is each character
 */
void
aoi_ocr_net_rate (const AoiOcrSight *sight, const AoiOcrSight *context, AoiOcrRates *rates)
{
  const Layer *layer = &layers[LAYER_HIDDEN];
  gfloat hidden[HIDDEN];

  memcpy (hidden, layer->bias, sizeof hidden);
  add_inputs (layer->weights, sight->values, AOI_OCR_NET_SEEN, HIDDEN, hidden);
  add_inputs (layer->weights + (gsize) AOI_OCR_NET_SEEN * HIDDEN, context->values, AOI_OCR_NET_SEEN,
      HIDDEN, hidden);
  rectify (hidden, HIDDEN);
  layer = &layers[LAYER_OUT];
  memcpy (rates->logs, layer->bias, sizeof rates->logs);
  add_inputs (layer->weights, hidden, HIDDEN, AOI_OCR_NET_CLASSES, rates->logs);
  normalize (rates->logs, AOI_OCR_NET_CLASSES);
}
