import { language } from './words';

// Everything shown is in Viet Nam time and, in Vietnamese, with a decimal comma. No figure is computed here: only spelled.
const zone = 7 * 3600 * 1000;
const two = (n: number) => String(n).padStart(2, '0');

const spell = (date: Date) => `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;

/** A date (yyyy-MM-dd), moved by days, as dd/MM/yyyy. */
export const day = (text: string, days = 0): string => spell(new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) + days * 86400000));

/** An instant as 10:15 19/12/2024, in +07:00. */
export function instant(value: string | number, withSeconds = false): string {
  const date = new Date(new Date(value).getTime() + zone);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${withSeconds ? `:${two(date.getUTCSeconds())}` : ''} ${spell(date)}`;
}

export const instantDay = (value: string | number): string => spell(new Date(new Date(value).getTime() + zone));

/** The day of an instant in +07:00 as yyyy-MM-dd. */
export const isoDay = (value: string | number): string => new Date(new Date(value).getTime() + zone).toISOString().slice(0, 10);

/** Days from one date to another, both yyyy-MM-dd. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86400000);

/** An exact decimal, as text or number: 1.234,5 in Vietnamese, 1,234.5 in English. */
export function number(value: string | number): string {
  const [whole = '', fraction] = String(value).split('.');
  const [thousand, decimal] = language() === 'vi' ? ['.', ','] : [',', '.'];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousand);
  return fraction === undefined ? grouped : grouped + decimal + fraction;
}

/** A percentage that is beside the point: one digit. Figures themselves come ready in `display`. */
export const percent = (value: string): string => `${number(cut(value))}\u00a0%`;

/** Percentage points with their sign. */
export const points = (value: string): string => {
  const text = number(cut(value).replace('-', ''));
  const sign = /^[0.,]+$/.test(text) ? '' : value.startsWith('-') ? '−' : '+';
  return `${sign}${text}`;
};

const cut = (value: string) => {
  const [whole = '0', fraction = ''] = value.split('.');
  return `${whole}.${(fraction + '0').slice(0, 1)}`;
};

const spoken: Record<string, string> = { 'Không phát sinh': 'No activity', 'không đo được': 'not measurable' };

/** What an answer shows of a figure: an exact decimal, already rounded as it should be, or a word. */
export const display = (text: string): string => (/^-?\d+(\.\d+)?$/.test(text) ? number(text) : language() === 'en' ? spoken[text] ?? text : text);

const quarters = ['I', 'II', 'III', 'IV'];

/** A period as it is spoken of: Quý II/2024, Tháng 11/2024, 01/01/2024 – 19/12/2024. */
export function periodName(id: string): string {
  const vi = language() === 'vi';
  const [, year = '', part = ''] = /^(\d{4})(?:-(.+))?$/.exec(id) ?? [];
  if (id.includes('..')) {
    const [from = '', to = ''] = id.split('..');
    return `${day(from)} – ${day(to, -1)}`;
  }
  if (part.startsWith('M')) return vi ? `Tháng ${Number(part.slice(1))}/${year}` : `${part.slice(1)}/${year}`;
  if (part.startsWith('Q')) return vi ? `Quý ${quarters[Number(part.slice(1)) - 1]}/${year}` : `${part} ${year}`;
  if (part === 'H1') return vi ? `6 tháng/${year}` : `6 months of ${year}`;
  if (part === '9M') return vi ? `9 tháng/${year}` : `9 months of ${year}`;
  return year ? (vi ? `Năm ${year}` : year) : id;
}

export function ago(value: string | number, now: number): string {
  const minutes = Math.round((now - new Date(value).getTime()) / 60000);
  const vi = language() === 'vi';
  if (minutes < 1) return vi ? 'vừa xong' : 'just now';
  if (minutes < 90) return vi ? `${minutes} phút trước` : `${minutes} min ago`;
  return minutes < 36 * 60 ? (vi ? `${Math.round(minutes / 60)} giờ trước` : `${Math.round(minutes / 60)} h ago`) : vi ? `${Math.round(minutes / 1440)} ngày trước` : `${Math.round(minutes / 1440)} days ago`;
}

/** A length of time in minutes, as long as one would say it. */
export function span(minutes: number): string {
  const vi = language() === 'vi';
  if (minutes < 90) return vi ? `${minutes} phút` : `${minutes} min`;
  return minutes < 72 * 60 ? (vi ? `${Math.round(minutes / 60)} giờ` : `${Math.round(minutes / 60)} h`) : vi ? `${Math.round(minutes / 1440)} ngày` : `${Math.round(minutes / 1440)} days`;
}

/** A length of time in milliseconds. */
export function took(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  const seconds = Math.round(milliseconds / 100);
  return seconds < 900 ? `${number((seconds / 10).toFixed(1))} s` : span(Math.round(milliseconds / 60000));
}

export function bytes(size: number): string {
  return size < 1024 ? `${size} B` : size < 1048576 ? `${number((size / 1024).toFixed(1))} kB` : `${number((size / 1048576).toFixed(1))} MB`;
}
