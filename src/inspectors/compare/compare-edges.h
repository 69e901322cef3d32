/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-grid.h"
#include "ops/envelope.h"

G_BEGIN_DECLS

/**
 * AoiCompareEdges:
 * @hardness: 0..1: 0 where edges are as soft as a lens makes them, 1 where they are one pixel wide
 * @factor: by which an excess in gray levels is multiplied to be on the scale of the structure term;
 *   0: brightness is not judged
 * @envelope: of the golden, wider where nothing may lie; laid out if @factor is not 0
 * @proof: on the same scale, what a uniform view differs at least in the window around each pixel; filled in if
 *   @hardness is not 0
 *
 * What judging by brightness needs of a golden: of one with hard edges, of a small one, or where nothing may lie.
 * Immutable.
 */
typedef struct {
  gfloat hardness, factor;
  AoiEnvelope envelope;
  AoiPlane proof;
  gfloat *memory;
} AoiCompareEdges;

/**
 * aoi_compare_edges_weigh:
 * @self: of a golden
 * @structure: the structure term of a window
 * @brightness: its brightness term, on the same scale
 *
 * Returns: what counts: soft edges are judged by structure, hard ones by brightness, those between by
 *   what both agree on
 */
static inline gfloat
aoi_compare_edges_weigh (const AoiCompareEdges *self, gfloat structure, gfloat brightness)
{
  gfloat soft = 1.0f - self->hardness;

  return brightness * soft <= structure ? brightness : structure / soft;
}

/**
 * aoi_compare_edges_adds:
 * @self: of a golden of an ROI that is not to be empty
 *
 * Returns: whether brightness is judged beside structure: in small ROIs with soft edges
 */
static inline gboolean
aoi_compare_edges_adds (const AoiCompareEdges *self)
{
  return self->hardness <= 0.0f && self->factor > 0.0f;
}

void aoi_compare_edges_init (
    AoiCompareEdges *self, const AoiCompareGrid *grid, const AoiPlane *luma, gfloat noise);
void aoi_compare_edges_clear (AoiCompareEdges *self);

G_END_DECLS
