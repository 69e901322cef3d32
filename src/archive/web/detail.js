/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that a record holds about a board. */

function facts (pairs) {
  return el('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [el('dt', {}, name), el('dd', {}, value instanceof Node ? value : shown(value))]));
}

function table (heads, lines) {
  return el('div', { class: 'scroll' }, el('table', {},
    el('thead', {}, el('tr', {}, heads.map(head => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, lines)));
}

function cells (values) {
  return values.map(value => el('td', {}, value));
}

/* How far the score is from what it had to reach. */
function scale (roi) {
  const score = number(roi.score);
  const threshold = number(roi.threshold);
  if (score === null || threshold === null || roi.status === 'error' || roi.status === 'timeout')
    return null;
  const passed = roi.status === 'pass';
  const end = Math.max(1, score, threshold);
  const bar = el('span', { class: 'bar ' + (passed ? 'pass' : 'fail') });
  const mark = el('span', { class: 'limit' });
  bar.style.width = Math.max(0, score / end) * 100 + '%';
  mark.style.left = Math.max(0, threshold / end) * 100 + '%';
  return el('div', { class: 'scale' },
    el('div', { class: 'track', 'aria-hidden': 'true' }, bar, mark),
    el('span', { class: 'score' }, el('b', {}, measure(score, threshold)),
      passed ? ' \u2265 ' : ' < ', measure(threshold, score)));
}

function showValue (value) {
  const one = x => typeof x === 'number' && !Number.isInteger(x) ? x.toFixed(3) : shown(x);
  return Array.isArray(value) ? value.map(one).join(', ') : one(value);
}

function figure (board, roi, file, caption) {
  const source = address(board.record, file);
  return el('figure', {},
    el('a', { href: source, target: '_blank', rel: 'noopener', title: 'Open the picture' }, picture(board.record, file, caption)),
    el('figcaption', {}, caption));
}

/* Crop beside golden; "blink" lays one over the other. */
function pictures (board, roi) {
  if (!roi.crop)
    return null;
  const pair = el('div', { class: 'pictures' }, figure(board, roi, roi.crop, 'ROI ' + roi.id));
  if (!roi.golden)
    return pair;
  pair.append(figure(board, roi, roi.golden, 'golden ' + brief(roi.golden_name, 60)));
  const button = el('button', { type: 'button', class: 'blink', 'aria-pressed': 'false', title: 'Lay the golden over the crop, in turns (b)',
    onclick: () => button.setAttribute('aria-pressed', String(pair.classList.toggle('blinking'))) }, 'Blink');
  return [pair, button];
}

function teach (board, details, roi) {
  const command = roi.type === 'compare' && roi.status === 'fail' ? teachCommand(board, details, roi) : null;
  if (command === null)
    return null;
  const code = el('code', { class: 'command' }, command);
  const button = el('button', { type: 'button', onclick: () => copy(command, button, code) }, 'Copy');
  return el('details', { class: 'teach' },
    el('summary', {}, 'Teach as golden'),
    el('p', {}, 'If this part is good, the call was false. This command makes the crop a golden of ROI ' + roi.id
      + (location.protocol === 'file:' ? ':' : '; run it in the folder of the archive:')),
    el('div', { class: 'run' }, code, button));
}

function roiCard (board, details, roi) {
  return el('article', { class: 'roi', id: 'roi-' + roi.id, 'aria-label': 'ROI ' + roi.id },
    el('h3', {}, badge(roi.status), ' ROI ' + roi.id + ' ', el('span', { class: 'kind' }, brief(roi.type, 40) + ', device ' + roi.device)),
    scale(roi),
    roi.reason ? el('p', { class: 'reason' }, shown(roi.reason)) : null,
    pictures(board, roi),
    facts(list(roi.values).map(pair => [brief(pair[0], 40), showValue(pair[1])])),
    teach(board, details, roi));
}

/* Where on the board the ROIs lie that are shown below. */
function overview (board, details) {
  const { width, height, overview: file } = details;
  if (!file || address(board.record, file) === null)
    return null;
  const boxes = details.rois.filter(roi => Array.isArray(roi.rect) && roi.rect.length === 4 && width > 0 && height > 0).map(roi => {
    const [x1, y1, x2, y2] = roi.rect;
    const box = el('button', { type: 'button', class: 'box ' + (roi.status === 'pass' ? 'pass' : 'fail'), title: 'ROI ' + roi.id,
      onclick: () => byId('roi-' + roi.id).scrollIntoView({ block: 'start' }) }, el('span', {}, String(roi.id)));
    box.style.left = x1 / width * 100 + '%';
    box.style.top = y1 / height * 100 + '%';
    box.style.width = (x2 - x1) / width * 100 + '%';
    box.style.height = (y2 - y1) / height * 100 + '%';
    return box;
  });
  return el('div', { class: 'overview' }, picture(board.record, file, 'the board'), boxes);
}

function deviceTable (board) {
  if (board.devices.length === 0)
    return null;
  return table(['Device', 'Verdict', 'Barcode', 'ROIs failed'], board.devices.map(device => el('tr', {}, cells([
    String(device.id), badge(device.passed === true ? 'pass' : 'fail'),
    el('span', { class: 'code' }, shown(device.barcode)), device.failed + ' of ' + device.total]))));
}

function roiTable (details) {
  const all = [...details.rois, ...passedRois(details)].sort((a, b) => a.id - b.id);
  return el('details', { class: 'all' }, el('summary', {}, 'All ' + plural(all.length, 'ROI')),
    table(['ROI', 'Device', 'Type', 'Status', 'Score', 'Threshold'], all.map(roi => el('tr', {}, cells([
      String(roi.id), String(roi.device), brief(roi.type, 40), badge(roi.status),
      measure(roi.score, roi.threshold), measure(roi.threshold, roi.score)])))));
}

function links (board) {
  const link = (file, text) => el('a', { href: address(board.record, file), target: '_blank', rel: 'noopener' }, text);
  return el('p', { class: 'links' }, link('result.json', 'result.json'), ' ', link('record.json', 'record.json'), ' ',
    location.protocol === 'file:' ? link(undefined, 'folder') : null);
}

function boardHead (board) {
  const at = indexOf(board.record);
  const step = (by, text, title) => el('button', { type: 'button', title, 'aria-label': title,
    disabled: at < 0 || at + by < 0 || at + by >= rows.found.length, onclick: () => go(by) }, text);
  return el('div', { class: 'boardhead' },
    el('button', { type: 'button', class: 'back', title: 'Back to the list (Esc)', 'aria-label': 'Back to the list', onclick: () => change(rows.state, { board: '' }) }, '\u2190'),
    el('h2', {}, badge(board.passed ? 'pass' : 'fail'), ' ', brief(board.product, 80), ' ',
      el('span', { class: 'when' }, board.day + ' ' + clockOf(board))),
    el('span', { class: 'steps' }, step(-1, '\u2191', 'Newer board (k)'), step(1, '\u2193', 'Older board (j)')));
}

function showBoard (view, board) {
  const details = detailsOf(board);
  const passed = roi => roi.status === 'pass';
  const order = [...details.rois.filter(roi => !passed(roi)), ...details.rois.filter(passed)];
  fill(view, boardHead(board),
    details.reason ? el('p', { class: 'reason' }, shown(details.reason)) : null,
    details.complete === true ? null : el('p', { class: 'reason' }, 'Not all frames of this board came.'),
    deviceTable(board),
    el('div', { class: 'rois' }, order.map(roi => roiCard(board, details, roi))),
    overview(board, details),
    roiTable(details),
    facts([['Record', board.record], ['Time', board.clock], ['Product file', details.product_file], ['Revision', details.revision],
      ['Session', details.session_id], ['Frame', details.frame], ['Board', details.groups ? details.board + ', of ' + plural(details.groups, 'frame') : null],
      ['Frame size', details.width ? details.width + '\u00d7' + details.height : null]]),
    links(board));
}

function showAbsent (view, record) {
  fill(view, el('div', { class: 'empty' },
    el('p', {}, 'This board is not in the archive, or of a day that is not loaded:'), el('p', { class: 'code' }, shown(record)),
    el('button', { type: 'button', onclick: () => change(rows.state, { board: '' }) }, 'Back to the list')));
}
