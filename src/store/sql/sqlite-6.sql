-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Version 6 of the schema, SQLite: boards are written in less time, and two more views.

-- For IN with more than two words SQLite makes a table of its own for each row that is written: a third of the time of a board.

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace (sql, 'status IN (''pass'', ''fail'', ''error'', ''timeout'', ''skipped'')',
    'status = ''pass'' OR status = ''fail'' OR status = ''error'' OR status = ''timeout'' OR status = ''skipped''')
  WHERE type = 'table' AND name = 'roi';
UPDATE sqlite_schema SET sql = replace (sql, 'verdict IN (''pass'', ''fail'', ''not inspected'')',
    'verdict = ''pass'' OR verdict = ''fail'' OR verdict = ''not inspected''')
  WHERE type = 'table' AND name = 'board';
PRAGMA writable_schema = RESET;

-- A file is of one station, seldom of several: an index of stations finds what nearly all boards are, and costs each of them two
-- pages.
DROP INDEX board_station;
DROP INDEX board_station_product;

-- How far the scores of ROIs lie above their threshold, and in units of three standard deviations.
CREATE VIEW drift_by_hour AS
  SELECT hour, station, product, roi, device, type, measured AS boards, margin / measured AS mean,
    CASE WHEN measured > 1 AND margin_squares > margin * margin / measured
      THEN margin / measured / (3 * sqrt((margin_squares - margin * margin / measured) / (measured - 1))) END AS cpk
  FROM roi_hour WHERE measured > 0;

-- Codes that were seen more than once.
CREATE VIEW repeats AS
  SELECT code, product, count(*) AS boards, sum(CASE WHEN verdict = 'pass' THEN 1 ELSE 0 END) AS passed,
    min(arrived) AS first, max(arrived) AS last
  FROM boards WHERE code IS NOT NULL GROUP BY code, product HAVING count(*) > 1;
