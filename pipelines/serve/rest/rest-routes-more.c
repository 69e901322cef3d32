/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of the old API: goldens, colours, and what tells about it. */
#include "rest/rest-private.h"

#define SMALL ((gsize) 1 << 20)
#define GOLDEN ((gsize) 32 << 20)

static const HttpRoute routes[] = {
  { "POST", "/api/golden-sample/save", rest_golden_save, HTTP_CHANGE, HTTP_HEAVY, HTTP_BODY_FORM,
      GOLDEN },
  { "GET", "/api/golden-sample/products", rest_goldens_products, HTTP_SEE, HTTP_WORK,
      HTTP_BODY_NONE, SMALL },
  { "POST", "/api/golden-sample/promote", rest_golden_promote, HTTP_CHANGE, HTTP_WORK,
      HTTP_BODY_OBJECT, SMALL },
  { "POST", "/api/golden-sample/restore", rest_golden_restore, HTTP_CHANGE, HTTP_WORK,
      HTTP_BODY_OBJECT, SMALL },
  { "DELETE", "/api/golden-sample/delete", rest_golden_delete, HTTP_CHANGE, HTTP_WORK,
      HTTP_BODY_OBJECT, SMALL },
  { "POST", "/api/golden-sample/rename-folders", rest_golden_rename, HTTP_CHANGE, HTTP_WORK,
      HTTP_BODY_OBJECT, SMALL },
  { "GET", "/api/golden-sample/{product}/{#roi}", rest_goldens_get, HTTP_SEE, HTTP_WORK,
      HTTP_BODY_NONE, SMALL },
  { "GET", "/api/golden-sample/{product}/{#roi}/metadata", rest_goldens_metadata, HTTP_SEE,
      HTTP_WORK, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/golden-sample/{product}/{#roi}/download/{file}", rest_golden_download, HTTP_SEE,
      HTTP_WORK, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/products/{product}/golden/{#roi}", rest_golden_window_get, HTTP_SEE, HTTP_WORK,
      HTTP_BODY_NONE, SMALL },
  { "POST", "/api/products/{product}/golden/{#roi}", rest_golden_window_save, HTTP_CHANGE,
      HTTP_HEAVY, HTTP_BODY_OBJECT, GOLDEN },
  { "DELETE", "/api/products/{product}/golden/{#roi}", rest_golden_window_delete, HTTP_CHANGE,
      HTTP_WORK, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/products/{product}/colors", rest_colors_get, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
      SMALL },
  { "POST", "/api/products/{product}/colors", rest_colors_save, HTTP_CHANGE, HTTP_WORK,
      HTTP_BODY_OBJECT, SMALL },
  { "GET", "/api/schema/{name}", rest_schema_get, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/docs", rest_docs_list, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/docs/guide", rest_docs_guide, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
  { "GET", "/api", rest_docs_page, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
};

/**
 * rest_get_more_routes:
 * @n_routes: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_routes): endpoints besides those of inspections
 */
const HttpRoute *
rest_get_more_routes (guint *n_routes)
{
  *n_routes = G_N_ELEMENTS (routes);
  return routes;
}
