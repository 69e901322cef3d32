/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-result.h"
#include "aoi-roi-type.h"

G_BEGIN_DECLS

/**
 * AoiResultType:
 * @dup_members: (nullable): the members of an ROI in the JSON beside those that every ROI has, an a{sv} in
 *   their order, floating or not; a maybe without a value is null. #AoiRoiResult.values is there anyway,
 *   under `aoi`, as are the fields of messages and metadata
 * @reading_member: (nullable): which of them is what was read, for programs that compare results
 * @reading_value: (nullable): which of #AoiRoiResult.values is; it comes before @reading_member
 * @dup_reading: (nullable): what was read, for people: any bytes; %NULL: nothing
 * @dup_measure: (nullable): what was measured, for people; %NULL: nothing
 * @codes_value: (nullable): which of #AoiRoiResult.values, strings, are codes: the first that says something
 *   may name the ROI's device
 *
 * How results of a type are written and shown: a constant table. Without @dup_reading and @dup_measure,
 * labels compare score and threshold. Functions run on any thread, several at once, for results of any
 * status.
 *
 * Since: 0.2
 */
struct _AoiResultType {
  GVariant *(*dup_members) (const AoiRoiResult *result);
  const gchar *reading_member;
  const gchar *reading_value;
  gchar *(*dup_reading) (const AoiRoiResult *result);
  gchar *(*dup_measure) (const AoiRoiResult *result);
  const gchar *codes_value;
};

const AoiResultType *aoi_result_type_lookup (const gchar *name);
gchar *aoi_roi_result_describe_score (const AoiRoiResult *result);

G_END_DECLS
