/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "code-picture.h"

G_BEGIN_DECLS

/* Each library alone, at its best settings and without a limit of time. What it reads is added to
 * `found` as "symbology:text" by ZXing's names. */
void alone_zxing (const CodePicture *picture, GPtrArray *found);
void alone_zbar (const CodePicture *picture, GPtrArray *found);
void alone_dmtx (const CodePicture *picture, GPtrArray *found);

G_END_DECLS
