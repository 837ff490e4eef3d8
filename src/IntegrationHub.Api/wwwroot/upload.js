import { h } from './format.js';
import { careful, person } from './signin.js';

// The page draws its cards anew every two seconds; a form with a chosen file has to stay the same one.
const forms = new Map();

/** A form that sends a table to a source of files: choose, look at what would be refused, send. */
export function uploadForm(source, w) {
  const known = forms.get(source.id);
  if (known?.language === w) return known.form;
  const file = h('input', { type: 'file', accept: '.csv,.xlsx', 'aria-label': w.upload.file });
  const stream = h('select', { 'aria-label': w.upload.stream }, source.streams.map(s => h('option', { value: s.stream }, s.stream)));
  const by = h('input', { type: 'text', maxlength: 80, placeholder: w.upload.by, 'aria-label': w.upload.by });
  // Whoever is signed in is the sender; the demo asks nobody.
  by.hidden = person()?.signedIn !== 'demo';
  const look = h('button', { type: 'button', disabled: true }, w.upload.look);
  const send = h('button', { type: 'button', disabled: true }, w.upload.send);
  const told = h('div', { class: 'told', role: 'status' });
  const form = h('details', { class: 'upload' }, h('summary', null, w.upload.title), h('p', { class: 'fields' }, stream, file, by), h('p', null, look, ' ', send), told);

  async function post(preview) {
    const chosen = file.files[0];
    if (!preview && !by.hidden && !by.value.trim()) {
      by.focus();
      return told.replaceChildren(h('p', { class: 'error' }, w.upload.who));
    }
    look.disabled = send.disabled = true;
    const query = new URLSearchParams({ name: chosen.name, stream: stream.value, ...(preview ? { preview: 'true' } : by.hidden ? {} : { by: by.value.trim() }) });
    try {
      const response = await fetch(`api/v1/sources/${encodeURIComponent(source.id)}/files?${query}`, { method: 'POST', body: chosen, headers: { 'Content-Type': 'application/octet-stream', ...careful() } });
      const answer = await response.json();
      told.replaceChildren(...(response.ok ? report(answer, w) : [h('p', { class: 'error' }, `${w.upload.refused}: ${answer.detail ?? answer.title}`)]));
      send.disabled = !response.ok || !preview;
    } catch {
      told.replaceChildren(h('p', { class: 'error' }, w.lost));
      send.disabled = true;
    }
    look.disabled = false;
  }

  // Whoever chooses another file or stream looks at it again before it can be sent.
  const changed = () => {
    look.disabled = !file.files.length;
    send.disabled = true;
    told.replaceChildren();
  };
  file.addEventListener('change', changed);
  stream.addEventListener('change', changed);
  look.addEventListener('click', () => post(true));
  send.addEventListener('click', () => post(false));
  forms.set(source.id, { form, language: w });
  return form;
}

/** Whether somebody is at work in a form: it is not moved then, because that would take the cursor away. */
export const isBusy = () => document.activeElement?.closest('.upload') != null;

function report(answer, w) {
  const cells = answer.rejected.flatMap(row => row.cells.map(cell =>
    h('li', null, `${row.place}${cell.column ? `, ${w.upload.column} ${cell.column}` : ''}: `, h('code', null, cell.code), ` ${w.upload.codes[cell.code] ?? cell.message}${cell.found ? ` (${cell.found})` : ''}`)));
  return [
    h('p', { class: answer.rejectedRows ? 'error' : '' }, `${answer.storedAs ? `${w.upload.sent} ${answer.storedAs} · ` : ''}${answer.rows} ${w.upload.rows} · ${answer.rejectedRows} ${w.upload.rejected}`),
    answer.unknownColumns.length > 0 && h('p', null, `${w.upload.unread}: ${answer.unknownColumns.join(', ')}`),
    cells.length > 0 && h('ul', { class: 'cells' }, cells),
  ].filter(Boolean);
}
