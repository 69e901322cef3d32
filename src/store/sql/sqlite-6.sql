-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 6 of the schema, SQLite: rules that are quick to check. For IN with more than two words SQLite makes a table of its own
-- for each row that is written, which took a third of the time of a board.

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace (sql, 'status IN (''pass'', ''fail'', ''error'', ''timeout'', ''skipped'')',
    'status = ''pass'' OR status = ''fail'' OR status = ''error'' OR status = ''timeout'' OR status = ''skipped''')
  WHERE type = 'table' AND name = 'roi';
UPDATE sqlite_schema SET sql = replace (sql, 'verdict IN (''pass'', ''fail'', ''not inspected'')',
    'verdict = ''pass'' OR verdict = ''fail'' OR verdict = ''not inspected''')
  WHERE type = 'table' AND name = 'board';
PRAGMA writable_schema = RESET;
