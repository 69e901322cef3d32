/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A file that a decoder may stumble over, by a seed: @png and @jpeg are good ones, of which some are made. */
GBytes *picture_hostile_new (GRand *rand, GBytes *png, GBytes *jpeg);
