/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An inspector module as version 0.1 had them. */
int aoi_inspector_register (const void *inspector, void **error);
int aoi_inspector_module_init (void **error);

int
aoi_inspector_module_init (void **error)
{
  return aoi_inspector_register ("", error);
}
