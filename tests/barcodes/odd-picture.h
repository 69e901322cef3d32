/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fixtures.h"

G_BEGIN_DECLS

FixtureCanvas *odd_picture_new (guint32 seed, guint32 index);

G_END_DECLS
