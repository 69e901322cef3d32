-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 2 of the schema, PostgreSQL: ROIs that did not pass are found without the others.

CREATE INDEX roi_not_passed ON roi (board, roi) WHERE status <> 'pass';
