/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

void store_review_add_tests (void);
void store_review_end (void);
