import type { ConnectorAnswer, SourceDefinition, SourceOrder } from '../api/types';

/** What is typed of a secret, or where it is kept already. */
export interface SecretValue { secret?: string; secretValue?: string }

/** A source as it stands in the form. */
export interface Draft {
  id: string;
  connector: string;
  nameVi: string;
  nameEn: string;
  streams: string[];
  schedule: string;
  enabled: boolean;
  hours: string;
  requests: number | null;
  per: string;
  note: string;
  options: Record<string, unknown>;
}

export const emptyDraft = (connector: ConnectorAnswer): Draft => ({
  id: '', connector: connector.key, nameVi: '', nameEn: '', streams: connector.streams.filter(s => s.usual).map(s => s.name), schedule: '*/15 * * * *', enabled: true, hours: '', requests: null, per: 'minute', note: '',
  options: Object.fromEntries(connector.options.filter(o => o.default != null).map(o => [o.name, typed(o.type, o.default!)])),
});

const typed = (type: string, value: string): unknown => (type === 'number' ? Number(value) : type === 'flag' ? value === 'true' : value);

export function draftOf(definition: SourceDefinition, connector: ConnectorAnswer): Draft {
  const types = new Map(connector.options.map(o => [o.name, o.type]));
  return {
    id: definition.id, connector: definition.connector, nameVi: definition.name.vi, nameEn: definition.name.en ?? '', streams: definition.streams.length > 0 ? definition.streams : connector.streams.filter(s => s.usual).map(s => s.name),
    schedule: definition.schedule ?? '', enabled: definition.enabled, hours: definition.hours.join(', '), requests: definition.budget?.requests ?? null, per: definition.budget?.per ?? 'minute', note: '',
    options: Object.fromEntries(Object.entries(definition.options).map(([name, option]) => [name, option.secret != null ? { secret: option.secret } : typed(types.get(name) ?? 'text', option.value ?? '')])),
  };
}

/** As it is sent: the whole definition; what is empty is left at its default. */
export const orderOf = (draft: Draft, before?: SourceDefinition): SourceOrder => ({
  id: draft.id.trim(), connector: draft.connector, name: { vi: draft.nameVi.trim(), en: draft.nameEn.trim() || null }, streams: draft.streams, systems: before?.systems ?? [], schedule: draft.schedule.trim() || null,
  budget: draft.requests ? { requests: draft.requests, per: draft.per } : null, hours: draft.hours.split(',').map(h => h.trim()).filter(Boolean), enabled: draft.enabled, note: draft.note.trim() || null,
  options: Object.fromEntries(Object.entries(draft.options).filter(([, value]) => value !== undefined && value !== '' && value !== null && !(typeof value === 'object' && Object.keys(value).length === 0))) as SourceOrder['options'],
  freshness: before?.freshness ?? null,
});

/** Whether a secret was typed: it is replaced though the definition, which says only where it is kept, stays the same. */
export const hasTyped = (draft: Draft): boolean => Object.values(draft.options).some(value => Boolean((value as SecretValue | null | undefined)?.secretValue));

/** An id that people can read, from the name: "Cổng DVC tỉnh" is cong-dvc-tinh. */
export const slug = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);
