/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command that teaches a false call, as a shell reads it. Paths may hold anything. */

/* Bytes of an address's path, in the encoding of the file system. */
function bytesOfPath (path) {
  const bytes = [];
  for (let i = 0; i < path.length; i++) {
    if (path[i] === '%' && /^[0-9a-f]{2}$/i.test(path.slice(i + 1, i + 3))) {
      bytes.push(parseInt(path.slice(i + 1, i + 3), 16));
      i += 2;
    } else {
      bytes.push(...new TextEncoder().encode(path[i]));
    }
  }
  return Uint8Array.from(bytes);
}

/* Control characters and what is no UTF-8 would not outlive a terminal: bash reads them from digits. */
function quoteDigits (bytes) {
  const plain = byte => byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c;
  return "$'" + [...bytes].map(byte =>
    plain(byte) ? String.fromCharCode(byte) : '\\x' + byte.toString(16).padStart(2, '0')).join('') + "'";
}

function quoteBytes (bytes) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return quoteDigits(bytes);
  }
  if (text.search(HIDDEN) >= 0)
    return quoteDigits(bytes);
  if (/^[A-Za-z0-9_.\/:@%+=,][A-Za-z0-9_.\/:@%+=,-]*$/.test(text))
    return text;
  return "'" + text.replaceAll("'", "'\\''") + "'";
}

/* A word that is no option. */
function quoteFile (text) {
  return quoteBytes(new TextEncoder().encode(text.startsWith('-') ? './' + text : text));
}

/* Null if the record holds too little. Opened from a server, the path is that within the archive. */
function teachCommand (board, details, roi) {
  const crop = roi.crop ? address(board.record, roi.crop) : null;
  if (crop === null || !details.product_file || !Number.isInteger(roi.id))
    return null;
  const path = location.protocol === 'file:' ? new URL(crop, location.href).pathname : crop;
  return ['aoi golden add', quoteFile(details.product_file), roi.id, quoteBytes(bytesOfPath(path))].join(' ');
}

/* Also where the browser keeps the clipboard from pages of files. */
async function copy (text, button, source) {
  let copied = false;
  try {
    await navigator.clipboard.writeText(text);
    copied = true;
  } catch {
    getSelection().selectAllChildren(source);
    copied = document.execCommand('copy');
  }
  const label = button.textContent;
  button.textContent = copied ? 'Copied' : 'Press Ctrl+C';
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}
