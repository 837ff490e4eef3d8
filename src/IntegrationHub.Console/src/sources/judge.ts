import type { SourceHealth, SourceSummary } from '../api/types';
import type { Tone } from '../parts/marks';

/** What to press about a source. */
export type Cure = 'account' | 'open' | 'resume' | 'pull' | 'settle';

export interface Judged {
  /** Key of its words: state.WORD. */
  word: 'failed' | 'brokenOff' | 'late' | 'willBeLate' | 'rejected' | 'never' | 'paused' | 'off' | 'running' | 'ok';
  tone: Tone;
  /** The worst first. */
  rank: number;
  cure: Cure | null;
  /** Since when it is so. */
  since: string | null;
}

const accounts = new Set(['E_SIGN_IN', 'E_SECRET_MISSING', 'E_SECRET_REFERENCE', 'E_FORBIDDEN']);

export const rejectedOf = (source: SourceSummary) => source.streams.reduce((sum, s) => sum + s.rejected, 0);
export const parkedOf = (source: SourceSummary) => source.streams.reduce((sum, s) => sum + s.parked, 0);

/** The day up to which all streams that say so are delivered. */
export const confirmedTo = (source: SourceSummary): string | null => source.streams.map(s => s.confirmedTo).filter((d): d is string => d != null).sort()[0] ?? null;

export const isHeld = (health: SourceHealth | undefined) => health?.isStale === true;

/** A source by what has come in, not by whether a process runs. */
export function judge(source: SourceSummary, health: SourceHealth | undefined): Judged {
  const lastGood = health?.lastSuccessAt ?? null;
  const staleSince = lastGood && health?.objectiveMinutes != null ? new Date(new Date(lastGood).getTime() + health.objectiveMinutes * 60000).toISOString() : lastGood;
  const run = source.lastRun;
  if (source.paused) return { word: 'paused', tone: 'paused', rank: 4, cure: 'resume', since: null };
  if (!source.enabled) return { word: 'off', tone: 'paused', rank: 7, cure: null, since: null };
  if (source.state === 'failed') return { word: 'failed', tone: 'bad', rank: 0, cure: accounts.has(run?.errorCode ?? '') ? 'account' : 'open', since: run?.startedAt ?? null };
  if (health?.state === 'broken-off') return { word: 'brokenOff', tone: 'bad', rank: 1, cure: 'pull', since: run?.startedAt ?? null };
  if (source.state === 'running') return { word: 'running', tone: 'busy', rank: 5, cure: null, since: run?.startedAt ?? null };
  if (health?.isStale) return { word: 'late', tone: 'late', rank: 2, cure: 'pull', since: staleSince };
  if (health?.forecast?.willBeLate) return { word: 'willBeLate', tone: 'late', rank: 2, cure: 'pull', since: null };
  if (source.state === 'never') return { word: 'never', tone: 'quiet', rank: 4, cure: 'pull', since: null };
  if (rejectedOf(source) > 0) return { word: 'rejected', tone: 'warn', rank: 3, cure: 'settle', since: null };
  return { word: 'ok', tone: 'good', rank: 6, cure: null, since: null };
}

/** Which of the words mean that somebody has to do something. */
export const isTrouble = (judged: Judged) => judged.rank <= 3;
