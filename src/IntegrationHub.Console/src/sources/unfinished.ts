import type { ConnectorAnswer } from '../api/types';
import { emptyDraft, type Draft } from './draft';

// Of this window only: it outlives a reload and no more. What is secret is never in it.
const prefix = 'hub.source.new.';

/** An address may carry a name and password in front of its host. */
const hasAccount = (value: unknown) => typeof value === 'string' && /\/\/[^/]*@/.test(value);

const withoutSecrets = (draft: Draft, connector: ConnectorAnswer): Draft => ({
  ...draft, options: Object.fromEntries(Object.entries(draft.options).filter(([name, value]) => connector.options.some(o => o.name === name && !o.secret) && !hasAccount(value))),
});

/** A new source that somebody has begun to fill in, as far as it may be kept; null: nothing was begun. */
export function unfinished(connector: ConnectorAnswer): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(prefix + connector.key) ?? 'null') as Draft | null;
    return kept && { ...emptyDraft(connector), ...kept };
  } catch {
    return null;
  }
}

export function keepUnfinished(draft: Draft, connector: ConnectorAnswer) {
  const [now, empty] = [withoutSecrets(draft, connector), withoutSecrets(emptyDraft(connector), connector)].map(d => JSON.stringify(d));
  if (now === empty) forgetUnfinished(connector.key);
  else sessionStorage.setItem(prefix + connector.key, now!);
}

export const forgetUnfinished = (connector: string) => sessionStorage.removeItem(prefix + connector);
