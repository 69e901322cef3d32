-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 6 of the schema, PostgreSQL: the tables are those of version 5, whose rules are quick to check here.

COMMENT ON TABLE aoi_schema IS 'the version of these tables';
