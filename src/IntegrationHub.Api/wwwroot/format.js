// Everything shown is in Viet Nam time and, in Vietnamese, with a decimal comma. No value is computed here: only spelled.
const zone = 7 * 3600 * 1000;
const two = n => String(n).padStart(2, '0');

/** yyyy-MM-dd, moved by days, as dd/MM/yyyy. */
export function day(text, days = 0) {
  const date = new Date(Date.parse(text.slice(0, 10) + 'T00:00:00Z') + days * 86400000);
  return `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
}

export function instant(value, withSeconds = false) {
  const date = new Date(new Date(value).getTime() + zone);
  const seconds = withSeconds ? ':' + two(date.getUTCSeconds()) : '';
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds} ${day(date.toISOString())}`;
}

/** An exact decimal string, with thin spaces between thousands. */
export function number(text, language) {
  const [whole, fraction] = String(text).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction === undefined ? grouped : grouped + (language === 'vi' ? ',' : '.') + fraction;
}

/** Cut to one digit for side information; figures themselves come ready in `display`. */
export const percent = (text, language) => number(String(text).replace(/(\.\d)\d+$/, '$1'), language) + '\u00a0%';

export function ago(value, now, word) {
  const minutes = Math.round((now - new Date(value).getTime()) / 60000);
  if (minutes < 1) return word.now;
  if (minutes < 90) return `${minutes} ${word.m}`;
  return minutes < 36 * 60 ? `${Math.round(minutes / 60)} ${word.h}` : `${Math.round(minutes / 1440)} ${word.d}`;
}

/** Text that is either one string or { vi, en }. */
export const said = (text, language) => text && typeof text === 'object' ? text[language] ?? text.vi ?? text.en ?? '' : text ?? '';

/** h('td', { class: 'x' }, child, 'text'): an element; text is never read as HTML. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false && child !== ''));
  return element;
}
