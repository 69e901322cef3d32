/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-root.h"

/**
 * aoi_json_root_is_object:
 * @parser: a parser that has parsed something
 *
 * A text without anything, such as a file that a kill has left empty, is parsed without an error, and has no root.
 *
 * Returns: whether it was an object
 */
gboolean
aoi_json_root_is_object (JsonParser *parser)
{
  JsonNode *root = json_parser_get_root (parser);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root);
}
