/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

void store_panel_add_tests (void);
void store_panel_end (void);
